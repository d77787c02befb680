"""What a published data set tells, before it is written as our files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from chatrec.datasets.conversations import Speaker
from chatrec.datasets.lines import Record
from chatrec.errors import CatalogueError
from chatrec.types import Feedback, Item, Value

WHOLE = "all"
"""The split of what its publisher did not split."""
_SPLITS = frozenset({"train", "valid", "validation", "dev", "test"})
_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)$")


@dataclass(frozen=True, slots=True)
class Message:
    """`items` are the ids that the text names, in its order."""

    speaker: Speaker
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialog:
    id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Published:
    """Dialogs and opinions by the publisher's splits."""

    items: tuple[Item, ...]
    dialogs: Mapping[str, tuple[Dialog, ...]] = field(default_factory=dict)
    feedback: Mapping[str, tuple[Feedback, ...]] = field(default_factory=dict)


def stated(record: Record, name: str) -> str:
    """The text under a name. Raises CatalogueError where there is none."""
    value = record.get(name)
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not text:
        raise CatalogueError(f"{name} {value!r}: is this the file that its publisher gives?")
    return text


def split_of(path: str) -> str:
    """The split that a file's name tells, as `train_data.jsonl` does."""
    words = re.split(r"[^a-z]+", Path(path).name.lower())
    return next((word for word in words if word in _SPLITS), WHOLE)


def dated(text: str) -> tuple[str, int | None]:
    """`Heat (1995)` as title and year; of a range of years the first."""
    plain = " ".join(text.split())
    found = _YEAR.search(plain)
    if found is None or found.start() == 0:
        return plain, None
    return plain[: found.start()], int(found[1])


def item(item_id: str, name: str, known: Mapping[str, Value] | None = None) -> Item:
    """The item of a name such as `Heat (1995)`, with what else is known of it."""
    title, year = dated(name)
    return Item(item_id, title, "", ({"year": year} if year else {}) | dict(known or {}))


def merged(messages: Iterable[Message]) -> Iterator[Message]:
    """Consecutive messages of one speaker as one; those without a word are left out."""
    said = (message for message in messages if message.text.strip())
    for speaker, group in groupby(said, key=lambda message: message.speaker):
        theirs = list(group)
        items = dict.fromkeys(one for message in theirs for one in message.items)
        yield Message(speaker, " ".join(m.text.strip() for m in theirs), tuple(items))


def turns(dialog: Dialog) -> Iterator[Record]:
    """A turn for each utterance of the recommender that names an item; never what it says."""
    context: list[Record] = []
    mentioned: dict[str, None] = {}
    for number, message in enumerate(merged(dialog.messages)):
        if message.speaker == "recommender" and message.items:
            yield {
                "dialog_id": dialog.id,
                "turn_id": number,
                "context": list(context),
                "mentioned": list(mentioned),
                "target": list(message.items),
                "target_new": [one for one in message.items if one not in mentioned],
            }
        context.append({"speaker": message.speaker, "text": message.text})
        mentioned.update(dict.fromkeys(message.items))
