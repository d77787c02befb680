"""Simulated people: each likes one of two kinds of items, by their hidden taste."""

from __future__ import annotations

import numpy as np

from chatrec.catalog import Catalog
from chatrec.types import Feedback, Item, Matrix

KINDS = 2


def items(n: int = 60, seed: int = 0) -> tuple[Catalog, Matrix]:
    """Items of two kinds; their vectors tell the kind and much else."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(scale=0.4, size=(n, 12))
    vectors[np.arange(n), np.arange(n) % KINDS] += 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    catalog = Catalog.of(Item(str(row), f"Item {row}") for row in range(n))
    return catalog, vectors.astype(np.float32)


def events(people: int = 60, n: int = 60, each: int = 30, seed: int = 1) -> list[Feedback]:
    """Person p likes items of kind p % 2, and all like the first ten items a little more."""
    rng = np.random.default_rng(seed)
    told = []
    for person in range(people):
        for at, row in enumerate(rng.choice(n, each, replace=False)):
            fits = 0.5 if row % KINDS == person % KINDS else -0.5
            value = np.clip(fits + 0.2 * (row < 10) + rng.normal(scale=0.2), -1, 1)
            told.append(Feedback(f"p{person}", str(row), float(value), "rating", float(at + 1)))
    return told
