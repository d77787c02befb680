"""What an item is, as columns beside its vector: a text tells its kinds and its year only dimly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatrec.catalog import kinds_of
from chatrec.types import Item, Matrix

_SMALLEST = 0.005
"""The share of the catalogue that a kind needs."""


@dataclass(frozen=True)
class Facets:
    """`weight` is what a kind, or a standard deviation of the years, weighs beside the unit vector
    of the text; the years lie around `year` with the standard deviation `spread`."""

    kinds: tuple[str, ...]
    year: float
    spread: float
    weight: float

    @classmethod
    def of(cls, items: Sequence[Item], weight: float) -> Facets:
        counts = Counter(kind for item in items for kind in set(kinds_of(item)))
        frequent = (kind for kind, n in counts.items() if n >= _SMALLEST * len(items))
        years = [year for item in items if (year := _year(item)) is not None] or [0.0]
        return cls(
            tuple(sorted(frequent)), float(np.mean(years)), float(np.std(years)) or 1.0, weight
        )

    def columns(self, items: Sequence[Item | None]) -> Matrix:
        """One for each kind, an item of several kinds partly in each, and one for the year; nothing
        where there is no item or it does not say. *Shape:* ``(len(items), len(kinds) + 1)``."""
        found = np.zeros((len(items), len(self.kinds) + 1), dtype=np.float32)
        place = {kind: n for n, kind in enumerate(self.kinds)}
        for row, item in zip(found, items, strict=True):
            if item is None:
                continue
            here = [place[kind] for kind in set(kinds_of(item)) if kind in place]
            row[here] = 1 / np.sqrt(max(len(here), 1))
            year = _year(item)
            row[-1] = 0.0 if year is None else (year - self.year) / self.spread
        return self.weight * found


def _year(item: Item) -> float | None:
    year = item.attributes.get("year")
    return float(year) if isinstance(year, int | float) else None
