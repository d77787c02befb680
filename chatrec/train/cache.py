"""Encodings kept on disk: a text is encoded once by each model. The folder may be deleted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from chatrec.manifest import write_atomically
from chatrec.types import Matrix, Vector

_DIGEST = 16
"""Bytes of a text's key."""


def cache_folder() -> Path:
    """`CHATREC_CACHE`, or chatrec in the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CHATREC_CACHE") or Path(home) / "chatrec")


class EncodingCache:
    """Unit vectors by model and text, as float16 in one file a batch."""

    def __init__(
        self, encode: Callable[[Sequence[str]], Matrix], model: str, folder: Path | None = None
    ) -> None:
        """`model` is the encoder's name with the sha256 of what was trained of it, if anything."""
        named = hashlib.sha256(model.encode()).hexdigest()[:16]
        self._folder = (folder or cache_folder()) / "encodings" / named
        self._encode = encode
        self._known: dict[bytes, Vector] = {}
        for path in sorted(self._folder.glob("*.safetensors")):
            self._known |= _read(path)

    def encode(self, texts: Sequence[str]) -> Matrix:
        keys = [hashlib.sha256(text.encode()).digest()[:_DIGEST] for text in texts]
        new = {key: t for key, t in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            vectors = self._encode(list(new.values()))
            self._known |= dict(zip(new, vectors.astype(np.float16), strict=True))
            self._keep(list(new), vectors)
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    def _keep(self, keys: Sequence[bytes], vectors: Matrix) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        tensors: dict[str, NDArray[Any]] = {
            "keys": np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _DIGEST),
            "vectors": vectors.astype(np.float16),
        }
        name = hashlib.sha256(b"".join(keys)).hexdigest()[:16]
        write_atomically(
            self._folder / f"{name}.safetensors", lambda path: save_file(tensors, path)
        )


def _read(path: Path) -> dict[bytes, Vector]:
    """Nothing when the file is broken: it is only a cache."""
    try:
        tensors = load_file(path)
    except (SafetensorError, OSError):
        return {}
    keys = (row.tobytes() for row in tensors["keys"])
    return dict(zip(keys, tensors["vectors"], strict=True))
