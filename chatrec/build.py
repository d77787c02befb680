"""An index directory from a catalogue: its items, their vectors and their themes'."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from chatrec import manifest
from chatrec.catalog import Catalog, item_text
from chatrec.datasets.items import line_of
from chatrec.encoder import BertEncoder
from chatrec.errors import IndexingError
from chatrec.index import FaissIndex
from chatrec.relevance import themes_of

ITEMS, VECTORS, THEMES = "items.jsonl", "index.faiss", "themes.safetensors"


def build(
    catalog: Catalog, directory: Path, encoder: BertEncoder, progress: bool = False
) -> manifest.Manifest:
    """Encode every item and write what is served; the old index stays whole until the end.

    What was trained for an earlier catalogue is not carried over: it has to be fitted again.
    Raises IndexingError when the directory cannot be written.
    """
    vectors = encoder.encode([item_text(item) for item in catalog], progress=progress)
    themes = encoder.encode(themes_of(catalog), progress=progress)
    index = FaissIndex.build(vectors)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexingError(f"cannot make {directory} ({error.strerror})") from error
    lines = "".join(_lines(catalog))
    manifest.write_atomically(
        directory / ITEMS, lambda path: path.write_text(lines, encoding="utf-8", newline="\n")
    )
    manifest.write_atomically(directory / VECTORS, index.write)
    manifest.write_atomically(
        directory / THEMES, lambda path: save_file({"themes": themes.astype(np.float16)}, path)
    )
    made = manifest.Manifest(encoder.model, index.dim, len(catalog))
    made = made.with_files(directory, [ITEMS, VECTORS, THEMES])
    manifest.write(directory, made)
    manifest.verify(directory, made)
    return manifest.read(directory)


def _lines(catalog: Catalog) -> Iterator[str]:
    return (line_of(item) + "\n" for item in catalog)
