"""Showing what may be liked, to learn whether it is: Thompson sampling for a share of slots."""

from __future__ import annotations

import numpy as np

from chatrec.types import Candidates, Matrix
from chatrec.user_vector.space import Floats


def explore(
    listed: Candidates, drawn: Matrix, slots: int, share: float, seed: int
) -> tuple[Candidates, Floats]:
    """Another order of the candidates, and the propensity of each.

    Each of the first `slots` goes to the first one left over or, for the stated share, to what a
    taste drawn from the posterior would put first (Thompson 1933). `drawn` ``(draws, n)`` are the
    scores of the first n candidates by such tastes; the others follow in their order, so a shorter
    list is always the head of a longer one. A propensity is the probability with which the item
    got its place, given the places before it; after the slots it is 1.
    """
    rng = np.random.default_rng(seed)
    left = np.arange(drawn.shape[1])
    places: list[int] = []
    chances = np.ones(len(listed))
    for slot in range(min(slots, len(left))):
        probabilities = propensities(drawn[:, left], share)
        picked = int(rng.choice(len(left), p=probabilities))
        places.append(int(left[picked]))
        chances[slot] = probabilities[picked]
        left = np.delete(left, picked)
    rest = np.setdiff1d(np.arange(len(listed)), places)
    return listed.take(np.array([*places, *rest], dtype=np.int64)), chances


def propensities(drawn: Matrix, share: float) -> Floats:
    """(1 − share) on the first candidate, `share` on each as often as it is the best of a draw.
    *Shape:* drawn ``(draws, n)``."""
    draws, n = drawn.shape
    probabilities = share * np.bincount(np.argmax(drawn, axis=1), minlength=n) / draws
    probabilities[0] += 1 - share
    return np.asarray(probabilities, dtype=np.float64)
