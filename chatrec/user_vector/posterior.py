"""A person's taste as a Gaussian posterior: Bayesian linear regression, one vote at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
    from which a vote tells of interest. `retention` is what one vote leaves of everything learned
    before it: below 1 a taste may drift."""

    noise: Mapping[Kind, float] = field(default_factory=lambda: _NOISE)
    liked: float = 0.5
    retention: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One observation y = x·w + ε, ε ~ N(0, variance), and the gain with which it was taken up."""

    x: Floats
    gain: Floats
    surprise: float


class PosteriorLearner:
    """The learner and the taste of the chat.

    An observation y of features x with variance σ² moves N(m, S) to
    m + k (y − x·m), S − k kᵀ (xᵀSx + σ²) with k = Sx / (xᵀSx + σ²)
    (Kalman 1960; Bishop 2006, eq. 3.50 by the Woodbury identity): exact, in any order the same.
    With `retention` ρ < 1 it starts from m₀ + ρ(m − m₀), ρ²S + (1 − ρ²)S₀: tastes then follow an
    Ornstein-Uhlenbeck process whose stationary law is the prior (Uhlenbeck and Ornstein 1930).
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
        self._prior = _belief(space.mean, space.covariance, 0)

    @property
    def name(self) -> str:
        """Tells vectors that are comparable from others: another space has another name."""
        digest = hashlib.sha256(repr(self._config).encode())
        for part in (self._space.mean, self._space.covariance, self._space.projection):
            digest.update(np.ascontiguousarray(part).tobytes())
        return f"posterior-{digest.hexdigest()[:16]}"

    def prior(self) -> UserVector:
        return self._prior

    def update(self, user: UserVector, feedback: Feedback) -> UserVector:
        mean, covariance = self._relaxed(user)
        for x, y, variance in self._observations(feedback):
            step = _step(mean, covariance, x, y, variance)
            mean = mean + step.gain * step.surprise
            covariance = covariance - np.outer(step.gain, covariance @ x)
        return _belief(mean, _symmetric(covariance), user.n + 1)

    def score(self, user: UserVector, rows: Rows) -> Vector:
        expected = self._items.features(rows) @ user.mean + self._items.offsets(rows)
        return np.asarray(self._space.slope * expected, dtype=np.float32)

    def deviations(self, user: UserVector, rows: Rows) -> Vector:
        """The standard deviations of the scores: what is not known of the person's taste yet."""
        features, covariance = self._items.features(rows), user.covariance
        variances = np.einsum("nd,nd->n", features @ covariance, features)
        return np.asarray(self._space.slope * np.sqrt(np.maximum(variances, 0)), dtype=np.float32)

    def draw(self, user: UserVector, seed: int) -> UserVector:
        """A taste drawn from the posterior, to explore by (Thompson 1933)."""
        drawn = np.random.default_rng(seed).multivariate_normal(
            user.mean, np.asarray(user.covariance, dtype=np.float64), method="cholesky"
        )
        return _belief(drawn, np.asarray(user.covariance, dtype=np.float64), user.n)

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
                shares[n] += weights * step.surprise
                left = left - np.outer(weights, step.x)
            left = self._config.retention * left
        return np.asarray(shares, dtype=np.float32)

    def _steps(self, votes: Sequence[Feedback]) -> Iterator[tuple[_Step, ...]]:
        """The steps of each vote, each with its surprise in the eyes of the prior."""
        user = self._prior
        for vote in votes:
            mean, covariance = self._relaxed(user)
            steps = []
            for x, y, variance in self._observations(vote):
                step = _step(self._space.mean, covariance, x, y, variance)
                covariance = covariance - np.outer(step.gain, covariance @ x)
                steps.append(step)
            yield tuple(steps)
            user = _belief(mean, _symmetric(covariance), user.n + 1)

    def _relaxed(self, user: UserVector) -> tuple[Floats, Floats]:
        mean = np.asarray(user.mean, dtype=np.float64)
        covariance = np.asarray(user.covariance, dtype=np.float64)
        kept = self._config.retention
        if kept == 1:
            return mean, covariance
        start, spread = self._space.mean, self._space.covariance
        return start + kept * (mean - start), kept**2 * covariance + (1 - kept**2) * spread

    def _observations(self, vote: Feedback) -> Iterator[tuple[Floats, float, float]]:
        """What a vote tells: features, the value observed and its variance; nothing of an item
        that is no longer here."""
        row = self._rows_of([vote.item])
        factor = self._config.noise.get(vote.kind)
        if len(row) == 0 or factor is None:
            return
        space, features = self._space, self._items.features(row)[0].astype(np.float64)
        valued = features.copy()
        valued[space.interest :] = 0
        offset, noise = 0.0, float(self._items.noises(row)[0])
        yield valued, vote.value - offset, factor * noise
        if space.interest < space.dim and vote.value >= self._config.liked:
            features[: space.interest] = 0
            yield features, space.target, factor * space.spread


def _step(mean: Floats, covariance: Floats, x: Floats, y: float, variance: float) -> _Step:
    spread = covariance @ x
    gain = spread / (float(x @ spread) + variance)
    return _Step(x, gain, y - float(x @ mean))


def _symmetric(covariance: Floats) -> Floats:
    return (covariance + covariance.T) / 2


def _belief(mean: Floats, covariance: Floats, n: int) -> UserVector:
    """Kept in double precision, so that a fold and the steps that led to it agree."""
    return UserVector(mean, covariance, n)  # type: ignore[arg-type]
