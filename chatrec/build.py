"""An index directory from a catalogue: its items, their vectors and their themes'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from chatrec import manifest
from chatrec.catalog import Catalog, item_text
from chatrec.datasets.items import line_of, read_items
from chatrec.encoder import BertEncoder
from chatrec.errors import IndexingError
from chatrec.index import FaissIndex
from chatrec.relevance import themes_of
from chatrec.types import Matrix

ITEMS, VECTORS, THEMES = "items.jsonl", "index.faiss", "themes.safetensors"


@dataclass(frozen=True, eq=False)
class Built:
    """`themes` are the vectors of `themes_of(catalog)`; `model` names the encoder and, when it
    was tuned for this index, its weights."""

    catalog: Catalog
    index: FaissIndex
    themes: Matrix
    encoder: BertEncoder
    model: str


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


def read(directory: Path) -> Built:
    """What `build` has written. An encoder tuned for the index lies in a folder of it.

    Raises IndexingError when the directory is not a whole, unaltered index, ModelError when its
    encoder cannot be loaded.
    """
    made = manifest.read(directory)
    manifest.verify(directory, made)
    if not {ITEMS, VECTORS, THEMES} <= made.files.keys():
        raise IndexingError(f"{directory} was built by another version: build the index again")
    catalog = read_items(str(directory / ITEMS)).catalog
    index = FaissIndex.read(directory / VECTORS)
    themes = load_file(directory / THEMES)["themes"].astype(np.float32)
    tuned = made.files.get(f"{made.encoder}/model.safetensors", "")
    encoder = BertEncoder(str(directory / made.encoder) if tuned else made.encoder)
    _check(index, catalog, encoder)
    return Built(catalog, index, themes, encoder, made.encoder + tuned)


def _check(index: FaissIndex, catalog: Catalog, encoder: BertEncoder) -> None:
    if index.dim != encoder.dim:
        raise IndexingError(
            f"the index has {index.dim} dims and the encoder {encoder.model} {encoder.dim}: "
            "build the index again"
        )
    if len(index) != len(catalog):
        raise IndexingError(f"{len(index)} vectors for {len(catalog)} items: build the index again")


def _lines(catalog: Catalog) -> Iterator[str]:
    return (line_of(item) + "\n" for item in catalog)
