"""ReDial: JSON lines of dialogs in which `@123` stands for a film, and a table of the films."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from chatrec.types import Feedback

_FILM = re.compile(r"@(\d+)")
_OPINIONS = {"0": -1.0, "1": 1.0}
"""Values by `liked`; 2 is that nothing was said."""


@dataclass(frozen=True, slots=True)
class _Conversation:
    id: str
    seeker: str
    messages: tuple[tuple[Speaker, str], ...]
    names: Mapping[str, str]
    opinions: Mapping[str, float]


def read_redial(paths: Sequence[str], problems: list[str] | None = None) -> Published:
    """The dialogs by split, with the labels as feedback of the seeker; films that are in a
    movies_with_mentions.csv count as items too."""
    tables = [path for path in paths if path.removesuffix(".gz").endswith(".csv")]
    names = dict(chain.from_iterable(read_each(path, _listed, problems) for path in tables))
    splits: dict[str, list[_Conversation]] = {}
    for path in paths:
        if path not in tables:
            splits.setdefault(split_of(path), []).extend(read_each(path, _conversation, problems))
    for conversation in chain.from_iterable(splits.values()):
        names |= conversation.names
    return Published(
        tuple(item(film, name) for film, name in names.items()),
        {split: tuple(_dialog(one, names) for one in theirs) for split, theirs in splits.items()},
        {
            split: tuple(vote for one in theirs for vote in _votes(one, names))
            for split, theirs in splits.items()
        },
    )


def _listed(record: Record) -> tuple[str, str]:
    return stated(record, "movieId"), stated(record, "movieName")


def _conversation(record: Record) -> _Conversation:
    seeker, recommender = stated(record, "initiatorWorkerId"), stated(record, "respondentWorkerId")
    roles: dict[str, Speaker] = {recommender: "recommender", seeker: "seeker"}
    messages = record.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise CatalogueError(f"messages {messages!r} is no list of messages")
    names = _table(record, "movieMentions")
    # the seeker knows best; what the recommender filled in stands only where the seeker left all
    answers = _table(record, "initiatorQuestions") or _table(record, "respondentQuestions")
    return _Conversation(
        stated(record, "conversationId"),
        seeker,
        tuple(_message(one, roles) for one in messages),
        {film: name for film, name in names.items() if isinstance(name, str) and name.strip()},
        dict(_opinions(answers)),
    )


def _table(record: Record, name: str) -> Mapping[str, object]:
    """A table by film, which is a list where it is empty."""
    value = record.get(name) or {}
    if not isinstance(value, dict):
        raise CatalogueError(f"{name} {value!r} is neither a table nor empty")
    return {film.strip(): one for film, one in value.items() if film.strip()}


def _message(message: Record, roles: Mapping[str, Speaker]) -> tuple[Speaker, str]:
    sender, text = stated(message, "senderWorkerId"), message.get("text")
    if sender not in roles:
        raise CatalogueError(f"senderWorkerId {sender!r} is neither of the two workers")
    if text is not None and not isinstance(text, str):
        raise CatalogueError(f"text {text!r} is no text")
    return roles[sender], text or ""


def _opinions(answers: Mapping[str, object]) -> list[tuple[str, float]]:
    liked = (
        (film, str(one.get("liked"))) for film, one in answers.items() if isinstance(one, dict)
    )
    return [(film, _OPINIONS[one]) for film, one in liked if one in _OPINIONS]


def _dialog(conversation: _Conversation, names: Mapping[str, str]) -> Dialog:
    def written(found: re.Match[str]) -> str:
        return " ".join(names[found[1]].split()) if found[1] in names else found[0]

    messages = (
        Message(
            speaker,
            _FILM.sub(written, text),
            tuple(dict.fromkeys(film for film in _FILM.findall(text) if film in names)),
        )
        for speaker, text in conversation.messages
    )
    return Dialog(conversation.id, tuple(messages))


def _votes(conversation: _Conversation, names: Mapping[str, str]) -> Iterator[Feedback]:
    for film, value in conversation.opinions.items():
        if film in names:
            yield Feedback(conversation.seeker, film, value)
