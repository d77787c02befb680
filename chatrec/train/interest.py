"""Which items are chosen by the same people: factors of who liked what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Rows

Floats = NDArray[np.float64]


def interest_factors(
    liked: Sequence[Rows], n: int, dim: int, settle: float = 5.0, sweeps: int = 8, seed: int = 0
) -> Floats:
    """The leading right singular vectors, scaled by their singular values, of the matrix with
    1 / √(likes of u · (likes of i + `settle`)) where u liked i; mean square length 1 an item.

    PureSVD (Cremonesi et al. 2010) on the normalised matrix, found by subspace iteration (Halko,
    Martinsson and Tropp 2011, algorithm 4.4). *Shape:* ``(n, dim)``.
    """
    chosen = _Chosen.of(liked, n, settle)
    dim = min(dim, len(liked), n)
    axes = np.random.default_rng(seed).standard_normal((n, dim))
    for _ in range(sweeps):
        axes, _ = np.linalg.qr(chosen.back(chosen.on(axes)))
    _, values, turn = np.linalg.svd(chosen.on(axes), full_matrices=False)
    factors = axes @ turn.T * values
    return np.asarray(factors / np.sqrt(max((factors**2).sum(axis=1).mean(), 1e-12)))


@dataclass(frozen=True, eq=False)
class _Chosen:
    """A sparse matrix of people by items."""

    shape: tuple[int, int]
    people: Rows
    items: Rows
    weights: Floats

    @classmethod
    def of(cls, liked: Sequence[Rows], n: int, settle: float) -> _Chosen:
        people = np.repeat(np.arange(len(liked)), [len(rows) for rows in liked])
        items = np.concatenate(liked)
        by_person, by_item = np.bincount(people), np.bincount(items)
        weights = 1 / np.sqrt(by_person[people] * (by_item[items] + settle))
        return cls((len(liked), n), people, items, weights)

    def on(self, matrix: Floats) -> Floats:
        found = np.zeros((self.shape[0], matrix.shape[1]))
        np.add.at(found, self.people, self.weights[:, None] * matrix[self.items])
        return found

    def back(self, matrix: Floats) -> Floats:
        found = np.zeros((self.shape[1], matrix.shape[1]))
        np.add.at(found, self.items, self.weights[:, None] * matrix[self.people])
        return found
