"""INSPIRED: a table between tabs, one message a line, with the films that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from chatrec.datasets.conversations import Speaker
from chatrec.datasets.lines import Record, read_each
from chatrec.datasets.published.form import (
    Dialog,
    Message,
    Published,
    item,
    split_of,
    stated,
)
from chatrec.errors import CatalogueError

_SPEAKERS: Mapping[str, Speaker] = {"SEEKER": "seeker", "RECOMMENDER": "recommender"}
_QUOTE = "QUOTATION_MARK"
"""How the publisher writes a quotation mark."""


def read_inspired(paths: Sequence[str], problems: list[str] | None = None) -> Published:
    """The dialogs by split; an item is known by its title and year, as `Heat (1995)`."""
    splits: dict[str, dict[str, list[Message]]] = {}
    for path in paths:
        dialogs = splits.setdefault(split_of(path), {})
        for dialog, message in read_each(path, _message, problems):
            dialogs.setdefault(dialog, []).append(message)
    messages = chain.from_iterable(m for dialogs in splits.values() for m in dialogs.values())
    films = dict.fromkeys(film for message in messages for film in message.items)
    return Published(
        tuple(item(film, film) for film in films),
        {
            split: tuple(Dialog(name, tuple(theirs)) for name, theirs in dialogs.items())
            for split, dialogs in splits.items()
        },
    )


def _message(record: Record) -> tuple[str, Message]:
    speaker = stated(record, "speaker")
    if speaker.upper() not in _SPEAKERS:
        raise CatalogueError(f"speaker {speaker!r} is neither SEEKER nor RECOMMENDER")
    if "movies" not in record or "text" not in record:
        raise CatalogueError("no column text or movies: is this a file of data/dialog_data?")
    text = str(record["text"] or "").replace(_QUOTE, '"')
    films = (" ".join(film.split()) for film in str(record["movies"] or "").split(";"))
    named = tuple(dict.fromkeys(film for film in films if film))
    return stated(record, "dialog_id"), Message(_SPEAKERS[speaker.upper()], text, named)
