"""What "both of them" means: the person asked for before, beside the one asked for now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatrec.types import Constraint, Query
from chatrec.understand.heard import Change
from chatrec.understand.values import PEOPLE


def recalled(past: Sequence[Query], now: Sequence[Constraint], turn: int) -> Iterator[Change]:
    """The latest wish of `past` for another person in the same role, for each one in `now`."""
    for limit in now:
        if limit.attribute not in PEOPLE or limit.op != "contains":
            continue
        others = (
            other
            for query in reversed(past)
            for other in query.constraints
            if (other.attribute, other.op) == (limit.attribute, "contains")
            and other.value != limit.value
        )
        found = next(others, None)
        if found is not None:
            yield Change(replace(found, turn=turn), "add")
