from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chatrec.types import Feedback
from chatrec.user_vector import GradientConfig, GradientLearner
from tests.laws import check_learner

ITEMS = np.array([[1, 0], [0.9, 0.1], [0, 1]], dtype=np.float32)
IDS = ("0", "1", "2")


def learner(config: GradientConfig | None = None) -> GradientLearner:
    return GradientLearner(lambda i: ITEMS[int(i)], lambda rows: ITEMS[rows], 2, config)


def test_laws() -> None:
    check_learner(learner(), learner(), IDS)


def test_one_step_is_the_rule_written_out() -> None:
    rule = learner(GradientConfig(rate=0.1, decay=0.5, bound=9))
    once = rule.update(rule.prior(), Feedback("u", "0", 1.0))
    np.testing.assert_allclose(once.mean, [0.1 * 0.5, 0], atol=1e-7)
    twice = rule.update(once, Feedback("u", "0", -1.0))
    slope = 1 / (1 + np.exp(-0.05))
    np.testing.assert_allclose(twice.mean, [0.95 * 0.05 - 0.1 * slope, 0], atol=1e-6)


@given(st.lists(st.tuples(st.sampled_from(IDS), st.floats(-1, 1)), max_size=40))
def test_steps_are_bounded_and_finite(events: list[tuple[str, float]]) -> None:
    rule = learner(GradientConfig(rate=5.0, bound=0.5))
    user = rule.prior()
    for item, value in events:
        moved = rule.update(user, Feedback("u", item, value))
        kept = (1 - 5.0 * 0.02) * user.mean
        assert np.linalg.norm(moved.mean - kept) <= 0.5 + 1e-5
        user = moved
    assert np.isfinite(user.mean).all()
