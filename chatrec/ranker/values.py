"""The values of items' lists: which a message names, and which two items share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from chatrec.ranker.lexicon import tokens
from chatrec.ranker.sparse import SparseRows
from chatrec.types import Item, Vector

_BRACKET = re.compile(r"\s*\([^)]*\)")
_LONGEST = 5
"""Words of a value that is looked for in a message."""


class Values:
    """The values that items have, by row."""

    def __init__(self, listed: Sequence[Sequence[str]]) -> None:
        """`listed` are the distinct values of every row."""
        frequency = Counter(value for values in listed for value in values)
        place = {value: n for n, value in enumerate(frequency)}
        rarity = {v: math.log((1 + len(listed)) / (1 + n)) for v, n in frequency.items()}
        weights = [_unit({place[v]: rarity[v] for v in values}) for values in listed]
        has = [{place[v]: 1.0 for v in values} for values in listed]
        self._values = SparseRows.of(weights, len(place))
        self._alike = self._values.turned()
        self._holders = SparseRows.of(has, len(place)).turned()
        self._named: dict[tuple[str, ...], list[int]] = {}
        for value, number in place.items():
            self._named.setdefault(_words(value), []).append(number)

    @classmethod
    def of(
        cls, entries: Sequence[Item | None], values_of: Callable[[Item], Iterable[str]]
    ) -> Values:
        return cls([list(dict.fromkeys(values_of(item))) if item else [] for item in entries])

    def shared(self, mentioned: Mapping[int, float]) -> Vector:
        """How far each item shares values with the mentioned ones, rare values counting more: the
        cosine of their vectors of inverse document frequencies. *Shape:* ``(n_items,)``."""
        summed = self._values.total(mentioned)
        held = np.flatnonzero(summed)
        return self._alike.total(dict(zip(held.tolist(), summed[held].tolist(), strict=True)))

    def named(self, messages: Sequence[str], decay: float) -> Vector:
        """log(1 + the number of an item's values that the messages name), one named n messages
        before the last counting decayⁿ. *Shape:* ``(n_items,)``."""
        weights: dict[int, float] = {}
        for age, message in enumerate(reversed(messages)):
            for number in self._in(message):
                weights.setdefault(number, decay**age)
        return np.asarray(np.log1p(self._holders.total(weights)), dtype=np.float32)

    def _in(self, message: str) -> Iterator[int]:
        words = tokens(message)
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                yield from self._named.get(tuple(words[start:end]), ())


def _words(value: str) -> tuple[str, ...]:
    """Those of the value without what stands in brackets."""
    return tuple(tokens(_BRACKET.sub("", value)))


def _unit(weights: Mapping[int, float]) -> dict[int, float]:
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {place: weight / norm for place, weight in weights.items()}
