"""Reads the cases: utterances with the query that the last one must give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatrec.conversation import Session, Turn
from chatrec.types import Constraint, Query
from chatrec.understand import Grammar

SHOWN = ("alien-1979", "titanic-1997", "the-matrix-1999")
"""The list that stands before the first message of every case."""
_WANTS = {"contains": "in", "=": "in", "lacks": "not in", "!=": "not in"}


@dataclass(frozen=True)
class Case:
    turns: tuple[str, ...]
    constraints: frozenset[tuple[str, str, str]]
    expected: dict[str, Any]


def read_cases(path: Path) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(row: dict[str, Any]) -> Case:
    limits = [
        Constraint(a, op, tuple(v) if isinstance(v, list) else v)
        for a, op, v in row.pop("constraints", [])
    ]
    return Case(tuple(row.pop("turns")), meaning(limits), row)


def meaning(limits: Iterable[Constraint]) -> frozenset[tuple[str, str, str]]:
    """Limits in one spelling: `contains A` is `in (A,)`, `lacks A, lacks B` is `not in (A, B)`."""
    found: set[tuple[str, str, str]] = set()
    for one in limits:
        op = _WANTS.get(one.op, one.op) if not isinstance(one.value, int | float) else one.op
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        if op == "not in" and one.attribute != "keywords":
            found |= {(one.attribute, op, str(value)) for value in values}
        else:
            found.add((one.attribute, op, " | ".join(sorted(map(str, values)))))
    return frozenset(found)


def converse(grammar: Grammar, turns: Sequence[str], shown: Sequence[str] = SHOWN) -> Query:
    """The query after the last of the turns, each answered with the same list."""
    before = (Turn("user", "hello"), Turn("assistant", "Here are a few.", tuple(shown)))
    session = Session("s", "u", before)
    for message in turns:
        query = grammar.understand(session, message)
        said = (
            Turn("user", message, query=query),
            Turn("assistant", "These may fit.", tuple(shown)),
        )
        session = Session("s", "u", (*session.turns, *said), query)
    return session.query


def mistakes(case: Case, query: Query) -> list[str]:
    """What differs from the expected query; keyword limits may hold more values than expected."""
    found = [f"lacks {limit}" for limit in sorted(case.constraints) if not _met(limit, query)]
    wanted = {(a, op) for a, op, _ in case.constraints if a == "keywords"}
    found += [
        f"has {limit}"
        for limit in sorted(meaning(query.constraints) - case.constraints)
        if limit[:2] not in wanted
    ]
    for name in ("liked", "disliked", "exclude", "unknown", "subject", "act", "language"):
        default: Any = {"act": "recommend", "subject": None, "language": None}.get(name, [])
        wish, got = case.expected.get(name, default), getattr(query, name)
        if wish is None or (name == "exclude" and "exclude" not in case.expected):
            continue
        if (set(got) if not isinstance(got, str) else got) != (
            set(wish) if not isinstance(wish, str) else wish
        ):
            found.append(f"{name} {got!r} instead of {wish!r}")
    return found


def _met(limit: tuple[str, str, str], query: Query) -> bool:
    here = meaning(query.constraints)
    if limit[0] != "keywords":
        return limit in here
    values = set(limit[2].split(" | "))
    return any(one[:2] == limit[:2] and values <= set(one[2].split(" | ")) for one in here)
