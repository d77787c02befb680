from __future__ import annotations

import numpy as np

from chatrec.types import Candidates
from chatrec.user_vector.explore import ExplorationConfig, explore, propensities
from tests.user_vector.spaces import plain


def ranked() -> Candidates:
    return Candidates(np.array([2, 0, 3, 1]), np.array([0.3, 0.2, 0.1, 0.0], dtype=np.float32))


def test_turned_off_it_shows_the_list_as_ranked() -> None:
    learner = plain()
    shown = explore(learner, learner.prior(), ranked(), 3, 0, ExplorationConfig())
    assert [one.row for one in shown] == [2, 0, 3]
    assert all(one.propensity == 1 for one in shown)


def test_propensities_are_probabilities_and_the_best_keeps_its_share() -> None:
    found = propensities(
        np.array([1.0, 0.0], dtype=np.float32), np.array([[0, 1]] * 3, dtype=np.float32), 0.3
    )
    np.testing.assert_allclose(found, [0.7, 0.3])


def test_items_are_shown_as_often_as_their_propensity_says() -> None:
    learner, config = plain(), ExplorationConfig(share=0.5, draws=400)
    firsts = [
        explore(learner, learner.prior(), ranked(), 1, seed, config)[0] for seed in range(300)
    ]
    for row in range(4):
        claimed = np.mean([one.propensity for one in firsts if one.row == row] or [0])
        assert abs(np.mean([one.row == row for one in firsts]) - claimed) < 0.1


def test_the_same_seed_shows_the_same() -> None:
    learner, config = plain(), ExplorationConfig(share=1.0)
    lists = [explore(learner, learner.prior(), ranked(), 4, 7, config) for _ in range(2)]
    assert lists[0] == lists[1]
    assert {one.row for one in lists[0]} == {0, 1, 2, 3}
