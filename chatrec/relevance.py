"""How well items answer the words of a query: by meaning, by theme and by the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import bm25s
import numpy as np
from numpy.typing import NDArray

from chatrec.catalog import Catalog, item_text
from chatrec.types import Item, Matrix, Rows, Vector

_WORD = re.compile(r"\w+")
_THEMES = ("keywords", "genres", "category")
_COMMON = frozenset(
    {"a", "an", "the", "of", "with", "from", "in", "on", "at", "and", "or", "to", "for", "about"}
    | {"by", "is", "it", "film", "films", "movie", "movies"}
)


@dataclass(frozen=True)
class RelevanceConfig:
    """Weights of the three matches, each at most 1; an item's `best` closest themes count."""

    meaning: float = 1.0
    theme: float = 1.0
    words: float = 0.25
    best: int = 2


def themes_of(catalog: Catalog) -> list[str]:
    """The distinct keywords, genres and categories of a catalogue, sorted."""
    return sorted({theme for item in catalog for theme in _themes(item)})


class Relevance:
    """score = w₁ cos(query, item) + w₂ mean of the best cos(query, theme of item) + w₃ BM25

    BM25 (Robertson and Zaragoza 2009) is over the item's text and divided by the best score in
    the catalogue, so that all three have one scale. A whole description blurs a single theme and
    a name outweighs it, hence the themes one by one.
    """

    def __init__(
        self,
        catalog: Catalog,
        items: Matrix,
        themes: Matrix,
        config: RelevanceConfig | None = None,
    ) -> None:
        """`items` are the unit vectors of every row, `themes` those of `themes_of(catalog)`."""
        self._items = items
        self._themes = themes
        self._config = config or RelevanceConfig()
        self._theme_rows = _padded(catalog, themes_of(catalog))
        self._bm25 = bm25s.BM25()
        documents = [list(_words(item_text(item))) if item else [] for item in catalog.entries]
        self._bm25.index(documents or [[]], show_progress=False)

    def score(self, text: str, vector: Vector, rows: Rows) -> Vector:
        """*Shape:* ``(len(rows),)``; 0 when nothing is asked in words."""
        config = self._config
        meaning = config.meaning * (self._items[rows] @ vector)
        theme = config.theme * self._by_theme(vector, rows)
        words = config.words * self._by_words(text)[rows]
        return np.asarray(meaning + theme + words, dtype=np.float32)

    def _by_theme(self, vector: Vector, rows: Rows) -> Vector:
        themes = self._theme_rows[rows]
        if themes.size == 0:
            return np.zeros(len(rows), dtype=np.float32)
        alike = np.append(self._themes @ vector, np.float32(-1))[themes]
        best = _largest(alike, self._config.best)
        present = best > -1
        counted = np.where(present, best, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
        return np.asarray(counted, dtype=np.float32)

    def _by_words(self, text: str) -> Vector:
        """Of every row, at most 1."""
        tokens = [token for token in _tokens(text) if token not in _COMMON]
        if not tokens:
            return np.zeros(len(self._items), dtype=np.float32)
        scores = np.asarray(self._bm25.get_scores(tokens), dtype=np.float32)
        return scores / max(float(scores.max()), 1e-9)


def _largest(values: Matrix, n: int) -> Matrix:
    """The n largest of each row, in order; for a small n quicker than to sort the rows."""
    left, rows = values.copy(), np.arange(len(values))
    found = np.full((len(values), n), np.float32(-1))
    for place in range(min(n, values.shape[1])):
        at = left.argmax(axis=1)
        found[:, place] = left[rows, at]
        left[rows, at] = -1
    return found


def _padded(catalog: Catalog, themes: Sequence[str]) -> NDArray[np.int64]:
    """The themes of each row by number, short rows filled up with -1."""
    number = {theme: n for n, theme in enumerate(themes)}
    rows = [[number[theme] for theme in _themes(item)] if item else [] for item in catalog.entries]
    width = max(map(len, rows), default=0)
    return np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64)


def _themes(item: Item) -> Iterable[str]:
    values = (item.attributes.get(name, ()) for name in _THEMES)
    listed = (value if isinstance(value, tuple) else (str(value),) for value in values)
    return dict.fromkeys(theme for many in listed for theme in many)


@lru_cache(maxsize=2**14)  # all texts of a catalogue are read again when one of them has changed
def _words(text: str) -> tuple[str, ...]:
    return _tokens(text)


def _tokens(text: str) -> tuple[str, ...]:
    """Words without a plural s, so that `heists` matches `heist`."""
    return tuple(word.removesuffix("s") for word in _WORD.findall(text.casefold()))
