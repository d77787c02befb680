"""Showing what may be liked, to learn whether it is: Thompson sampling for a share of slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chatrec.types import Candidates, Matrix, Rows, UserVector, Vector
from chatrec.user_vector.posterior import PosteriorLearner
from chatrec.user_vector.space import Floats


@dataclass(frozen=True)
class ExplorationConfig:
    """`share` of the slots is explored, 0 turns it off; a propensity is the share of `draws` tastes
    by which the item would be shown."""

    share: float = 0.0
    draws: int = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A row and the probability with which it was put in its slot, given the slots before it."""

    row: int
    propensity: float


def explore(
    learner: PosteriorLearner,
    user: UserVector,
    ranked: Candidates,
    slots: int,
    seed: int,
    config: ExplorationConfig,
) -> tuple[Shown, ...]:
    """The list to show of ranked candidates: each slot goes to the best left over, or, for the
    stated share, to what a taste drawn from the posterior would put first (Thompson 1933).

    `ranked.scores` must contain the taste's own score, which the drawn one replaces.
    """
    rng = np.random.default_rng(seed)
    if config.share > 0:
        expected = learner.score(user, ranked.rows)
        tastes = [learner.draw(user, int(s)) for s in rng.integers(2**31, size=config.draws)]
        moved = [learner.score(taste, ranked.rows) - expected for taste in tastes]
        drawn = ranked.scores + np.stack(moved)
    else:
        drawn = ranked.scores[None]
    shown: list[Shown] = []
    left = np.arange(len(ranked))
    for _ in range(min(slots, len(ranked))):
        probabilities = propensities(ranked.scores[left], drawn[:, left], config.share)
        place = int(rng.choice(len(left), p=probabilities))
        shown.append(Shown(int(ranked.rows[left[place]]), float(probabilities[place])))
        left = np.delete(left, place)
    return tuple(shown)


def propensities(scores: Vector, drawn: Matrix, share: float) -> Floats:
    """(1 − share) on the best score, `share` on each candidate as often as it is the best of a
    draw. *Shape:* scores ``(n,)``, drawn ``(draws, n)``."""
    firsts: Rows = np.argmax(drawn, axis=1)
    probabilities = share * np.bincount(firsts, minlength=len(scores)) / len(firsts)
    probabilities[int(np.argmax(scores))] += 1 - share
    return np.asarray(probabilities, dtype=np.float64)
