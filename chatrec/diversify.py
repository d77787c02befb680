"""A list that does not repeat itself."""

from __future__ import annotations

import numpy as np

from chatrec.types import Candidates, Matrix, Rows, Vector


def diversify(
    candidates: Candidates, vectors: Matrix, slots: int = 10, dial: float = 0.15
) -> Candidates:
    """Maximal marginal relevance (Carbonell and Goldstein 1998, eq. 1) for the first `slots`.

    `vectors` are the unit vectors of the first ``len(vectors)`` candidates, from which the slots
    are filled; the others follow in their order, so a shorter list is always the head of a longer
    one. `dial` in [0, 1]: 0 keeps the order, 1 looks at novelty only. Scores are scaled to [0, 1]
    over the pool for the trade-off; the candidates keep their own.
    """
    pool = len(vectors)
    slots = min(slots, pool)
    if dial <= 0 or slots < 2:
        return candidates
    chosen = _pick(_scaled(candidates.scores[:pool]), vectors @ vectors.T, slots, dial)
    rest = np.setdiff1d(np.arange(len(candidates)), chosen)
    return candidates.take(np.concatenate([chosen, rest]))


def _pick(relevance: Vector, alike: Matrix, slots: int, dial: float) -> Rows:
    chosen = [0]
    nearest = alike[0].copy()
    for _ in range(slots - 1):
        gain = (1 - dial) * relevance - dial * nearest
        gain[chosen] = -np.inf
        best = int(np.argmax(gain))
        chosen.append(best)
        nearest = np.maximum(nearest, alike[best])
    return np.array(chosen)


def _scaled(scores: Vector) -> Vector:
    spread = float(np.ptp(scores))
    return (scores - scores.min()) / spread if spread > 0 else np.ones_like(scores)
