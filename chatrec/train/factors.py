"""Taste factors of people and items from the values that people gave.

The value that person u gives item i is xᵢ·wᵤ + ε with xᵢ = (1, bᵢ, zᵢ): bᵢ is how good all find
it, zᵢ in which way it differs. wᵤ ~ N(m, S); (bᵢ, zᵢ) ~ N(A(1, vᵢ), diag τ) with vᵢ the item's
vector, so that the text tells where a new item lies. Both sides are fitted in turn by mean-field
variational Bayes (Lim and Teh 2007); m, S, A and τ by empirical Bayes, as in the regression-based
latent factor model (Agarwal and Chen 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Matrix, Rows

Floats = NDArray[np.float64]
History = tuple[Rows, Floats]
"""The rows that a person judged and the values in [-1, 1] that they gave."""


@dataclass(frozen=True)
class FactorConfig:
    """`noise` is the variance of ε as a share of that of the values: estimated from what was
    trained on it would come out too small. `ridge` holds the map from text back; `settle` is how
    many votes an item needs to count half in fitting that map."""

    dim: int = 16
    sweeps: int = 10
    noise: float = 0.65
    ridge: float = 10.0
    settle: float = 5.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Factors:
    """*Shape:* mean ``(d,)``, covariance ``(d, d)``, features ``(n_items, d)`` with d = dim + 2,
    projection ``(1 + width, d)`` from 1 and a text vector, noises ``(n_items,)``: the variance of
    one vote, what is not known of the item included."""

    mean: Floats
    covariance: Floats
    features: Floats
    projection: Floats
    noises: Floats
    noise: float


@dataclass(frozen=True, eq=False)
class _Items:
    """Posterior of (bᵢ, zᵢ), and the map and the variances τ of its prior."""

    features: Floats
    spreads: Floats
    weights: Floats
    tau: Floats


@dataclass(frozen=True, eq=False)
class _People:
    """Posterior means and second moments E[wwᵀ], and the prior that they make."""

    means: Floats
    moments: Floats
    mean: Floats
    covariance: Floats


def variance_of(histories: Sequence[History]) -> float:
    """Of all values; never nothing, for where all said the same another may say otherwise."""
    return max(float(np.concatenate([values for _, values in histories]).var()), 0.05)


def fit_factors(
    histories: Sequence[History], vectors: Matrix, config: FactorConfig | None = None
) -> Factors:
    """`vectors` ``(n_items, width)`` are those of all items, ratings or none."""
    config = config or FactorConfig()
    variance = variance_of(histories)
    noise, votes = config.noise * variance, _Votes.of(histories)
    inputs = np.column_stack([np.ones(len(vectors)), vectors]).astype(np.float64)
    items = _first(histories, len(vectors), inputs.shape[1], variance, config)
    prior = np.append([votes.centre, 1.0], np.zeros(config.dim))
    spread = np.diag(np.append([0.2 * variance, 0.1], np.ones(config.dim)))
    for _ in range(config.sweeps):
        people = _rescaled(_people(histories, items, prior, spread, noise))
        prior, spread = people.mean, people.covariance
        items = _mapped(_items(votes, items, inputs, people, noise), votes, inputs, config)
    projection = np.column_stack([np.eye(len(items.weights), 1), items.weights])
    noises = noise + _uncertainty(items, prior, spread)
    unknown = noise + float(np.diag(_moment(prior, spread)) @ items.tau)
    return Factors(prior, spread, items.features, projection, noises, unknown)


@dataclass(frozen=True, eq=False)
class _Votes:
    """All votes, sorted by item: those of item `rows[k]` lie between `starts[k]` and `ends[k]`."""

    people: Rows
    values: Floats
    rows: Rows
    starts: Rows
    ends: Rows
    centre: float

    @classmethod
    def of(cls, histories: Sequence[History]) -> _Votes:
        people = np.repeat(np.arange(len(histories)), [len(rows) for rows, _ in histories])
        items = np.concatenate([rows for rows, _ in histories])
        values = np.concatenate([values for _, values in histories])
        order = np.argsort(items, kind="stable")
        rows, starts, counts = np.unique(items[order], return_index=True, return_counts=True)
        return cls(
            people[order], values[order], rows, starts, starts + counts, float(values.mean())
        )

    @property
    def counts(self) -> Rows:
        return self.ends - self.starts


def _first(
    histories: Sequence[History], n: int, width: int, variance: float, config: FactorConfig
) -> _Items:
    """Shrunken mean values as bᵢ, a little noise as zᵢ."""
    sums, counts = np.zeros(n), np.zeros(n)
    centre = float(np.concatenate([values for _, values in histories]).mean())
    for rows, values in histories:
        mood = (values - centre).sum() / (len(values) + config.settle)
        np.add.at(sums, rows, values - centre - mood)
        np.add.at(counts, rows, 1)
    drawn = np.random.default_rng(config.seed).standard_normal((n, config.dim))
    factors = 0.3 * np.sqrt(variance) * drawn
    features = np.column_stack([np.ones(n), sums / (counts + config.settle), factors])
    tau = np.append(0.1, np.full(config.dim, 0.05)) * variance
    spreads = np.broadcast_to(0.02 * variance * np.eye(config.dim + 1), (n, len(tau), len(tau)))
    return _Items(features, spreads.copy(), np.zeros((width, len(tau))), tau)


def _people(
    histories: Sequence[History], items: _Items, mean: Floats, covariance: Floats, noise: float
) -> _People:
    """Bayesian linear regression of each person's values (Bishop 2006, eqs. 3.50 and 3.51)."""
    precision = np.linalg.inv(covariance)
    noises = noise + _uncertainty(items, mean, covariance)
    means, moments = [], []
    for rows, values in histories:
        x, weights = items.features[rows], 1 / noises[rows]
        spread = np.linalg.inv(precision + (x * weights[:, None]).T @ x)
        means.append(spread @ (precision @ mean + x.T @ (values * weights)))
        moments.append(spread + np.outer(means[-1], means[-1]))
    centre = np.mean(means, axis=0)
    return _People(
        np.stack(means),
        np.stack(moments),
        centre,
        np.mean(moments, axis=0) - np.outer(centre, centre),
    )


