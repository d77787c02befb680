"""Measures of a ranking, one function each; `ranks` count from 1, 0 means not in the list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Matrix, Rows, Vector

Floats = NDArray[np.float64]


def hits(ranks: Rows, k: int) -> Floats:
    """1 where the item is among the first k. Its mean is recall@k at one item an example."""
    return np.asarray((ranks > 0) & (ranks <= k), dtype=np.float64)


def reciprocal_ranks(ranks: Rows, k: int) -> Floats:
    """1/rank within the first k, else 0 (Voorhees 1999)."""
    return hits(ranks, k) / np.maximum(ranks, 1)


def gains(ranks: Rows, k: int) -> Floats:
    """nDCG@k of one relevant item: 1/log₂(1 + rank) (Järvelin and Kekäläinen 2002)."""
    return hits(ranks, k) / np.log2(1.0 + np.maximum(ranks, 1))


def standard_error(values: Floats, groups: Sequence[str], draws: int = 200, seed: int = 0) -> float:
    """Of the mean, by drawing whole groups with replacement (Efron 1979): the turns of one dialog
    are not independent."""
    if len(values) == 0:
        return 0.0
    _, place = np.unique(np.asarray(groups), return_inverse=True)
    sums, counts = np.bincount(place, weights=values), np.bincount(place)
    drawn = np.random.default_rng(seed).integers(len(counts), size=(draws, len(counts)))
    return float((sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)).std())


def gini(exposures: Floats) -> float:
    """0 when all items are shown equally often, near 1 when one gets everything."""
    ordered = np.sort(exposures)
    n, total = len(ordered), ordered.sum()
    if total == 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def novelty(shown: Rows, probabilities: Floats) -> float:
    """Mean self-information −log₂ p(item) of what is shown (Zhou et al. 2010), in bits."""
    return float(-np.log2(probabilities[shown]).mean()) if len(shown) else 0.0


def intra_list_diversity(vectors: Matrix) -> float:
    """Mean cosine distance of the pairs of a list of unit vectors (Ziegler et al. 2005)."""
    n = len(vectors)
    if n < 2:
        return 0.0
    total: Vector = vectors.sum(axis=0)
    return float(1 - (total @ total - n) / (n * (n - 1)))
