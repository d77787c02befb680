"""Ranges as constraints: turned round when refused, joined, or taken from items pointed at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from chatrec.catalog import Catalog
from chatrec.types import Constraint, Op, Value
from chatrec.understand.meaning import Amount, Bound, Comparison
from chatrec.understand.stance import Said

OPPOSITE: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def comparisons(amount: Amount, refused: bool) -> Iterator[tuple[Op, Value]]:
    """What an amount asks for, or rules out."""
    if amount.exact:
        yield ("not in" if refused else "in"), _years(amount.exact)
    elif not refused:
        yield from amount.bounds
    elif len(amount.bounds) == 1:
        op, value = amount.bounds[0]
        yield OPPOSITE[op], value
    elif amount.attribute == "year":
        low, high = (int(value) for _, value in amount.bounds)
        yield "not in", _years(range(low, high + 1))
    else:
        yield "<", amount.bounds[0][1]


def outdone(things: Sequence[Said]) -> list[Said]:
    """`Something shorter, under 100 minutes`: beside a number a vague size only tells."""
    exact = {
        one.meaning.attribute
        for one in things
        if isinstance(one.meaning, Amount) and not one.meaning.vague and one.stance == "want"
    }
    than = any(one.stance == "than" for one in things)
    return [replace(one, stance="told") if _vague(one, exact, than) else one for one in things]


def _vague(one: Said, exact: Collection[str], than: bool) -> bool:
    if isinstance(one.meaning, Amount):
        return one.meaning.vague and one.meaning.attribute in exact
    return isinstance(one.meaning, Comparison) and not than and one.meaning.attribute in exact


def corrected(asked: Sequence[Constraint], amount: Amount) -> Constraint | None:
    """`before 1950`, and then `1960 was the year I had in mind`: the bound that a number alone
    corrects, with that number. None where a decade or a single year was asked for."""
    bounds = [one for one in asked if one.op in ("<", "<=", ">", ">=")]
    if amount.number is None or not bounds or any(isinstance(one.value, str) for one in bounds):
        return None
    values = [float(one.value) for one in bounds]  # type: ignore[arg-type]
    if len(values) > 1 and (max(values) - min(values) == 9 or amount.attribute != "year"):
        return None
    number = amount.number
    nearest = min(bounds, key=lambda one: abs(float(one.value) - number))  # type: ignore[arg-type]
    return replace(nearest, value=int(number) if number.is_integer() else number)


def restates(asked: Sequence[Constraint], amount: Amount) -> bool:
    """`up to two hours is fine`: a limit in the place of the one at that end, or a first one.
    `Older ones are fine` after a limit at the other end takes that away."""
    if not asked:
        decade = amount.attribute == "year" and len(amount.bounds) == 2
        return not amount.vague and (decade or {op for op, _ in amount.bounds} <= {"<", "<="})
    if amount.attribute != "year" and len(amount.bounds) > 1:
        return False
    ends = {op[0] for op, _ in amount.bounds}
    return ends <= {one.op[0] for one in asked} and "=" not in ends


def united(before: Sequence[Constraint], now: Sequence[Constraint]) -> list[Constraint] | None:
    """Two ranges of years in one message, "late 80s, early 90s", as one; None for anything else."""
    both = (*before, *now)
    if [one.op for one in both] != [">=", "<=", ">=", "<="]:
        return None
    if {(one.attribute, one.turn) for one in both} != {("year", now[0].turn)}:
        return None
    (low, high), (other_low, other_high) = sorted((_ends(before), _ends(now)))
    source = f"{before[0].source}, {now[0].source}"
    if other_low <= high + 1:
        ends: tuple[tuple[Op, int], ...] = ((">=", low), ("<=", max(high, other_high)))
        return [Constraint("year", op, year, source, now[0].turn) for op, year in ends]
    years = _years((*range(low, high + 1), *range(other_low, other_high + 1)))
    return [Constraint("year", "in", years, source, now[0].turn)]


def compared(catalog: Catalog, comparison: Comparison, ids: Sequence[str]) -> Bound | None:
    """A comparison with the middle of the items pointed at; without any, with the quarter of the
    catalogue that is furthest in its direction. None where they have no such number."""
    if comparison.attribute == "published":
        here = (catalog[i] for i in ids if i in catalog)
        dates = sorted(str(item.attributes.get("published", "")) for item in here)
        return (comparison.op, dates[len(dates) // 2]) if dates and dates[0] else None
    numbers = catalog.numbers(comparison.attribute)
    some = numbers[catalog.rows(ids)] if ids else numbers
    some = some[~np.isnan(some)]
    if not len(some):
        return None
    share = 50 if ids else 75 if comparison.op == ">" else 25
    middle = float(np.percentile(some, share))
    return comparison.op, int(middle) if middle.is_integer() else middle


def _ends(limits: Sequence[Constraint]) -> tuple[int, int]:
    low, high = (int(one.value) for one in limits)  # type: ignore[arg-type]
    return low, high


def _years(years: Sequence[int]) -> Value:
    return cast(Value, tuple(years))
