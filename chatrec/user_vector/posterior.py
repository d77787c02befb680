"""A person's taste as a Gaussian posterior: Bayesian linear regression, one vote at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from chatrec.types import Feedback, Kind, Matrix, Rows, UserVector, Vector
from chatrec.user_vector.space import Floats, ItemFeatures, TasteSpace

_NOISE: Mapping[Kind, float] = {
    "rating": 1.0,
    "purchase": 1.0,
    "thumb": 2.0,
    "click": 8.0,
    "dwell": 8.0,
    "skip": 8.0,
}


@dataclass(frozen=True)
class PosteriorConfig:
    """`noise` is how many times the variance of a rating each kind of vote has, `liked` the value
    from which a vote tells of interest."""

    noise: Mapping[Kind, float] = field(default_factory=lambda: _NOISE)
    liked: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What one observation y = x·w + ε moves: the mean by `gain` times y − x·m, the covariance by
    − r rᵀ with r = `reduction`."""

    x: Floats
    y: float
    gain: Floats
    reduction: Floats


class PosteriorLearner:
    """The learner and the taste of the chat.

    An observation y of features x with variance σ² moves N(m, S) to
    m + k (y − x·m), S − k kᵀ (xᵀSx + σ²) with k = Sx / (xᵀSx + σ²)
    (Kalman 1960; Bishop 2006, eq. 3.50 by the Woodbury identity): exact, in any order the same.
    Where the space's `retention` ρ is below 1, a vote that tells anything starts from
    m₀ + ρ(m − m₀), ρ²S + (1 − ρ²)S₀: tastes then follow an Ornstein-Uhlenbeck process whose
    stationary law is the prior (Uhlenbeck and Ornstein 1930).
    """

    def __init__(
        self,
        space: TasteSpace,
        rows_of: Callable[[Sequence[str]], Rows],
        vectors: Callable[[Rows], Matrix],
        n: int,
        config: PosteriorConfig | None = None,
    ) -> None:
        """`rows_of` gives the rows of those ids that are here, `vectors` the unit vectors of rows,
        of which there are `n` now."""
        self._space = space
        self._rows_of = rows_of
        self._items = ItemFeatures(space, rows_of, vectors, n)
        self._config = config or PosteriorConfig()
        self._precision = np.linalg.inv(space.covariance)
        self._prior = _belief(space.mean, space.covariance, 0)

    @property
    def name(self) -> str:
        """Tells vectors that are comparable from others: another space has another name."""
        digest = hashlib.sha256(repr((self._config, self._space.retention)).encode())
        parts = [self._space.mean, self._space.covariance, self._space.projection]
        if self._space.known is not None:
            parts.append(self._space.known.features)
        for part in parts:
            digest.update(np.ascontiguousarray(part).tobytes())
        return f"posterior-{digest.hexdigest()[:16]}"

    @property
    def space(self) -> TasteSpace:
        return self._space

    @property
    def slope(self) -> float:
        """Scores are expected values times this."""
        return self._space.slope

    def prior(self) -> UserVector:
        return self._prior

    def update(self, user: UserVector, feedback: Feedback) -> UserVector:
        observed = tuple(self._observations(feedback))
        start, kept = self._space.mean, self._space.retention if observed else 1.0
        mean = start + kept * (np.asarray(user.mean, dtype=np.float64) - start)
        covariance = self._relaxed(_covariance(user)) if observed else _covariance(user)
        for x, y, variance in observed:
            step = _step(covariance, x, y, variance)
            mean = mean + step.gain * (y - float(x @ mean))
            covariance = covariance - np.outer(step.reduction, step.reduction)
        return _belief(mean, covariance, user.n + 1)

    def fold(self, votes: Sequence[Feedback]) -> UserVector:
        """All votes at once: S = (S₀⁻¹ + Σ x xᵀ/σ²)⁻¹, m = m₀ + S Σ x (y − x·m₀)/σ²
        (Bishop 2006, eqs. 3.50 and 3.51); with drift, one after the other."""
        if self._space.retention != 1 or not votes:
            return reduce(self.update, votes, self._prior)
        told = [one for vote in votes for one in self._observations(vote)]
        if not told:
            return _belief(self._space.mean, self._space.covariance, len(votes))
        x, y, variances = (np.array(part) for part in zip(*told, strict=True))
        weighted = x / variances[:, None]
        covariance = np.linalg.inv(self._precision + weighted.T @ x)
        covariance = (covariance + covariance.T) / 2
        moved = covariance @ (weighted.T @ (y - x @ self._space.mean))
        return _belief(self._space.mean + moved, covariance, len(votes))

    def score(self, user: UserVector, rows: Rows) -> Vector:
        mean = user.mean.astype(np.float32)
        expected = self._items.features(rows) @ mean + self._items.offsets(rows)
        return np.asarray(self._space.slope * expected, dtype=np.float32)

    def deviations(self, user: UserVector, rows: Rows) -> Vector:
        """The standard deviations of the scores: what is not known of the person's taste yet."""
        features, covariance = self._items.features(rows), _covariance(user)
        variances = np.einsum("nd,nd->n", features @ covariance, features)
        return np.asarray(self._space.slope * np.sqrt(np.maximum(variances, 0)), dtype=np.float32)

    def draws(self, user: UserVector, n: int, seed: int) -> tuple[UserVector, ...]:
        """Tastes drawn from the posterior, to explore by (Thompson 1933)."""
        covariance = _covariance(user)
        drawn = np.random.default_rng(seed).multivariate_normal(
            user.mean, covariance, size=n, method="cholesky"
        )
        return tuple(_belief(one, covariance, user.n) for one in drawn)

    def shares(self, votes: Sequence[Feedback], rows: Rows) -> Matrix:
        """What each vote adds to the score of each row, through the posterior.

        m − m₀ is linear in the innovations yₜ − xₜ·m₀: each one's part is its gain, carried
        through the factors ρ(I − k xᵀ) of all later steps.
        """
        shares = np.zeros((len(votes), len(rows)))
        left = self._space.slope * self._items.features(rows).astype(np.float64)
        for n, steps in reversed(list(enumerate(self._steps(votes)))):
            for step in reversed(steps):
                weights = left @ step.gain
                shares[n] += weights * (step.y - float(step.x @ self._space.mean))
                left = left - np.outer(weights, step.x)
            left = self._space.retention * left if steps else left
        return np.asarray(shares, dtype=np.float32)

    def _steps(self, votes: Sequence[Feedback]) -> Iterator[tuple[_Step, ...]]:
        """The steps of each vote; they do not depend on the means."""
        covariance = self._space.covariance
        for vote in votes:
            observed, steps = tuple(self._observations(vote)), []
            covariance = self._relaxed(covariance) if observed else covariance
            for x, y, variance in observed:
                steps.append(_step(covariance, x, y, variance))
                covariance = covariance - np.outer(steps[-1].reduction, steps[-1].reduction)
            yield tuple(steps)

    def _relaxed(self, covariance: Floats) -> Floats:
        kept = self._space.retention**2
        return covariance if kept == 1 else kept * covariance + (1 - kept) * self._space.covariance

    def _observations(self, vote: Feedback) -> Iterator[tuple[Floats, float, float]]:
        """What a vote tells: features, the value observed and its variance; nothing of an item
        that is no longer here."""
        row, factor = self._rows_of([vote.item]), self._config.noise.get(vote.kind)
        if len(row) == 0 or factor is None:
            return
        space, features = self._space, self._items.features(row)[0].astype(np.float64)
        valued, chosen = features.copy(), features
        valued[space.interest :] = 0
        yield valued, vote.value, factor * float(self._items.noises(row)[0])
        if space.interest < space.dim and vote.value >= self._config.liked:
            chosen[: space.interest] = 0
            yield chosen, space.target, factor * space.spread


def _step(covariance: Floats, x: Floats, y: float, variance: float) -> _Step:
    spread = covariance @ x
    total = float(x @ spread) + variance
    return _Step(x, y, spread / total, spread / np.sqrt(total))


def _covariance(user: UserVector) -> Floats:
    return np.asarray(user.covariance, dtype=np.float64)


def _belief(mean: Floats, covariance: Floats, n: int) -> UserVector:
    """Kept in double precision, so that a fold and the steps that led to it agree."""
    return UserVector(mean, covariance, n)  # type: ignore[arg-type]
