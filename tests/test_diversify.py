from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chatrec.diversify import diversify
from chatrec.types import Candidates

TWINS = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)


def candidates(*scores: float) -> Candidates:
    return Candidates(np.arange(len(scores)), np.array(scores, dtype=np.float32))


def test_a_twin_gives_way_to_something_new() -> None:
    listed = diversify(candidates(0.9, 0.89, 0.7), TWINS, slots=2, dial=0.5)
    assert listed.rows.tolist() == [0, 2, 1]
    assert listed.scores.tolist() == [np.float32(0.9), np.float32(0.7), np.float32(0.89)]


def test_the_dial_at_zero_changes_nothing() -> None:
    assert diversify(candidates(3, 2, 1), TWINS, slots=3, dial=0).rows.tolist() == [0, 1, 2]


def test_equal_scores_and_short_lists() -> None:
    assert diversify(candidates(1, 1, 1), TWINS, slots=9, dial=0.5).rows[0] == 0
    assert len(diversify(candidates(), TWINS[:0])) == 0


@given(st.integers(0, 30), st.integers(1, 12), st.floats(0, 1), st.integers(0, 99))
def test_nothing_is_lost_and_the_best_stays_first(
    n: int, slots: int, dial: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    before = candidates(*np.sort(rng.normal(size=n))[::-1])
    vectors = rng.normal(size=(min(n, 20), 4)).astype(np.float32)
    after = diversify(before, vectors, slots, dial)
    assert sorted(after.rows.tolist()) == list(range(n))
    assert n == 0 or after.rows[0] == 0
