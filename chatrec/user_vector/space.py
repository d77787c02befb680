"""The space in which tastes live: what is believed before the first vote, and how items lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Matrix, Rows, Vector
from chatrec.user_vector.facets import Facets

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Known:
    """The items that have a history of feedback.

    *Shape:* features ``(n, d)``, offsets and noises ``(n,)``: what is added to the expected value
    of each, and the variance of one vote on it.
    """

    ids: tuple[str, ...]
    features: Matrix
    offsets: Vector
    noises: Vector


@dataclass(frozen=True, eq=False)
class TasteSpace:
    """A person's weights are w ~ N(mean, covariance); of an item with features x they are expected
    to hold the value x·w plus its offset, where 1 is the best and -1 the worst.

    *Shape:* mean ``(d,)``, covariance ``(d, d)``. `projection` ``(1 + dim, d)`` maps 1 and the
    vector of an item without history, its `facets` behind it, to features; a vote on it has
    variance `noise`. The dims
    from `interest` on tell which items a person chooses, the ones before how they value them: the
    former learn from what was liked only, as an observation of `target` with variance `spread`.
    `slope` turns values into logits. `retention`, in [0, 1], is what a vote leaves of everything
    learned before it: below 1 a taste may drift.
    """

    mean: Floats
    covariance: Floats
    projection: Matrix
    noise: float
    interest: int
    target: float = 0.0
    spread: float = 1.0
    slope: float = 1.0
    retention: float = 1.0
    known: Known | None = None
    facets: Facets | None = None

    @property
    def dim(self) -> int:
        return len(self.mean)


@dataclass(frozen=True)
class UntrainedConfig:
    """`dim` directions of the texts are kept. Variances of what a vote says: that of a person's
    general mood, that of how much the text decides, and what neither explains. The last is so
    small that the first thumb-down is felt among the near relatives of the item; what that gains
    and costs is in docs/learning.md."""

    dim: int = 64
    mood: float = 0.05
    text: float = 0.6
    noise: float = 0.2
    slope: float = 2.0


def untrained(items: Matrix, config: UntrainedConfig | None = None) -> TasteSpace:
    """A space for a catalogue without any feedback, from the vectors ``(n, dim)`` of its items.

    Features are their principal components (Pearson 1901), so that an item differs from another
    by what sets the items of this catalogue apart; tastes are taken as equally likely in every
    direction of the text space, the prior of a Gaussian process with a linear kernel (Rasmussen
    and Williams 2006, eq. 2.10).
    """
    config = config or UntrainedConfig()
    centre = items.mean(axis=0)
    axes = principal_axes(items - centre, config.dim - 1)
    spread = ((items - centre) @ axes).astype(np.float64)
    unit = max(float((spread**2).sum(axis=1).mean()), 1e-12)
    variances = np.full(axes.shape[1], config.text / unit)
    projection = np.zeros((1 + items.shape[1], 1 + axes.shape[1]), dtype=np.float32)
    projection[0, 0] = 1.0
    projection[1:, 1:] = axes
    projection[0, 1:] = -centre @ axes
    return TasteSpace(
        np.zeros(len(variances) + 1),
        np.diag(np.append(config.mood, variances)),
        projection,
        config.noise,
        len(variances) + 1,
        slope=config.slope,
    )


def principal_axes(centred: Matrix, most: int) -> Matrix:
    """The directions of largest variance, at most as many as there are. *Shape:* ``(dim, k)``."""
    scatter = centred.astype(np.float64).T @ centred
    variances, axes = np.linalg.eigh(scatter)
    kept = np.flatnonzero(variances > 1e-9 * max(variances[-1], 1e-12))[::-1][:most]
    largest = np.abs(axes[:, kept]).argmax(axis=0)
    signs = np.sign(axes[largest, kept])
    return np.asarray(axes[:, kept] * signs, dtype=np.float32)


class ItemFeatures:
    """The features of every row, those of an item without history from its vector."""

    def __init__(
        self,
        space: TasteSpace,
        rows_of: Callable[[Sequence[str]], Rows],
        vectors: Callable[[Rows], Matrix],
        n: int,
    ) -> None:
        """`n` rows are held; rows that are added later are projected when they are asked for."""
        self._space = space
        self._vectors = vectors
        self._features = self._projected(np.arange(n))
        self._offsets = np.zeros(n, dtype=np.float32)
        self._noises = np.full(n, space.noise, dtype=np.float32)
        if space.known is not None:
            self._place(space.known, rows_of)

    def features(self, rows: Rows) -> Matrix:
        """*Shape:* ``(len(rows), d)``."""
        if len(rows) == 0 or rows.max() < len(self._features):
            return self._features[rows]
        late = rows >= len(self._features)
        found = np.empty((len(rows), self._space.dim), dtype=np.float32)
        found[~late] = self._features[rows[~late]]
        found[late] = self._projected(rows[late])
        return found

    def offsets(self, rows: Rows) -> Vector:
        return _held(self._offsets, rows, 0.0)

    def noises(self, rows: Rows) -> Vector:
        return _held(self._noises, rows, self._space.noise)

    def _place(self, known: Known, rows_of: Callable[[Sequence[str]], Rows]) -> None:
        place = {item_id: n for n, item_id in enumerate(known.ids)}
        here = [(rows_of([item_id]), n) for item_id, n in place.items()]
        found = [(int(row[0]), n) for row, n in here if len(row) and row[0] < len(self._features)]
        rows, places = np.array(found, dtype=np.int64).reshape(-1, 2).T
        self._features[rows] = known.features[places]
        self._offsets[rows] = known.offsets[places]
        self._noises[rows] = known.noises[places]

    def _projected(self, rows: Rows) -> Matrix:
        projection = self._space.projection
        return np.asarray(projection[0] + self._vectors(rows) @ projection[1:], dtype=np.float32)


def _held(values: Vector, rows: Rows, otherwise: float) -> Vector:
    held = rows < len(values)
    found = values[np.where(held, rows, 0)]
    return found if held.all() else np.where(held, found, np.float32(otherwise))
