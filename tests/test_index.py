from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from chatrec.errors import IndexingError
from chatrec.index import FaissIndex, IndexConfig
from chatrec.types import Matrix
from tests.laws import check_index

GRAPH = IndexConfig(exact_below=10, exact_allowed=2)


def unit(n: int, dim: int = 16, seed: int = 0) -> Matrix:
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.mark.parametrize("config", [IndexConfig(), GRAPH], ids=["exact", "graph"])
def test_laws(config: IndexConfig) -> None:
    vectors = unit(40)
    check_index(FaissIndex.build(vectors, config), vectors)


@pytest.mark.gpu
@pytest.mark.parametrize("config", [IndexConfig(), GRAPH], ids=["exact", "graph"])
def test_laws_on_gpu(config: IndexConfig) -> None:
    import faiss

    if not hasattr(faiss, "StandardGpuResources") or faiss.get_num_gpus() == 0:
        pytest.skip("needs faiss-gpu and a visible GPU")
    vectors = unit(40)
    check_index(FaissIndex.build(vectors, config), vectors)


def test_graph_recall_under_a_filter() -> None:
    vectors = unit(3000, 32)
    index, exact = FaissIndex.build(vectors, GRAPH), FaissIndex.build(vectors)
    allowed = np.arange(3000) % 3 == 0
    found = sum(
        len(
            np.intersect1d(
                index.search(query, 10, allowed).rows, exact.search(query, 10, allowed).rows
            )
        )
        for query in unit(20, 32, seed=1)
    )
    assert found / 200 >= 0.95


def test_a_few_allowed_rows_are_searched_exactly() -> None:
    vectors = unit(500)
    index = FaissIndex.build(vectors, IndexConfig(exact_below=10, exact_allowed=50))
    allowed = np.zeros(500, dtype=np.bool_)
    allowed[[10, 400]] = True
    assert set(index.search(vectors[0], 5, allowed).rows.tolist()) == {10, 400}


@pytest.mark.parametrize("config", [IndexConfig(), GRAPH], ids=["exact", "graph"])
def test_add_replace_and_remove_show_at_once(config: IndexConfig) -> None:
    vectors, new = unit(30), unit(2, seed=5)
    index = FaissIndex.build(vectors, config)
    added = index.add(new)
    assert index.search(new[0], 1).rows.tolist() == [30]
    moved = index.replace(added[:1], new[1:])
    assert 30 not in index.search(new[0], 40).rows
    assert moved.tolist() == [32]
    index.remove(np.array([31, 32]))
    assert len(index) == 30
    assert set(index.search(new[1], 40).rows.tolist()) == set(range(30))


def test_a_mask_of_an_older_catalogue_hides_newer_rows() -> None:
    index = FaissIndex.build(unit(5))
    index.add(unit(3, seed=2))
    assert set(index.search(unit(1)[0], 9, np.ones(5, dtype=np.bool_)).rows.tolist()) == set(
        range(5)
    )


@pytest.mark.parametrize("config", [IndexConfig(), GRAPH], ids=["exact", "graph"])
def test_searches_while_it_changes(config: IndexConfig) -> None:
    """Every search sees a whole index: its rows are alive and their scores are true."""
    vectors = unit(200)
    index = FaissIndex.build(vectors, config)
    stop, faults = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            found = index.search(vectors[7], 5)
            true = index.vectors(found.rows) @ vectors[7]
            if found.rows[0] != 7 or not np.allclose(true, found.scores, atol=1e-5):
                faults.append(found)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for seed in range(60):
        rows = index.add(unit(20, seed=seed + 10))
        index.remove(index.replace(rows[:10], unit(10, seed=seed + 90)))
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(index) == 200 + 60 * 10


def test_write_and_read(tmp_path: Path) -> None:
    vectors = unit(20)
    FaissIndex.build(vectors).write(tmp_path / "index.faiss")
    check_index(FaissIndex.read(tmp_path / "index.faiss"), vectors)
    (tmp_path / "index.faiss").write_bytes(b"no index")
    with pytest.raises(IndexingError, match="build it again"):
        FaissIndex.read(tmp_path / "index.faiss")


def test_wrong_vectors_are_refused() -> None:
    index = FaissIndex.build(unit(20))
    with pytest.raises(IndexingError, match="expected vectors of 16 dims"):
        index.search(np.ones(3, dtype=np.float32), 1)
    with pytest.raises(IndexingError, match="not finite"):
        index.add(np.full((1, 16), np.nan, dtype=np.float32))
