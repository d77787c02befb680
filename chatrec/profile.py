"""A person's taste in words: how the values of an attribute weigh with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chatrec.catalog import Catalog
from chatrec.types import Feedback, Rows, TasteLine, Vector

_TELLING = ("genres", "category", "brand", "keywords", "directors", "cast")


def lines(catalog: Catalog, scores: Vector, votes: Sequence[Feedback]) -> tuple[TasteLine, ...]:
    """A line a value of the telling attribute, the most liked first; none before the first vote.

    The weight is tanh of how far the mean taste score of the value's items lies from the mean of
    all, in standard deviations of the scores, pulled to 0 for values of few items.
    """
    attribute = _telling_attribute(catalog)
    if attribute is None or not votes:
        return ()
    alive = catalog.alive
    centre, spread = float(scores[alive].mean()), float(scores[alive].std()) or 1.0
    judged = {vote.item for vote in votes}
    found = [
        TasteLine(
            attribute, value, _weight(scores[rows], centre, spread), _of(catalog, rows, judged)
        )
        for value, rows in catalog.values(attribute).items()
    ]
    return tuple(sorted(found, key=lambda line: (-line.weight, line.value)))


def _telling_attribute(catalog: Catalog) -> str | None:
    """The attribute to tell a taste by: genres, or what the catalogue has in their stead."""
    named = [name for name in _TELLING if name in catalog.attributes]
    return named[0] if named else None


def _weight(scores: Vector, centre: float, spread: float) -> float:
    pulled = len(scores) / (len(scores) + 3)
    return round(float(np.tanh(pulled * (scores.mean() - centre) / spread)), 4)


def _of(catalog: Catalog, rows: Rows, judged: set[str]) -> tuple[str, ...]:
    return tuple(
        sorted(catalog.at(int(row)).id for row in rows if catalog.at(int(row)).id in judged)
    )
