"""What every implementation of a protocol must do, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from chatrec.errors import FeedbackError
from chatrec.protocols import Encoder, Index, Learner, Ranker, Store, Taste
from chatrec.types import Candidates, Feedback, Matrix, Query, UserVector, Vector


def check_encoder(encoder: Encoder) -> None:
    texts = ["a heist in Paris", "", "一部科幻片", "x" * 5000]
    vectors = encoder.encode(texts)
    assert vectors.shape == (4, encoder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(texts[::-1])[::-1], vectors, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dim)


def check_index(index: Index, vectors: Matrix) -> None:
    """`index` holds exactly `vectors`, unit length, in this order."""
    rows = np.arange(len(vectors))
    np.testing.assert_allclose(index.vectors(rows[::-1]), vectors[::-1], atol=1e-6)
    found = index.search(vectors[3], 5)
    assert found.rows[0] == 3
    assert (np.diff(found.scores) <= 0).all()
    np.testing.assert_allclose(found.scores, vectors[found.rows] @ vectors[3], atol=1e-5)
    allowed = np.zeros(len(vectors), dtype=np.bool_)
    allowed[[1, 4, 7]] = True
    assert set(index.search(vectors[3], 5, allowed).rows.tolist()) == {1, 4, 7}
    assert len(index.search(vectors[3], 5, np.zeros_like(allowed))) == 0
    assert len(index.search(vectors[3], 0)) == 0
    assert len(index.search(vectors[3], 10 * len(vectors))) == len(vectors)


def check_ranker(
    ranker: Ranker,
    query: Query,
    vector: Vector,
    user: UserVector,
    votes: Sequence[Feedback],
    candidates: Candidates,
) -> None:
    ranked = ranker.rank(query, vector, user, candidates)
    assert sorted(ranked.rows.tolist()) == sorted(candidates.rows.tolist())
    assert (np.diff(ranked.scores) <= 0).all()
    again = ranker.rank(query, vector, user, candidates.take(np.arange(len(candidates))[::-1]))
    np.testing.assert_array_equal(again.rows, ranked.rows)
    other = replace(user, mean=user.mean + 0.1)
    moved = ranker.rank(query, vector, other, candidates)
    order, rows = np.argsort(ranked.rows), np.sort(ranked.rows)
    np.testing.assert_allclose(
        moved.scores[np.argsort(moved.rows)] - ranked.scores[order],
        ranker.taste(other, rows) - ranker.taste(user, rows),
        atol=1e-3,
    )
    head = ranked.take(np.arange(min(5, len(ranked))))
    effects = ranker.causes(query, vector, user, votes, head.rows)
    total = np.sum(list(effects.values()), axis=0)
    np.testing.assert_allclose(total, head.scores, atol=1e-3)


def check_learner(learner: Learner, taste: Taste, ids: Sequence[str]) -> None:
    """`ids` are of rows 0, 1, ...; the first two are alike, the last is unlike them."""
    rows = np.arange(len(ids))
    before = learner.prior()
    up = learner.update(before, Feedback("u", ids[0], 1.0))
    down = learner.update(before, Feedback("u", ids[0], -1.0))
    gain = taste.score(up, rows) - taste.score(before, rows)
    loss = taste.score(down, rows) - taste.score(before, rows)
    assert gain[0] > 0 > loss[0]
    assert gain[1] > gain[-1]
    assert loss[1] < loss[-1]
    assert up.n == 1
    votes = [Feedback("u", ids[0], 1.0), Feedback("u", ids[-1], -1.0)]
    user = learner.update(learner.update(before, votes[0]), votes[1])
    shares = taste.shares(votes, rows)
    assert shares.shape == (2, len(ids))
    moved = taste.score(user, rows) - taste.score(before, rows)
    np.testing.assert_allclose(shares.sum(axis=0), moved, atol=1e-4)


def check_store(open_store: Callable[[], Store], learner: Learner, ids: Sequence[str]) -> None:
    """`open_store` opens the same, at first empty, store again and again."""
    store = open_store()
    first = Feedback("ann", ids[0], 1.0, at=1.0, key="k1")
    user = store.record(first)
    np.testing.assert_array_equal(user.mean, store.user("ann").mean)
    np.testing.assert_array_equal(store.record(first).mean, user.mean)
    assert len(store.votes("ann")) == 1
    with pytest.raises(FeedbackError, match="k1"):
        store.record(replace(first, value=-1.0))
    with pytest.raises(FeedbackError, match="2"):
        store.record(Feedback("ann", ids[0], 2.0))
    changed = store.record(Feedback("ann", ids[0], -1.0, at=2.0))
    np.testing.assert_allclose(
        changed.mean, learner.update(learner.prior(), Feedback("ann", ids[0], -1.0)).mean
    )
    store.record(Feedback("ann", ids[1], 1.0, at=3.0))
    assert [vote.item for vote in store.votes("ann")] == [ids[0], ids[1]]
    np.testing.assert_allclose(open_store().user("ann").mean, store.user("ann").mean)
    taken_back = store.record(Feedback("ann", ids[1], 0.0, at=4.0))
    np.testing.assert_allclose(taken_back.mean, changed.mean)
    assert store.user("bob").n == 0
    store.record(Feedback("bob", ids[0], 1.0, at=5.0))
    np.testing.assert_allclose(store.without("ann", ids[0]).mean, learner.prior().mean)
    assert [vote.item for vote in store.votes("ann")] == [ids[0]]
    store.forget("ann", ids[0])
    assert store.votes("ann") == ()
    store.forget("ann")
    np.testing.assert_array_equal(store.user("ann").mean, learner.prior().mean)
    assert len(store.votes("bob")) == 1
