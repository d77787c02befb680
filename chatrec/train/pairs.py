"""What an encoder is tuned on: what was said, what was recommended, and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatrec.ranker.asked import texts_of
from chatrec.types import Matrix, Query, Rows

_MINED = 50
"""Nearest items of which a hard negative is drawn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`said` asks, `wanted` is the row recommended, `unwanted` one that only looks like it."""

    said: str
    wanted: int
    unwanted: int


def pairs(
    queries: Sequence[Query],
    targets: Sequence[Rows],
    asked: Matrix,
    items: Matrix,
    seed: int,
) -> list[Pair]:
    """A pair a target. The hard negative is drawn from the items nearest to what was said, by the
    encoder as it was, that were not recommended (Xiong et al. 2021, 2007.00808)."""
    drawn = np.random.default_rng(seed)
    found: list[Pair] = []
    for query, rows, vector in zip(queries, targets, asked, strict=True):
        nearest = np.argsort(-(items @ vector))[: _MINED + len(rows)]
        others = np.setdiff1d(nearest, rows)
        if texts_of(query)[0] and len(others):
            said = texts_of(query)[0]
            found += [Pair(said, int(row), int(drawn.choice(others))) for row in rows]
    return found


def with_words_dropped(text: str, share: float, drawn: np.random.Generator) -> str:
    """The text without a share of its words, so that no single one is relied on."""
    words = text.split()
    kept = [word for word in words if drawn.random() >= share]
    return " ".join(kept or words)
