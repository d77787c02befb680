"""The online update of a person's taste: pure maths over the vectors of the items they judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from chatrec.types import Feedback, Matrix, Rows, UserVector, Vector

Lookup = Callable[[str], Vector]
"""An item's taste vector by id; zeros for an item that is no longer in the catalogue."""


@dataclass(frozen=True)
class GradientConfig:
    """θ ← θ − η∇L − ηλθ: `rate` is η, `decay` λ; a step is never longer than `bound`."""

    rate: float = 1.0
    decay: float = 0.02
    bound: float = 0.5


class GradientLearner:
    """Stochastic gradient descent on the logistic loss log(1 + exp(−y θ·x)) of each observation.

    The update is θ ← θ − η∇L − ηλθ with ∇L = −y σ(−y θ·x) x, weighted by |value|
    (Robbins and Monro 1951; weight decay as in Loshchilov and Hutter 2019, eq. 2).
    """

    def __init__(
        self,
        lookup: Lookup,
        vectors: Callable[[Rows], Matrix],
        dim: int,
        config: GradientConfig | None = None,
    ) -> None:
        """`vectors` gives the taste vectors of rows, `lookup` that of one item by its id."""
        self._lookup = lookup
        self._vectors = vectors
        self._dim = dim
        self._config = config or GradientConfig()

    def prior(self) -> UserVector:
        return UserVector(np.zeros(self._dim, dtype=np.float32))

    def update(self, user: UserVector, feedback: Feedback) -> UserVector:
        item = self._lookup(feedback.item)
        step = self._step(float(user.mean @ item), feedback, item)
        kept = 1.0 - self._config.rate * self._config.decay
        return UserVector((kept * user.mean + step * item).astype(np.float32), None, user.n + 1)

    def fold(self, votes: Sequence[Feedback]) -> UserVector:
        return reduce(self.update, votes, self.prior())

    def score(self, user: UserVector, rows: Rows) -> Vector:
        return np.asarray(self._vectors(rows) @ user.mean, dtype=np.float32)

    def shares(self, votes: Sequence[Feedback], rows: Rows) -> Matrix:
        """θ is a weighted sum of the judged items' vectors, so each vote's part is exact."""
        steps = self._steps(votes)
        if not votes:
            return np.zeros((0, len(rows)), dtype=np.float32)
        judged = np.stack([self._lookup(vote.item) for vote in votes])
        return np.asarray(steps[:, None] * (judged @ self._vectors(rows).T), dtype=np.float32)

    def _steps(self, votes: Sequence[Feedback]) -> Vector:
        kept = 1.0 - self._config.rate * self._config.decay
        steps, user = np.zeros(len(votes), dtype=np.float32), self.prior()
        for n, vote in enumerate(votes):
            item = self._lookup(vote.item)
            steps *= kept
            steps[n] = self._step(float(user.mean @ item), vote, item)
            user = self.update(user, vote)
        return steps

    def _step(self, margin: float, feedback: Feedback, item: Vector) -> float:
        """The signed length of −η∇L along the item's vector, at most `bound` long."""
        value = feedback.value
        sign = 1.0 if value >= 0 else -1.0
        slope = value / (1.0 + float(np.exp(np.clip(sign * margin, -30, 30))))
        limit = self._config.bound / max(float(np.linalg.norm(item)), 1e-12)
        return float(np.clip(self._config.rate * slope, -limit, limit))
