"""An index directory from a catalogue: its items, their vectors and their themes'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from chatrec.types import Item, Matrix

ITEMS, VECTORS, THEMES = "items.jsonl", "index.faiss", "themes.safetensors"


@dataclass(frozen=True, eq=False)
class Built:
    """Everything of an index that is not about people: `themes` are the vectors of
    `themes_of(catalog)`, `manifest` says what of it is on disk."""

    catalog: Catalog
    index: FaissIndex
    themes: Matrix
    encoder: BertEncoder
    manifest: manifest.Manifest

    @classmethod
    def of(cls, catalog: Catalog, encoder: BertEncoder, progress: bool = False) -> Built:
        """Encode every item; nothing is written."""
        vectors = encoder.encode([item_text(item) for item in catalog], progress=progress)
        themes = encoder.encode(themes_of(catalog), progress=progress)
        index = FaissIndex.build(vectors)
        made = manifest.Manifest(encoder.model, index.dim, len(catalog))
        return cls(catalog, index, themes, encoder, made)

    @property
    def model(self) -> str:
        """Names the encoder and, when it was tuned for this index, its weights."""
        return _model(self.manifest)


def build(
    catalog: Catalog, directory: Path, encoder: BertEncoder, progress: bool = False
) -> manifest.Manifest:
    """Encode every item and write what is served; the old index stays whole until the end.

    What was trained for an earlier catalogue is not carried over: it has to be fitted again.
    Raises IndexingError when the directory cannot be written.
    """
    built = Built.of(catalog, encoder, progress)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexingError(f"cannot make {directory} ({error.strerror})") from error
    made = save(directory, built).manifest
    manifest.verify(directory, made)
    return made


def renew(built: Built, catalog: Catalog) -> Built:
    """The same for another catalogue; only new and changed texts are encoded."""
    items, known = list(catalog), built.catalog
    other = np.array([i.id not in known or has_other_text(i, known[i.id]) for i in items])
    vectors = np.empty((len(items), built.index.dim), dtype=np.float32)
    kept = known.rows(item.id for item, is_other in zip(items, other, strict=True) if not is_other)
    vectors[~other] = built.index.vectors(kept)
    texts = [item_text(items[place]) for place in np.flatnonzero(other)]
    vectors[other] = _encoded(built.encoder, texts)
    themes = _renewed_themes(built, catalog)
    made = replace(built.manifest, items=len(items))
    return replace(
        built, catalog=catalog, index=FaissIndex.build(vectors), themes=themes, manifest=made
    )


def save(directory: Path, built: Built) -> Built:
    """Write a renewed index over the one it was renewed from; what was trained stays."""
    files = _files(built.catalog, built.index, built.themes)
    return replace(built, manifest=manifest.commit(directory, built.manifest, files))


def has_other_text(item: Item, before: Item) -> bool:
    return item is not before and item_text(item) != item_text(before)


def _renewed_themes(built: Built, catalog: Catalog) -> Matrix:
    named = themes_of(catalog)
    known = dict(zip(themes_of(built.catalog), built.themes, strict=True))
    new = [theme for theme in named if theme not in known]
    known |= zip(new, _encoded(built.encoder, new), strict=True)
    empty = np.empty((0, built.index.dim), dtype=np.float32)
    themes = np.stack([known[theme] for theme in named]) if named else empty
    return themes.astype(np.float16).astype(np.float32)  # as a file keeps them


def _encoded(encoder: BertEncoder, texts: Sequence[str], at_once: int = 16) -> Matrix:
    """A few at a time, so that messages are encoded in between."""
    parts = [encoder.encode(texts[n : n + at_once]) for n in range(0, len(texts), at_once)]
    return np.concatenate([np.empty((0, encoder.dim), dtype=np.float32), *parts])


def _files(catalog: Catalog, index: FaissIndex, themes: Matrix) -> Mapping[str, manifest.Write]:
    lines = "".join(line_of(item) + "\n" for item in catalog)
    return {
        ITEMS: lambda path: path.write_text(lines, encoding="utf-8", newline="\n"),
        VECTORS: index.write,
        THEMES: lambda path: save_file({"themes": themes.astype(np.float16)}, path),
    }


def read(directory: Path, before: Built | None = None) -> Built:
    """What `build` has written. An encoder tuned for the index lies in a folder of it; that of
    `before` is used again if it is the same.

    Raises IndexingError when the directory is not a whole, unaltered index, ModelError when its
    encoder cannot be found.
    """
    made = manifest.read(directory)
    manifest.verify(directory, made)
    if not {ITEMS, VECTORS, THEMES} <= made.files.keys():
        raise IndexingError(f"{directory} was built by another version: build the index again")
    catalog = read_items(str(directory / ITEMS)).catalog
    index = FaissIndex.read(directory / VECTORS)
    themes = load_file(directory / THEMES)["themes"].astype(np.float32)
    if before is not None and before.model == _model(made):
        encoder = before.encoder
    else:
        model = str(directory / made.encoder) if _tuned(made) else made.encoder
        encoder = BertEncoder(model, dim=made.dim)
    _check(index, catalog, made)
    return Built(catalog, index, themes, encoder, made)


def _model(made: manifest.Manifest) -> str:
    return made.encoder + _tuned(made)


def _tuned(made: manifest.Manifest) -> str:
    """The sha256 of the weights of an encoder that was tuned for the index, else ""."""
    return made.files.get(f"{made.encoder}/model.safetensors", "")


def _check(index: FaissIndex, catalog: Catalog, made: manifest.Manifest) -> None:
    if index.dim != made.dim:
        raise IndexingError(
            f"the index has {index.dim} dims and its manifest {made.dim}: build the index again"
        )
    if len(index) != len(catalog):
        raise IndexingError(f"{len(index)} vectors for {len(catalog)} items: build the index again")
