"""Measures of a ranking of items whose values are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Mask, Rows, Vector

Floats = NDArray[np.float64]


def ndcg(gains: Floats, scores: Vector, k: int = 10) -> float:
    """Discounted gain of the first k over that of the best order (Järvelin and Kekäläinen 2002).

    NaN when nothing gains.
    """
    best = _discounted(np.sort(gains)[::-1][:k])
    order = np.argsort(-scores, kind="stable")[:k]
    return _discounted(gains[order]) / best if best > 0 else float("nan")


def auc(positive: Mask, scores: Vector) -> float:
    """The share of pairs of a positive and another item that are in order, ties half (Mann and
    Whitney 1947). NaN when there is no such pair."""
    positives, others = int(positive.sum()), int((~positive).sum())
    if positives == 0 or others == 0:
        return float("nan")
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    won = ranks[positive].sum() - positives * (positives + 1) / 2
    return float(won / (positives * others))


def recall(relevant: Mask, best: Rows) -> float:
    """Relevant items among the best k, of as many as could be there. NaN when there are none."""
    most = min(len(best), int(relevant.sum()))
    return float(relevant[best].sum() / most) if most else float("nan")


def standard_error(values: Floats) -> float:
    """Of the mean; people who were not measured are NaN and do not count."""
    measured = values[~np.isnan(values)]
    if len(measured) < 2:
        return 0.0
    return float(measured.std(ddof=1) / np.sqrt(len(measured)))


def mean(values: Floats) -> float:
    measured = values[~np.isnan(values)]
    return float(measured.mean()) if len(measured) else 0.0


def best(scores: Vector, k: int = 10) -> Rows:
    """The places of the k largest scores, best first, the earlier of equals before."""
    if len(scores) <= k:
        return np.argsort(-scores, kind="stable")
    found = np.argpartition(-scores, k - 1)
    floor = scores[found[k - 1]]
    kept = np.flatnonzero(scores >= floor)
    return kept[np.argsort(-scores[kept], kind="stable")][:k]


def _discounted(gains: Floats) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())
