"""The limits in force: a new one joins, narrows or replaces the older ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatrec.types import Constraint
from chatrec.understand.choices import EITHER
from chatrec.understand.heard import Change, Lift

_LOWER, _UPPER = (">", ">="), ("<", "<=")


def merge(
    old: Sequence[Constraint], lifts: Sequence[Lift], changes: Sequence[Change]
) -> tuple[Constraint, ...]:
    """The ledger after a message: first what it lifts goes, then what it states comes in."""
    kept = [left for one in old if (left := _lifted(one, lifts)) is not None]
    stated: list[Constraint] = []
    for change in changes:
        kept, limit = _settled(kept, change)
        stated = [left for one in stated if (left := _agreeing(one, limit)) is not None]
        if not any(_same(limit, other) for other in stated):
            stated.append(limit)
    return (*kept, *stated)


def _settled(old: list[Constraint], change: Change) -> tuple[list[Constraint], Constraint]:
    """The older limits that can stand beside the new one, and the new one as it is kept."""
    kept: list[Constraint] = []
    new = change.limit
    for one in old:
        if one.attribute != new.attribute:
            kept.append(one)
        elif _widens(change) and _wants(one) and _wants(new):
            values = tuple(dict.fromkeys((*_values(one), *_values(new))))
            source = f"{one.source} {new.source}"
            new = replace(new, op="in", value=values, source=source)  # type: ignore[arg-type]
        elif (left := _beside(one, new, change)) is not None:
            kept.append(left)
    return kept, new


def _widens(change: Change) -> bool:
    return change.manner == "widen" or (change.manner == "add" and change.limit.attribute in EITHER)


def _beside(old: Constraint, new: Constraint, change: Change) -> Constraint | None:
    """What is left of an older limit on the same attribute."""
    if isinstance(new.value, int | float) or new.op in (*_LOWER, *_UPPER):
        return _other_end(old, new)
    if _wants(old) != _wants(new):
        return _without(old, _values(new))
    if _wants(new):
        return old if change.manner == "add" and not _same(old, new) else None
    return None if set(_values(old)) <= set(_values(new)) else old


def _other_end(old: Constraint, new: Constraint) -> Constraint | None:
    """An older bound stays when it is the other end of a range that is not empty; "at least 95"
    after "at most 95" corrects it."""
    if old.turn == new.turn:
        return old
    opposite = (old.op in _LOWER and new.op in _UPPER) or (old.op in _UPPER and new.op in _LOWER)
    if not opposite or isinstance(old.value, tuple) or isinstance(new.value, tuple):
        return None
    low, high = (old.value, new.value) if old.op in _LOWER else (new.value, old.value)
    return old if low < high else None  # type: ignore[operator]


def _agreeing(old: Constraint, new: Constraint) -> Constraint | None:
    """What is left of a limit of the same message that the later one contradicts."""
    numeric = isinstance(new.value, int | float)
    if old.attribute != new.attribute or numeric or _wants(old) == _wants(new):
        return old
    return _without(old, _values(new))


def _lifted(one: Constraint, lifts: Sequence[Lift]) -> Constraint | None:
    left: Constraint | None = one
    for lift in lifts:
        if left is not None and lift.attribute in ("", left.attribute):
            left = _without(left, lift.values) if lift.values else None
    return left


def _without(one: Constraint, values: Sequence[object]) -> Constraint | None:
    """The limit without those values; None when none is left."""
    left = tuple(value for value in _values(one) if value not in values)
    if len(left) == len(_values(one)):
        return one
    return replace(one, value=left) if left else None  # type: ignore[arg-type]


def _values(one: Constraint) -> tuple[object, ...]:
    return one.value if isinstance(one.value, tuple) else (one.value,)


def _same(one: Constraint, other: Constraint) -> bool:
    return (one.attribute, one.op, one.value) == (other.attribute, other.op, other.value)


def _wants(one: Constraint) -> bool:
    return one.op in ("contains", "in", "=")
