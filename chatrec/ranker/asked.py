"""A query as the features read it: vectors, weighted words and weighted rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatrec.ranker.lexicon import recent_words
from chatrec.types import Matrix, Query, Rows, Vector

SPANS = (3, 6)
"""Of the latest messages, how many are encoded as one text."""
DECAY = 0.8
"""What a word keeps of its weight a message later, and an item an item later."""
_LONGEST = 1500
"""Characters of a text that are encoded: the last ones, for an encoder reads the first."""


@dataclass(frozen=True, eq=False)
class Asked:
    """`messages` are the vectors of the last 3 and the last 6 messages, `wish` that of the query's
    text, zeros where nothing is said; `said` are the messages, oldest first. `mentioned` weighs
    the rows of the items named or liked, the latest most; `taste` is the unit vector of their
    weighted sum."""

    messages: Matrix
    wish: Vector
    text: str
    said: tuple[str, ...]
    words: Mapping[str, float]
    mentioned: Mapping[int, float]
    taste: Vector


def texts_of(query: Query) -> tuple[str, ...]:
    """The texts to be encoded for a query, "" where nothing is said."""
    said = query.context or ((query.text,) if query.text else ())
    return tuple(" ".join(said[-span:])[-_LONGEST:] for span in SPANS)


def ask(
    query: Query,
    wish: Vector,
    messages: Matrix,
    items: Matrix,
    rows_of: Callable[[Iterable[str]], Rows],
) -> Asked:
    """`messages` are the vectors of `texts_of(query)`, `items` those of every row."""
    disliked = set(query.disliked)
    named = dict.fromkeys((*query.mentioned, *query.liked))
    rows = rows_of(item_id for item_id in named if item_id not in disliked)
    weights = DECAY ** np.arange(len(rows), dtype=np.float32)[::-1]
    said = query.context or (query.text,)
    return Asked(
        messages,
        wish,
        query.text,
        said,
        recent_words(said, DECAY),
        dict(zip(rows.tolist(), weights.tolist(), strict=True)),
        unit(weights @ items[rows]) if len(rows) else np.zeros_like(wish),
    )


def encoded(texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix], dim: int) -> Matrix:
    """Vectors of the texts, each distinct one encoded once; zeros for ""."""
    distinct = [text for text in dict.fromkeys(texts) if text]
    vectors = dict(zip(distinct, encode(distinct), strict=True)) if distinct else {}
    nothing = np.zeros(dim, dtype=np.float32)
    return np.stack([vectors.get(text, nothing) for text in texts])


def unit(vector: NDArray[np.floating]) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
