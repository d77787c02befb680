from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatrec.types import Feedback, UserVector
from chatrec.user_vector import PosteriorLearner
from tests.laws import check_learner
from tests.user_vector.spaces import IDS, plain, trained

LEARNERS = [plain, trained, lambda: plain(0.9), lambda: trained(0.9)]
every_learner = pytest.mark.parametrize("make", LEARNERS)
votes = st.lists(
    st.builds(
        Feedback,
        st.just("u"),
        st.sampled_from(IDS),
        st.floats(-1, 1),
        st.sampled_from(["thumb", "rating", "click", "purchase", "dwell", "skip"]),
    ),
    max_size=15,
)


def folded(learner: PosteriorLearner, log: Sequence[Feedback]) -> UserVector:
    return reduce(learner.update, log, learner.prior())


@every_learner
def test_laws(make: Callable[[], PosteriorLearner]) -> None:
    check_learner(make(), make(), IDS)


def test_one_vote_is_the_formula_written_out() -> None:
    learner = trained()
    x, variance = np.array([1, 1, 0.0]), 2 * 0.3
    covariance, mean = np.diag([0.1, 0.3, 1.0]), np.array([0.2, 0, 0])
    precision = np.linalg.inv(covariance) + np.outer(x, x) / variance
    expected = np.linalg.solve(precision, np.linalg.solve(covariance, mean) - x / variance)
    down = learner.update(learner.prior(), Feedback("u", "0", -1.0))
    np.testing.assert_allclose(down.mean, expected, atol=1e-7)
    assert down.covariance is not None
    np.testing.assert_allclose(down.covariance, np.linalg.inv(precision), atol=1e-7)


def test_only_what_was_liked_tells_of_interest() -> None:
    learner = trained()
    up = learner.update(learner.prior(), Feedback("u", "0", 1.0))
    down = learner.update(learner.prior(), Feedback("u", "0", -1.0))
    assert up.mean[2] > 0 == down.mean[2]


@given(votes, st.randoms())
def test_without_drift_the_order_does_not_matter(log: list[Feedback], random: object) -> None:
    learner, shuffled = trained(), list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = folded(learner, log), folded(learner, shuffled)
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-9)


@every_learner
@settings(max_examples=40)
@given(votes)
def test_shares_sum_to_what_the_votes_moved(
    make: Callable[[], PosteriorLearner], log: list[Feedback]
) -> None:
    learner, rows = make(), np.arange(len(IDS))
    moved = learner.score(folded(learner, log), rows) - learner.score(learner.prior(), rows)
    np.testing.assert_allclose(learner.shares(log, rows).sum(axis=0), moved, atol=1e-5)


@every_learner
@settings(max_examples=40)
@given(votes)
def test_a_fold_is_where_the_steps_lead(
    make: Callable[[], PosteriorLearner], log: list[Feedback]
) -> None:
    learner = make()
    whole, steps = learner.fold(log), folded(learner, log)
    np.testing.assert_allclose(whole.mean, steps.mean, atol=1e-9)
    np.testing.assert_allclose(whole.covariance, steps.covariance, atol=1e-9)
    assert whole.n == len(log)


def test_drift_lets_old_votes_fade() -> None:
    steady, drifting, rows = plain(), plain(0.8), np.array([0])
    log = [Feedback("u", "0", 1.0)] * 3 + [Feedback("u", "0", -1.0)] * 3
    moved = [learner.score(folded(learner, log), rows)[0] for learner in (steady, drifting)]
    assert moved[1] < moved[0] - 0.1


@given(votes, st.floats(0, 1))
def test_whatever_is_retained_a_fold_is_where_the_steps_lead(
    log: list[Feedback], retention: float
) -> None:
    learner = trained(retention)
    whole, steps = learner.fold(log), folded(learner, log)
    np.testing.assert_allclose(whole.mean, steps.mean, atol=1e-9)
    np.testing.assert_allclose(whole.covariance, steps.covariance, atol=1e-9)


@pytest.mark.parametrize("retention", [1.0, 0.8])
def test_an_item_that_is_gone_teaches_nothing(retention: float) -> None:
    learner, vote = plain(retention), Feedback("u", "0", 1.0)
    before = learner.update(learner.prior(), vote)
    after = learner.update(before, Feedback("u", "gone", 1.0))
    np.testing.assert_array_equal(after.mean, before.mean)
    rows = np.arange(len(IDS))
    shares = learner.shares([vote, Feedback("u", "gone", 1.0)], rows)
    np.testing.assert_allclose(shares[0], learner.shares([vote], rows)[0], atol=1e-7)


def test_it_stays_sound_after_100_000_votes() -> None:
    learner, rng = trained(), np.random.default_rng(0)
    user = learner.prior()
    for item, value in zip(rng.integers(4, size=100_000), rng.random(100_000), strict=True):
        user = learner.update(user, Feedback("u", str(item), 2 * float(value) - 1))
    assert np.isfinite(user.mean).all()
    np.testing.assert_array_equal(user.covariance, np.transpose(user.covariance))
    assert np.linalg.eigvalsh(user.covariance).min() > 0


def test_draws_spread_as_the_posterior_says() -> None:
    learner, row = plain(), np.array([0])
    user = learner.update(learner.prior(), Feedback("u", "0", 1.0))
    drawn = [learner.score(taste, row)[0] for taste in learner.draws(user, 2000, 0)]
    assert abs(np.std(drawn) / learner.deviations(user, row)[0] - 1) < 0.1
    assert abs(np.mean(drawn) - learner.score(user, row)[0]) < 0.1


def test_another_space_has_another_name() -> None:
    assert plain().name == plain().name
    assert len({plain().name, trained().name, plain(0.9).name}) == 3
