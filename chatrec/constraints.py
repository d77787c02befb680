"""Whether an item meets a constraint, one by one and for a whole catalogue at once."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Constraint, Item, Mask, Rows, Value

_ORDER: Mapping[str, Callable[..., bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NEGATED = {"!=": "=", "not in": "in", "lacks": "contains"}


def value_of(item: Item, attribute: str) -> Value | None:
    """The item's own field, `id`, `title` and `text` included; None when absent."""
    if attribute in ("id", "title", "text"):
        return str(getattr(item, attribute))
    return item.attributes.get(attribute)


def satisfies(item: Item, constraint: Constraint) -> bool:
    """Whether the item meets the constraint; an absent value meets only `!=`, `not in`, `lacks`."""
    if constraint.op in NEGATED:
        positive = Constraint(constraint.attribute, NEGATED[constraint.op], constraint.value)  # type: ignore[arg-type]
        return not satisfies(item, positive)
    value = value_of(item, constraint.attribute)
    if value is None:
        return False
    if constraint.op in _ORDER:
        return _in_order(value, constraint)
    if constraint.op == "contains" and isinstance(value, str):
        return str(constraint.value).casefold() in value.casefold()
    return not _keys(value).isdisjoint(_keys(constraint.value))


class Columns:
    """Attribute columns, each built when it is first asked for."""

    def __init__(self, entries: Sequence[Item | None]) -> None:
        self._entries = entries
        self._numbers: dict[str, NDArray[np.float64]] = {}
        self._named: dict[str, dict[str, Rows]] = {}
        self._folded: dict[str, dict[str, Rows]] = {}

    def numbers(self, attribute: str) -> NDArray[np.float64]:
        if attribute not in self._numbers:
            column = np.full(len(self._entries), np.nan)
            for row, value in self._present(attribute):
                if isinstance(value, int | float):
                    column[row] = value
            self._numbers[attribute] = column
        return self._numbers[attribute]

    def named(self, attribute: str) -> Mapping[str, Rows]:
        if attribute not in self._named:
            self._named[attribute] = self._postings(attribute, str)
        return self._named[attribute]

    def mask(self, constraint: Constraint) -> Mask:
        if constraint.op in NEGATED:
            positive = Constraint(constraint.attribute, NEGATED[constraint.op], constraint.value)  # type: ignore[arg-type]
            return ~self.mask(positive)
        if constraint.op in _ORDER and isinstance(constraint.value, int | float):
            with np.errstate(invalid="ignore"):
                compared = _ORDER[constraint.op](
                    self.numbers(constraint.attribute), constraint.value
                )
            return np.asarray(compared, dtype=np.bool_)
        if constraint.op in _ORDER or (
            constraint.op == "contains" and not self._listed(constraint)
        ):
            return self._scan(constraint)
        return self._equal(constraint)

    def _equal(self, constraint: Constraint) -> Mask:
        if constraint.attribute not in self._folded:
            self._folded[constraint.attribute] = self._postings(constraint.attribute, _key)
        met = np.zeros(len(self._entries), dtype=np.bool_)
        for key in _keys(constraint.value):
            met[self._folded[constraint.attribute].get(key, [])] = True
        return met

    def _scan(self, constraint: Constraint) -> Mask:
        present = (satisfies(item, constraint) if item else False for item in self._entries)
        return np.fromiter(present, dtype=np.bool_, count=len(self._entries))

    def _listed(self, constraint: Constraint) -> bool:
        first = next((value for _, value in self._present(constraint.attribute)), ())
        return isinstance(first, tuple)

    def _postings(self, attribute: str, key: Callable[[object], str]) -> dict[str, Rows]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, value in self._present(attribute):
            for one in value if isinstance(value, tuple) else (value,):
                rows[key(one)].append(row)
        return {name: np.unique(np.array(found, dtype=np.int64)) for name, found in rows.items()}

    def _present(self, attribute: str) -> Iterator[tuple[int, Value]]:
        for row, item in enumerate(self._entries):
            value = None if item is None else value_of(item, attribute)
            if value is not None:
                yield row, value


def _in_order(value: Value, constraint: Constraint) -> bool:
    both_numbers = isinstance(value, int | float) and isinstance(constraint.value, int | float)
    both_strings = isinstance(value, str) and isinstance(constraint.value, str)
    return (both_numbers or both_strings) and _ORDER[constraint.op](value, constraint.value)


def _key(value: object) -> str:
    return repr(float(value)) if isinstance(value, bool | int | float) else str(value).casefold()


def _keys(value: Value | tuple[int, ...]) -> set[str]:
    return {_key(one) for one in (value if isinstance(value, tuple) else (value,))}
