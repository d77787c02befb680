"""What else could learn from votes: each alternative scores the whole catalogue from a log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from chatrec.protocols import Learner, Taste
from chatrec.types import Feedback, Matrix, Rows, Vector
from chatrec.user_vector import GradientLearner

Floats = NDArray[np.float64]
Score = Callable[[Sequence[Feedback]], Vector]
History = tuple[Rows, Floats]
LIKED, FEWEST = 0.5, 3
"""The value from which a vote is a like, and the votes that an item needs to be compared."""


@dataclass(frozen=True)
class Alternative:
    """`choose` is what it shows by in loop mode, where that is not its score."""

    score: Score
    choose: Score | None = None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """*Shape:* vectors ``(n, dim)``."""

    rows_of: Callable[[Sequence[str]], Rows]
    vectors: Matrix

    def judged(self, votes: Sequence[Feedback]) -> tuple[Rows, Floats]:
        pairs = [(int(row[0]), v.value) for v in votes if len(row := self.rows_of([v.item]))]
        rows, values = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(rows, dtype=np.int64), np.array(values, dtype=np.float64)


def learned(learner: Learner, taste: Taste, n: int) -> Score:
    rows = np.arange(n)
    return lambda votes: taste.score(reduce(learner.update, votes, learner.prior()), rows)


def without_training(catalogue: Catalogue) -> Mapping[str, Alternative]:
    """Those that know of the items what their texts say."""
    vectors = catalogue.vectors - catalogue.vectors.mean(axis=0)

    def lookup(item_id: str) -> Vector:
        found = vectors[catalogue.rows_of([item_id])]
        return found[0] if len(found) else np.zeros(vectors.shape[1], dtype=np.float32)

    plain = GradientLearner(lookup, lambda rows: vectors[rows], vectors.shape[1])
    return {
        "rocchio": Alternative(rocchio(catalogue)),
        "gradient": Alternative(learned(plain, plain, len(vectors))),
        "linucb": linucb(catalogue),
    }


def with_training(
    catalogue: Catalogue, people: Sequence[History], prior: Vector
) -> Mapping[str, Alternative]:
    """Those that were fitted to other people's votes; `prior` is what item-kNN starts from."""
    return {
        "item-knn": Alternative(item_knn(catalogue, people, prior)),
        "ease": Alternative(ease(catalogue, people)),
        "implicit-als": Alternative(implicit_als(catalogue, people)),
    }


def rocchio(catalogue: Catalogue, liked: float = 0.75, disliked: float = 0.15) -> Score:
    """Mean of the liked vectors minus mean of the disliked (Rocchio 1971)."""

    def score(votes: Sequence[Feedback]) -> Vector:
        rows, values = catalogue.judged(votes)
        wish = np.zeros(catalogue.vectors.shape[1], dtype=np.float32)
        for weight, chosen in ((liked, values >= LIKED), (-disliked, values < 0)):
            if chosen.any():
                wish += weight * catalogue.vectors[rows[chosen]].mean(axis=0)
        return np.asarray(catalogue.vectors @ wish)

    return score


def linucb(catalogue: Catalogue, width: float = 0.5) -> Alternative:
    """Ridge regression on the texts, shown by its upper confidence bound (Li et al. 2010, alg. 1
    with one model for all arms)."""
    n, dim = catalogue.vectors.shape
    inputs = np.column_stack([np.ones(n), catalogue.vectors]).astype(np.float64)

    def fit(votes: Sequence[Feedback]) -> tuple[Floats, Floats]:
        rows, values = catalogue.judged(votes)
        spread = np.asarray(np.linalg.inv(np.eye(dim + 1) + inputs[rows].T @ inputs[rows]))
        return np.asarray(spread @ (inputs[rows].T @ values)), spread

    def score(votes: Sequence[Feedback]) -> Vector:
        return np.asarray(inputs @ fit(votes)[0], dtype=np.float32)

    def choose(votes: Sequence[Feedback]) -> Vector:
        mean, spread = fit(votes)
        variances = np.einsum("nd,nd->n", inputs @ spread, inputs)
        return np.asarray(inputs @ mean + width * np.sqrt(variances), dtype=np.float32)

    return Alternative(score, choose)


