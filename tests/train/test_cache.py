from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from chatrec.train.cache import EncodingCache
from chatrec.types import Matrix


class Counting:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.seen += texts
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_a_text_is_encoded_once(tmp_path: Path) -> None:
    counting = Counting()
    for _ in range(2):
        cache = EncodingCache(counting.encode, "model", tmp_path)
        assert cache.encode(["a", "bcd", "a"]).tolist() == [[1, 1], [3, 1], [1, 1]]
    cache.encode(["bcd", "new"])
    assert counting.seen == ["a", "bcd", "new"]


def test_another_model_has_another_cache(tmp_path: Path) -> None:
    counting = Counting()
    for model in ("one", "two"):
        EncodingCache(counting.encode, model, tmp_path).encode(["a"])
    assert counting.seen == ["a", "a"]


def test_it_may_be_broken_or_deleted(tmp_path: Path) -> None:
    counting = Counting()
    EncodingCache(counting.encode, "model", tmp_path).encode(["a"])
    for path in tmp_path.rglob("*.safetensors"):
        path.write_bytes(b"broken")
    assert EncodingCache(counting.encode, "model", tmp_path).encode(["a"]).tolist() == [[1, 1]]
    assert counting.seen == ["a", "a"]
