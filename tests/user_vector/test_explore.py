from __future__ import annotations

import numpy as np

from chatrec.types import Candidates, Matrix
from chatrec.user_vector.explore import explore, propensities
from tests.user_vector.spaces import plain

LISTED = Candidates(np.array([2, 0, 3, 1]), np.array([0.3, 0.2, 0.1, 0.0], dtype=np.float32))


def drawn(draws: int = 400) -> Matrix:
    learner = plain()
    tastes = learner.draws(learner.prior(), draws, 1)
    return np.stack([learner.score(taste, LISTED.rows) for taste in tastes])


def test_turned_off_it_shows_the_list_as_it_is() -> None:
    shown, chances = explore(LISTED, drawn(), 3, 0.0, seed=0)
    assert shown.rows.tolist() == [2, 0, 3, 1]
    assert chances.tolist() == [1, 1, 1, 1]


def test_propensities_are_probabilities_and_the_first_keeps_its_share() -> None:
    found = propensities(np.array([[0, 1]] * 3, dtype=np.float32), 0.3)
    np.testing.assert_allclose(found, [0.7, 0.3])


def test_items_are_shown_as_often_as_their_propensity_says() -> None:
    lists = [explore(LISTED, drawn(), 1, 0.5, seed) for seed in range(300)]
    firsts = [(int(shown.rows[0]), chances[0]) for shown, chances in lists]
    for row in range(4):
        claimed = np.mean([chance for first, chance in firsts if first == row] or [0])
        assert abs(np.mean([first == row for first, _ in firsts]) - claimed) < 0.1


def test_what_is_not_explored_follows_in_its_order_and_the_same_seed_shows_the_same() -> None:
    (one, chances), (other, _) = (explore(LISTED, drawn()[:, :3], 2, 1.0, 7) for _ in range(2))
    assert one.rows.tolist() == other.rows.tolist()
    assert sorted(one.rows) == [0, 1, 2, 3]
    assert one.rows[3] == 1  # beyond those that may be shown
    assert (chances[:2] < 1).all()
    assert (chances[2:] == 1).all()


def test_nothing_is_explored_of_nothing() -> None:
    none = LISTED.take(np.array([], dtype=np.int64))
    assert len(explore(none, drawn()[:, :0], 3, 0.5, 0)[0]) == 0
