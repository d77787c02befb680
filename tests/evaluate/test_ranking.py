from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatrec.evaluate import ranking


def test_ndcg_by_hand() -> None:
    gains, scores = np.array([0.0, 1.0, 0.5]), np.array([3.0, 2.0, 1.0], dtype=np.float32)
    worth = 1 / np.log2(3) + 0.5 / 2
    assert ranking.ndcg(gains, scores) == pytest.approx(worth / (1 + 0.5 / np.log2(3)))
    assert ranking.ndcg(gains, -scores[::-1], k=1) == 0.0
    assert np.isnan(ranking.ndcg(np.zeros(3), scores))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=2, max_size=12))
def test_auc_counts_pairs_in_order(pairs: list[tuple[bool, int]]) -> None:
    positive = np.array([is_positive for is_positive, _ in pairs])
    scores = np.array([score for _, score in pairs], dtype=np.float32)
    won = [float(a > b) + 0.5 * float(a == b) for a in scores[positive] for b in scores[~positive]]
    found = ranking.auc(positive, scores)
    assert found == pytest.approx(np.mean(won)) if won else np.isnan(found)


def test_recall_is_of_what_could_be_there() -> None:
    relevant = np.array([True, True, True, False])
    assert ranking.recall(relevant, np.array([0, 3])) == 0.5
    assert ranking.recall(relevant, np.array([0, 1])) == 1.0
    assert np.isnan(ranking.recall(np.zeros(4, dtype=np.bool_), np.array([0])))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.integers(1, 8))
def test_best_is_the_head_of_a_stable_sort(values: list[int], k: int) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = np.argsort(-scores, kind="stable")[:k]
    np.testing.assert_array_equal(ranking.best(scores, k), expected)


def test_people_who_were_not_measured_do_not_count() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert ranking.mean(values) == 2.0
    assert ranking.standard_error(values) == pytest.approx(1.0)
