"""Sparse rows: what a term, an item or an earlier turn says about the items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chatrec.types import Vector

Tensor: TypeAlias = NDArray[Any]
"""An array as a file holds it: of any shape and kind."""


@dataclass(frozen=True, eq=False)
class SparseRows:
    """Compressed sparse rows. Row r holds `values[starts[r]:starts[r + 1]]` at `columns[...]`."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Vector
    width: int

    @classmethod
    def of(cls, rows: Sequence[Mapping[int, float]], width: int) -> SparseRows:
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
        columns = np.fromiter((c for row in rows for c in row), dtype=np.int32)
        values = np.fromiter((v for row in rows for v in row.values()), dtype=np.float32)
        return cls(starts, columns, values, width)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def total(self, weights: Mapping[int, float]) -> Vector:
        """The weighted sum of the rows. *Shape:* ``(width,)``."""
        summed = np.zeros(self.width, dtype=np.float32)
        for row, weight in weights.items():
            at = slice(self.starts[row], self.starts[row + 1])
            summed[self.columns[at]] += weight * self.values[at]
        return summed

    def turned(self) -> SparseRows:
        """The transpose."""
        owners = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=self.width)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return SparseRows(starts, owners[order], self.values[order], len(self))

    def tensors(self, name: str) -> dict[str, Tensor]:
        """The arrays under names that `read` finds."""
        return {
            f"{name}.starts": self.starts,
            f"{name}.columns": self.columns,
            f"{name}.values": self.values.astype(np.float16),
        }

    @classmethod
    def read(cls, tensors: Mapping[str, Tensor], name: str, width: int) -> SparseRows:
        return cls(
            tensors[f"{name}.starts"].astype(np.int64),
            tensors[f"{name}.columns"].astype(np.int32),
            tensors[f"{name}.values"].astype(np.float32),
            width,
        )
