"""FAISS over unit vectors: the only reader and writer of item vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from chatrec.errors import IndexingError
from chatrec.types import Candidates, Mask, Matrix, Rows, Vector

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True)
class IndexConfig:
    """When to search exactly and when through a graph (HNSW, Malkov and Yashunin 2018).

    `exact_below` items are searched exactly. Above, the graph has `links` edges a node and looks
    at `breadth` of them a search; a filter that leaves fewer than `exact_allowed` rows is searched
    exactly all the same, for a graph loses recall when most of its nodes are forbidden.
    """

    exact_below: int = 50_000
    links: int = 32
    construction: int = 80
    breadth: int = 256
    exact_allowed: int = 10_000


class FaissIndex:
    """Inner-product search; rows are given out in order and never used twice.

    FAISS allows any number of searches or one writer, so a lock guards each call.
    """

    def __init__(self, faiss_index: faiss.Index, config: IndexConfig | None = None) -> None:
        self._faiss = faiss_index
        self._config = config or IndexConfig()
        self._alive = np.ones(faiss_index.ntotal, dtype=np.bool_)
        self._lock = threading.Lock()
        self._gpu = _on_gpu(faiss_index)

    @classmethod
    def build(cls, vectors: Matrix, config: IndexConfig | None = None) -> FaissIndex:
        """An index of unit vectors ``(n, dim)``; raises IndexingError when they are not finite."""
        import faiss

        config = config or IndexConfig()
        _check(vectors, vectors.shape[-1])
        if len(vectors) < config.exact_below:
            built = faiss.IndexFlatIP(vectors.shape[1])
        else:
            built = faiss.IndexHNSWFlat(vectors.shape[1], config.links, faiss.METRIC_INNER_PRODUCT)
            built.hnsw.efConstruction = config.construction
        built.add(np.ascontiguousarray(vectors))
        return cls(built, config)

    @classmethod
    def read(cls, path: Path, config: IndexConfig | None = None) -> FaissIndex:
        """The index in that file; raises IndexingError when FAISS cannot read it."""
        import faiss

        try:
            return cls(faiss.read_index(str(path)), config)
        except RuntimeError as error:
            raise IndexingError(f"{path} is no FAISS index: build it again") from error

    def write(self, path: Path) -> None:
        import faiss

        with self._lock:
            faiss.write_index(self._faiss, str(path))

    def __len__(self) -> int:
        return int(self._alive.sum())

    @property
    def dim(self) -> int:
        return int(self._faiss.d)

    def add(self, vectors: Matrix) -> Rows:
        """The rows that the vectors got."""
        _check(vectors, self.dim)
        with self._lock:
            first = self._faiss.ntotal
            self._faiss.add(np.ascontiguousarray(vectors))
            self._alive = np.append(self._alive, np.ones(len(vectors), dtype=np.bool_))
            self._gpu = _on_gpu(self._faiss)
        return np.arange(first, first + len(vectors), dtype=np.int64)

    def remove(self, rows: Rows) -> None:
        """Take rows out of every later search; their numbers are not used again."""
        with self._lock:
            alive = self._alive.copy()
            alive[rows] = False
            self._alive = alive

    def replace(self, rows: Rows, vectors: Matrix) -> Rows:
        """New vectors for those rows, under the new rows that are returned."""
        added = self.add(vectors)
        self.remove(rows)
        return added

    def vectors(self, rows: Rows) -> Matrix:
        with self._lock:
            if len(rows) == 0:
                return np.empty((0, self.dim), dtype=np.float32)
            return np.asarray(self._faiss.reconstruct_batch(rows), dtype=np.float32)

    def search(self, vector: Vector, k: int, allowed: Mask | None = None) -> Candidates:
        """See `protocols.Index`; rows past the end of a shorter mask are not allowed.

        Raises IndexingError when the vector has another dimension or is not finite.
        """
        _check(vector[None], self.dim)
        mask = self._mask(allowed)
        k = min(k, int(mask.sum()))
        if k <= 0:
            return Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
        if not _is_flat(self._faiss) and mask.sum() < self._config.exact_allowed:
            return self._among(np.flatnonzero(mask), vector, k)
        return self._through_faiss(vector, k, mask)

    def _among(self, rows: Rows, vector: Vector, k: int) -> Candidates:
        return _best(rows, self.vectors(rows) @ vector, k)

    def _through_faiss(self, vector: Vector, k: int, mask: Mask) -> Candidates:
        with self._lock:
            if self._gpu is not None and mask.all() and len(mask) == self._faiss.ntotal:
                scores, rows = self._gpu(vector[None], k)
            else:
                scores, rows = self._faiss.search(vector[None], k, params=self._parameters(mask, k))
        found = rows[0] >= 0
        return _best(rows[0][found], scores[0][found], k)

    def _parameters(self, mask: Mask, k: int) -> Any:
        import faiss

        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if _is_flat(self._faiss):
            return faiss.SearchParameters(sel=selector)
        return faiss.SearchParametersHNSW(sel=selector, efSearch=max(self._config.breadth, 2 * k))

    def _mask(self, allowed: Mask | None) -> Mask:
        mask = self._alive.copy()
        if allowed is not None:
            mask[: len(allowed)] &= allowed[: len(mask)]
            mask[len(allowed) :] = False
        return mask


def _best(rows: Rows, scores: Vector, k: int) -> Candidates:
    order = np.lexsort((rows, -scores))[:k]
    return Candidates(rows[order].astype(np.int64), scores[order].astype(np.float32))


def _is_flat(index: faiss.Index) -> bool:
    return hasattr(index, "get_xb")


def _check(vectors: Matrix, dim: int) -> None:
    if vectors.ndim != 2 or vectors.shape[1] != dim:
        raise IndexingError(f"expected vectors of {dim} dims, got shape {vectors.shape}")
    if not np.isfinite(vectors).all():
        raise IndexingError("a vector is not finite: encode its text again")


def _on_gpu(index: faiss.Index) -> Callable[[Matrix, int], tuple[Matrix, Any]] | None:
    """A search of the whole index on the first GPU, when faiss-gpu is installed and sees one.

    Filtered searches stay on the CPU, for FAISS's GPU indexes take no IDSelector, and so do graphs,
    of which FAISS has none for GPUs.
    """
    import faiss

    if not hasattr(faiss, "StandardGpuResources") or faiss.get_num_gpus() == 0:
        return None
    if not _is_flat(index):
        return None
    resources = faiss.StandardGpuResources()
    copy = faiss.index_cpu_to_gpu(resources, 0, index)
    return lambda vectors, k: copy.search(vectors, min(k, 2048))