def _rescaled(people: _People) -> _People:
    """The same model with mean weight 1 on b and unit variances on z, so that nothing drifts."""
    scale = np.sqrt(np.diag(people.covariance))
    scale[0], scale[1] = 1.0, people.mean[1]
    outer = np.outer(scale, scale)
    return _People(
        people.means / scale, people.moments / outer, people.mean / scale, people.covariance / outer
    )


def _items(votes: _Votes, items: _Items, inputs: Floats, people: _People, noise: float) -> _Items:
    features, spreads = items.features.copy(), items.spreads.copy()
    expected = inputs @ items.weights
    precision = np.diag(1 / items.tau)
    for row, start, end in zip(votes.rows, votes.starts, votes.ends, strict=True):
        who = votes.people[start:end]
        moment, seen = (
            people.moments[who].sum(axis=0),
            people.means[who].T @ votes.values[start:end],
        )
        spread = np.linalg.inv(precision + moment[1:, 1:] / noise)
        told = (seen[1:] - moment[1:, 0]) / noise + expected[row] / items.tau
        features[row, 1:], spreads[row] = spread @ told, spread
    return replace(items, features=features, spreads=spreads)


def _mapped(items: _Items, votes: _Votes, inputs: Floats, config: FactorConfig) -> _Items:
    """Ridge regression from text to factors; items without votes go where it says."""
    rows, counts = votes.rows, votes.counts
    shares = (counts / (counts + config.settle))[:, None]
    held = config.ridge * np.eye(inputs.shape[1])
    held[0, 0] = 0
    known, found = inputs[rows], items.features[rows, 1:]
    weights: Floats = np.asarray(
        np.linalg.solve((known * shares).T @ known + held, (known * shares).T @ found)
    )
    expected = inputs @ weights
    spread = np.diagonal(items.spreads[rows], axis1=1, axis2=2)
    tau: Floats = ((found - expected[rows]) ** 2 + spread).mean(axis=0)
    new = np.ones(len(inputs), dtype=np.bool_)
    new[rows] = False
    features, spreads = items.features.copy(), items.spreads.copy()
    features[new, 1:], spreads[new] = expected[new], np.diag(tau)
    return _Items(features, spreads, weights, tau)


def _uncertainty(items: _Items, mean: Floats, covariance: Floats) -> Floats:
    """tr(Vᵢ E[wwᵀ]): how far an item's value may lie off for want of votes on it."""
    return np.asarray(np.einsum("nij,ij->n", items.spreads, _moment(mean, covariance)))


def _moment(mean: Floats, covariance: Floats) -> Floats:
    return (covariance + np.outer(mean, mean))[1:, 1:]
