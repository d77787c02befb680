"""OpenDialKG: a table of dialogs, each a JSON list of messages and of the paths that lead to them
in a graph of facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from chatrec.datasets.conversations import Speaker
from chatrec.datasets.lines import Record, read_each
from chatrec.datasets.published.form import Dialog, Message, Published, split_of
from chatrec.errors import CatalogueError
from chatrec.types import Item, Value

Fact: TypeAlias = tuple[str, str, str]
_SENDERS: Mapping[str, Speaker] = {"user": "seeker", "assistant": "recommender"}
_TOLD = {
    "has_genre": "genres",
    "starred_actors": "cast",
    "directed_by": "directors",
    "in_language": "languages",
    "written_by": "writers",
}
"""Our attributes by the relations that only a work has; all else in the graph is no item."""
_YEAR = "release_year"
_APART = re.compile(r"(.*\S) \([^()]+\)")
"""A name that is told apart from others, as in `Zodiac (Crime Fiction Film)`."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Something said, or the facts that lead from the message before to the speaker's next."""

    speaker: Speaker
    text: str = ""
    path: tuple[Fact, ...] = ()


def read_opendialkg(paths: Sequence[str], problems: list[str] | None = None) -> Published:
    """The dialogs, with the works among the ends of the paths as items.

    The publisher says that a path starts at something of the message before and ends at something
    of the message that follows. An opendialkg_triples.txt among the files tells more of the items.
    """
    tables = [path for path in paths if not path.endswith(".txt")]
    talks = {path: list(read_each(path, _steps, problems)) for path in tables}
    steps = chain.from_iterable(chain.from_iterable(talks.values()))
    facts = [_forward(fact) for step in steps for fact in step.path]
    seen = {name for subject, _, other in facts for name in (subject, other)}
    graph = chain(facts, *(_triples(path) for path in paths if path not in tables))
    works = _works(fact for fact in graph if fact[0] in seen)
    splits: dict[str, list[Dialog]] = {}
    for path, theirs in talks.items():
        name = Path(path).name.split(".")[0]
        dialogs = (_dialog(f"{name}-{n}", steps, works) for n, steps in enumerate(theirs, 1))
        splits.setdefault(split_of(path), []).extend(dialogs)
    return Published(tuple(works.values()), {name: tuple(split) for name, split in splits.items()})


def _steps(record: Record) -> list[_Step]:
    try:
        messages = json.loads(str(record.get("Messages")))
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"no JSON in the column Messages: {error}") from error
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise CatalogueError("the column Messages holds no list of messages")
    return [_step(message) for message in messages]


def _step(message: Record) -> _Step:
    speaker, metadata = _SENDERS.get(str(message.get("sender"))), message.get("metadata")
    if speaker is None:
        raise CatalogueError(f"sender {message.get('sender')!r} is neither user nor assistant")
    if message.get("type") == "chat":
        return _Step(speaker, str(message.get("message") or ""))
    path = metadata.get("path") if isinstance(metadata, dict) else None
    return _Step(speaker, path=_facts(path) if path else ())


def _facts(path: object) -> tuple[Fact, ...]:
    """The facts of [score, facts, how the path is told]."""
    facts = path[1] if isinstance(path, list) and len(path) > 1 else None
    if not isinstance(facts, list) or not all(
        isinstance(fact, list) and len(fact) == 3 for fact in facts
    ):
        raise CatalogueError(f"path {path!r} is no score with its facts")
    return tuple(_fact(*map(str, fact)) for fact in facts)


def _fact(subject: str, relation: str, other: str) -> Fact:
    return subject.strip(), relation.strip(), other.strip()


def _forward(fact: Fact) -> Fact:
    """The fact without the ~ that marks a relation read backwards."""
    subject, relation, other = fact
    return (other, relation[1:], subject) if relation.startswith("~") else fact


def _triples(path: str) -> Iterator[Fact]:
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for line in lines:
                if len(parts := line.rstrip("\n").split("\t")) == 3:
                    yield _forward(_fact(*parts))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"cannot read {path} ({error}): name a file of triples") from error


def _works(facts: Iterable[Fact]) -> dict[str, Item]:
    known: dict[str, dict[str, dict[str, None]]] = {}
    for subject, relation, other in facts:
        if subject and (relation in _TOLD or relation == _YEAR):
            known.setdefault(subject, {}).setdefault(relation, {})[other] = None
    return {name: _work(name, told) for name, told in known.items()}


def _work(name: str, told: Mapping[str, Iterable[str]]) -> Item:
    found = _APART.fullmatch(name)
    known: dict[str, Value] = {
        ours: tuple(told[theirs]) for theirs, ours in _TOLD.items() if theirs in told
    }
    year = next((one for one in told.get(_YEAR, ()) if one.isdecimal()), None)
    if year is not None:
        known["year"] = int(year)
    return Item(name, found[1] if found else name, "", known)


def _dialog(dialog: str, steps: Sequence[_Step], works: Mapping[str, Item]) -> Dialog:
    messages: list[Message] = []
    ends: dict[Speaker, list[str]] = {"seeker": [], "recommender": []}
    for step in steps:
        if step.path:
            start, end = step.path[0][0], step.path[-1][2]
            ends[step.speaker].extend({end} & works.keys())
            if messages and start in works:
                messages[-1] = _naming(messages[-1], start)
        elif step.text.strip():
            messages.append(Message(step.speaker, step.text, tuple(ends[step.speaker])))
            ends[step.speaker] = []
    return Dialog(dialog, tuple(messages))


def _naming(message: Message, name: str) -> Message:
    return Message(message.speaker, message.text, tuple(dict.fromkeys((*message.items, name))))
