"""What a catalogue alone tells of a query and its items: texts, shared values, years."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np

from chatrec.catalog import Catalog, item_text
from chatrec.protocols import Relevance
from chatrec.ranker.asked import DECAY, Asked
from chatrec.ranker.lexicon import Postings, tokens
from chatrec.ranker.values import Values
from chatrec.types import Item, Matrix, Rows, Value, Vector

_THEMES = ("genres", "category", "keywords")
_NO_NAMES = frozenset({*_THEMES, "aliases", "languages", "countries"})


class Facts:
    """Features that need no behaviour, so that they serve a catalogue nobody has talked about."""

    def __init__(self, catalog: Catalog, items: Matrix, relevance: Relevance) -> None:
        """`items` are the unit vectors of every row."""
        self._items = items
        self._relevance = relevance
        entries = catalog.entries
        texts = [item_text(item) if item else "" for item in entries]
        self._texts = Postings.of([Counter(tokens(text)) for text in texts])
        self._themes = Values.of(entries, _themes)
        self._names = Values.of(entries, _names)
        self._titles = Values.of(entries, lambda item: tokens(item.title))
        self._years = catalog.numbers("year")

    def features(self, asked: Asked, rows: Rows) -> Mapping[str, Vector]:
        """One value a row each."""
        mentioned = np.fromiter(asked.mentioned, dtype=np.int64)
        vectors = np.vstack([asked.messages, asked.taste[None], self._items[mentioned]])
        recent, whole, taste, *each = self._alike(vectors, rows)
        nothing = np.zeros(len(rows), dtype=np.float32)
        return {
            "recent": recent,
            "whole": whole,
            "wish": self._relevance.score(asked.text, asked.wish, rows),
            "words": np.log1p(self._texts.score(asked.words)[rows]),
            "taste": taste,
            "nearest": np.max(each, axis=0) if each else nothing,
            "themes": self._themes.shared(asked.mentioned)[rows],
            "names": self._names.shared(asked.mentioned)[rows],
            "title": self._titles.shared(asked.mentioned)[rows],
            "themes_named": self._themes.named(asked.said, DECAY)[rows],
            "themes_latest": self._themes.named(asked.said[-1:], DECAY)[rows],
            "names_named": self._names.named(asked.said, DECAY)[rows],
            "names_latest": self._names.named(asked.said[-1:], DECAY)[rows],
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


def _themes(item: Item) -> list[str]:
    return [v for name in _THEMES for v in _listed(item.attributes.get(name, ()))]


def _names(item: Item) -> list[str]:
    """People and whatever else is listed."""
    attributes = item.attributes.items()
    return [v for name, many in attributes if name not in _NO_NAMES for v in _tuple(many)]


def _tuple(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _listed(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _spread(weights: Mapping[int, float], n: int) -> Vector:
    spread = np.zeros(n, dtype=np.float32)
    spread[list(weights)] = list(weights.values())
    return spread
