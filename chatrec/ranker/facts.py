"""What a catalogue alone tells of a query and its items: texts, shared values, years."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from chatrec.catalog import Catalog, item_text
from chatrec.protocols import Relevance
from chatrec.ranker.asked import Asked
from chatrec.ranker.lexicon import Postings, tokens
from chatrec.ranker.sparse import SparseRows
from chatrec.types import Item, Matrix, Rows, Vector

_GENRES, _PEOPLE = ("genres", "category", "keywords"), ("directors", "cast")


class Facts:
    """Features that need no behaviour, so that they serve a catalogue nobody has talked about."""

    def __init__(self, catalog: Catalog, items: Matrix, relevance: Relevance) -> None:
        """`items` are the unit vectors of every row."""
        self._items = items
        self._relevance = relevance
        entries = catalog.entries
        texts = [item_text(item) if item else "" for item in entries]
        self._texts = Postings.of([Counter(tokens(text)) for text in texts])
        self._genres = Shared.of(entries, lambda item: _values(item, _GENRES))
        self._people = Shared.of(entries, lambda item: _values(item, _PEOPLE))
        self._titles = Shared.of(entries, lambda item: tokens(item.title))
        self._years = catalog.numbers("year")

    def features(self, asked: Asked, rows: Rows) -> Mapping[str, Vector]:
        """One value a row each."""
        mentioned = np.fromiter(asked.mentioned, dtype=np.int64)
        vectors = np.vstack([asked.messages, asked.taste[None], self._items[mentioned]])
        latest, recent, whole, taste, *each = self._alike(vectors, rows)
        nothing = np.zeros(len(rows), dtype=np.float32)
        return {
            "latest": latest,
            "recent": recent,
            "whole": whole,
            "wish": self._relevance.score(asked.text, asked.wish, rows),
            "words": np.log1p(self._texts.score(asked.words)[rows]),
            "taste": taste,
            "nearest": np.max(each, axis=0) if each else nothing,
            "last": each[-1] if each else nothing,
            "genres": self._genres.score(asked.mentioned)[rows],
            "people": self._people.score(asked.mentioned)[rows],
            "title": self._titles.score(asked.mentioned)[rows],
            "era": self._era(asked.mentioned, rows),
            "known": np.full(len(rows), float(bool(each)), dtype=np.float32),
            "repeat": _spread(asked.mentioned, len(self._items))[rows],
        }

    def _alike(self, vectors: Matrix, rows: Rows) -> Matrix:
        """*Shape:* ``(len(vectors), len(rows))``."""
        if 2 * len(rows) > len(self._items):
            return np.asarray((vectors @ self._items.T)[:, rows])
        return np.asarray(vectors @ self._items[rows].T)

    def _era(self, mentioned: Mapping[int, float], rows: Rows) -> Vector:
        """-log(1 + years from the mentioned items' mean year / 3), 0 where one is not known."""
        named = [(self._years[row], weight) for row, weight in mentioned.items()]
        known = [(year, weight) for year, weight in named if not math.isnan(year)]
        if not known:
            return np.zeros(len(rows), dtype=np.float32)
        middle = sum(year * w for year, w in known) / sum(w for _, w in known)
        apart = np.abs(self._years[rows] - middle)
        return np.asarray(-np.nan_to_num(np.log1p(apart / 3)), dtype=np.float32)


class Shared:
    """How far items share values with others, rare values counting more: the cosine of their
    vectors of inverse document frequencies."""

    def __init__(self, values: SparseRows) -> None:
        self._values = values
        self._items = values.turned()

    @classmethod
    def of(
        cls, entries: Sequence[Item | None], values_of: Callable[[Item], Iterable[str]]
    ) -> Shared:
        listed = [list(dict.fromkeys(values_of(item))) if item else [] for item in entries]
        frequency = Counter(value for values in listed for value in values)
        place = {value: n for n, value in enumerate(frequency)}
        rarity = {v: math.log((1 + len(entries)) / (1 + n)) for v, n in frequency.items()}
        rows = [_unit({place[v]: rarity[v] for v in values}) for values in listed]
        return cls(SparseRows.of(rows, len(place)))

    def score(self, mentioned: Mapping[int, float]) -> Vector:
        """*Shape:* ``(n_items,)``."""
        summed = self._values.total(mentioned)
        held = np.flatnonzero(summed)
        return self._items.total(dict(zip(held.tolist(), summed[held].tolist(), strict=True)))


def _unit(weights: Mapping[int, float]) -> dict[int, float]:
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {place: weight / norm for place, weight in weights.items()}


def _values(item: Item, names: Iterable[str]) -> list[str]:
    values = (item.attributes.get(name, ()) for name in names)
    return [v for many in values for v in (many if isinstance(many, tuple) else (str(many),))]


def _spread(weights: Mapping[int, float], n: int) -> Vector:
    spread = np.zeros(n, dtype=np.float32)
    spread[list(weights)] = list(weights.values())
    return spread
