from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chatrec.evaluate import metrics

RANKS = np.array([1, 3, 0, 11])


def test_hits() -> None:
    assert metrics.hits(RANKS, 1).tolist() == [1, 0, 0, 0]
    assert metrics.hits(RANKS, 10).mean() == 0.5


def test_reciprocal_ranks_and_gains() -> None:
    np.testing.assert_allclose(metrics.reciprocal_ranks(RANKS, 10), [1, 1 / 3, 0, 0])
    np.testing.assert_allclose(metrics.gains(RANKS, 10), [1, 1 / math.log2(4), 0, 0])


def test_standard_error_counts_groups_not_examples() -> None:
    values = np.array([0.0, 1.0] * 50)
    alone = metrics.standard_error(values, [str(n) for n in range(100)])
    assert alone == pytest.approx(0.05, rel=0.25)
    assert metrics.standard_error(np.repeat(values, 4), [str(n // 4) for n in range(400)]) == (
        pytest.approx(alone, rel=0.05)
    )
    assert metrics.standard_error(np.ones(9), list("aaabbbccc")) == 0


def test_gini() -> None:
    assert metrics.gini(np.ones(10)) == pytest.approx(0)
    assert metrics.gini(np.array([0.0] * 9 + [5.0])) == pytest.approx(0.9)


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 100)))
def test_gini_lies_between_0_and_1(exposures: np.ndarray) -> None:  # type: ignore[type-arg]
    assert -1e-9 <= metrics.gini(exposures) < 1


def test_novelty_in_bits() -> None:
    assert metrics.novelty(np.array([0, 1]), np.array([0.5, 0.125])) == 2


def test_intra_list_diversity() -> None:
    same = np.array([[1.0, 0.0]] * 3, dtype=np.float32)
    assert metrics.intra_list_diversity(same) == pytest.approx(0)
    assert metrics.intra_list_diversity(np.eye(3, dtype=np.float32)) == pytest.approx(1)