def item_knn(
    catalogue: Catalogue,
    people: Sequence[History],
    prior: Vector,
    near: int = 40,
    shrink: float = 20,
    damp: float = 1.0,
) -> Score:
    """The prior plus the mean surprise at the nearest judged items by shrunken adjusted cosine,
    damped where they are few (Sarwar et al. 2001; Koren 2010, eq. 3)."""
    rated = _matrix(people, len(catalogue.vectors), lambda values: values - values.mean())
    used = np.flatnonzero((rated != 0).sum(axis=0) >= FEWEST)
    dense = rated[:, used].astype(np.float32)
    seen = (dense != 0).astype(np.float32)
    together = seen.T @ seen
    dense /= np.sqrt((dense**2).sum(axis=0)) + 1e-9
    alike = (dense.T @ dense) * together / (together + shrink)
    place = {int(row): n for n, row in enumerate(used)}

    def score(votes: Sequence[Feedback]) -> Vector:
        rows, values = catalogue.judged(votes)
        here = np.array([row in place for row in rows], dtype=np.bool_)
        found = prior.copy()
        if here.any():
            weights = np.maximum(alike[[place[int(row)] for row in rows[here]]], 0)
            kept = np.where(weights >= np.sort(weights, axis=0)[-near:][0], weights, 0)
            surprise = (values - prior[rows])[here]
            found[used] += (surprise @ kept) / (kept.sum(axis=0) + damp)
        return np.asarray(found, dtype=np.float32)

    return score


def ease(catalogue: Catalogue, people: Sequence[History], ridge: float = 300.0) -> Score:
    """A linear autoencoder with a zero diagonal over what was liked (Steck 2019, eq. 8)."""
    liked = _matrix(people, len(catalogue.vectors), lambda values: values >= LIKED)
    used = np.flatnonzero(liked.sum(axis=0) >= FEWEST)
    inverse = np.linalg.inv(liked[:, used].T @ liked[:, used] + ridge * np.eye(len(used)))
    weights = (-inverse / np.diag(inverse)).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return _folded_in(catalogue, used, lambda chosen: chosen @ weights, liked)


def implicit_als(
    catalogue: Catalogue,
    people: Sequence[History],
    dim: int = 32,
    weight: float = 10.0,
    ridge: float = 5.0,
    sweeps: int = 8,
) -> Score:
    """Weighted matrix factorisation of what was liked (Hu, Koren and Volinsky 2008, eqs. 4, 5)."""
    liked = _matrix(people, len(catalogue.vectors), lambda values: values >= LIKED)
    used = np.flatnonzero(liked.sum(axis=0) >= FEWEST)
    chosen = liked[:, used]
    items = 0.1 * np.random.default_rng(0).standard_normal((len(used), dim))
    for _ in range(sweeps):
        persons = np.stack([_weighted(items, np.flatnonzero(row), weight, ridge) for row in chosen])
        items = np.stack(
            [_weighted(persons, np.flatnonzero(row), weight, ridge) for row in chosen.T]
        )

    def score(row: Floats) -> Floats:
        return items @ _weighted(items, np.flatnonzero(row), weight, ridge)

    return _folded_in(catalogue, used, score, liked)


def _weighted(others: Floats, chosen: Rows, weight: float, ridge: float) -> Floats:
    """Ridge regression with target 1 and confidence 1 + weight on the chosen, 0 and 1 elsewhere."""
    near = others[chosen]
    precision = others.T @ others + weight * near.T @ near + ridge * np.eye(others.shape[1])
    return np.asarray(np.linalg.solve(precision, (1 + weight) * near.sum(axis=0)))


def _folded_in(
    catalogue: Catalogue, used: Rows, score: Callable[[Floats], Floats], liked: Floats
) -> Score:
    """Popularity where nothing was liked yet, and among items that nothing speaks for."""
    popular = liked.sum(axis=0) / (1e3 * len(liked))

    def scored(votes: Sequence[Feedback]) -> Vector:
        rows, values = catalogue.judged(votes)
        chosen = np.zeros(len(popular))
        chosen[rows[values >= LIKED]] = 1
        found = popular.copy()
        if chosen[used].any():
            found[used] += score(chosen[used])
        return np.asarray(found, dtype=np.float32)

    return scored


def _matrix(
    people: Sequence[History], n: int, value: Callable[[Floats], NDArray[np.generic]]
) -> Floats:
    """*Shape:* ``(len(people), n)``."""
    found = np.zeros((len(people), n), dtype=np.float64)
    for person, (rows, values) in zip(found, people, strict=True):
        person[rows] = value(values)
    return found
