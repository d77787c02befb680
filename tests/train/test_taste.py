from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chatrec.catalog import Catalog
from chatrec.datasets.events import by_user
from chatrec.errors import CatalogueError
from chatrec.train.factors import FactorConfig, fit_factors
from chatrec.train.interest import interest_factors
from chatrec.train.taste import TasteConfig, fit_taste, histories
from chatrec.types import Feedback
from chatrec.user_vector import PosteriorLearner, learner_of
from tests.people import events, items

CATALOG, VECTORS = items()
ITEMS = list(CATALOG)
PEOPLE = histories(by_user(events()), CATALOG.rows)
SMALL = TasteConfig(factors=FactorConfig(dim=3), text=4, interest=3)


def learner(config: TasteConfig = SMALL, without: int | None = None) -> PosteriorLearner:
    people = [(rows[rows != without], values[rows != without]) for rows, values in PEOPLE]
    space = fit_taste(people, ITEMS, VECTORS, config)
    return learner_of(space, CATALOG, lambda rows: VECTORS[rows])


def test_what_all_like_more_is_expected_of_a_stranger() -> None:
    taste = learner()
    scores = taste.score(taste.prior(), np.arange(60))
    assert scores[:10].mean() > scores[10:].mean() + 0.1


@pytest.mark.parametrize("kind", [0, 1])
def test_a_thumb_or_two_tell_the_kind_of_person(kind: int) -> None:
    taste, user = learner(), learner().prior()
    for row in (20 + kind, 30 + kind):
        user = taste.update(user, Feedback("u", str(row), 1.0))
    scores = taste.score(user, np.arange(40, 60))
    assert scores[kind::2].mean() > scores[1 - kind :: 2].mean() + 0.2


def test_a_new_item_lies_where_its_text_says() -> None:
    with_history, without = learner(), learner(without=50)
    votes = [Feedback("u", "20", 1.0), Feedback("u", "31", -1.0)]
    gains = [
        one.score(one.fold(votes), np.array([50]))[0] - one.score(one.prior(), np.array([50]))[0]
        for one in (with_history, without)
    ]
    assert 0.3 * gains[0] < gains[1] < 1.5 * gains[0]


def test_items_with_fewer_votes_are_less_certain() -> None:
    counts = np.bincount(np.concatenate([rows for rows, _ in PEOPLE]), minlength=60)
    few = [(rows[:3], values[:3]) for rows, values in PEOPLE[:8]]
    factors = fit_factors(few, VECTORS, FactorConfig(dim=2))
    seen = np.unique(np.concatenate([rows for rows, _ in few]))
    assert factors.noises[seen].mean() < factors.noises[np.setdiff1d(np.arange(60), seen)].mean()
    assert (counts > 0).all()


def test_interest_factors_are_the_singular_vectors() -> None:
    rng = np.random.default_rng(0)
    liked = [rng.choice(12, 5, replace=False) for _ in range(20)]
    matrix = np.zeros((20, 12))
    for person, rows in zip(matrix, liked, strict=True):
        person[rows] = 1
    matrix /= np.sqrt(matrix.sum(axis=1, keepdims=True) * (matrix.sum(axis=0) + 5))
    factors = interest_factors(liked, 12, 3, sweeps=60)
    _, values, axes = np.linalg.svd(matrix)
    exact = axes[:3].T * values[:3]
    exact /= np.sqrt((exact**2).sum(axis=1).mean())
    np.testing.assert_allclose(factors @ factors.T, exact @ exact.T, atol=1e-3)


def test_thumbs_alone_are_enough_and_nobody_likes_is_no_fault() -> None:
    for values in (np.array([1.0, -1.0]), np.array([-1.0, -1.0])):
        people = [(np.array([n, n + 1]), values) for n in range(20)]
        space = fit_taste(people, ITEMS, VECTORS, SMALL)
        assert np.isfinite(space.covariance).all()
        assert np.linalg.eigvalsh(space.covariance).min() > 0


def test_events_on_other_items_are_told() -> None:
    with pytest.raises(CatalogueError, match="of this catalogue"):
        histories({"u": [Feedback("u", "elsewhere", 1.0)]}, CATALOG.rows)


def test_a_new_item_without_a_telling_text_lies_where_its_kind_says() -> None:
    kinds = [
        replace(one, attributes={"genres": ("odd" if n % 2 else "even",)})
        for n, one in enumerate(ITEMS)
    ]
    blank = np.ones_like(VECTORS) / np.sqrt(VECTORS.shape[1])
    people = [(rows[rows < 40], values[rows < 40]) for rows, values in PEOPLE]
    space = fit_taste(people, kinds, blank, SMALL)
    taste = learner_of(space, Catalog.of(kinds), lambda rows: blank[rows])
    user = taste.fold([Feedback("u", "20", 1.0), Feedback("u", "31", -1.0)])
    scores = taste.score(user, np.arange(40, 60))
    assert scores[::2].min() > scores[1::2].max() + 0.03
