"""The composition root: an index directory becomes a Recommender."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from chatrec import manifest
from chatrec.build import ITEMS, THEMES, VECTORS
from chatrec.catalog import Catalog
from chatrec.datasets.items import read_items
from chatrec.encoder import BertEncoder
from chatrec.errors import IndexingError
from chatrec.index import FaissIndex
from chatrec.pipeline import Pipeline, PipelineConfig
from chatrec.ranker import BlendRanker, read_head
from chatrec.recommender import Recommender
from chatrec.relevance import Relevance
from chatrec.store import Database, EventStore, SessionStore
from chatrec.types import Matrix, Rows, Vector
from chatrec.understand import Grammar
from chatrec.user_vector import GradientLearner


def load(
    directory: str | Path,
    database: Database | None = None,
    today: date | None = None,
    config: PipelineConfig | None = None,
) -> Recommender:
    """Everything that serves one index; without a database the state ends with the process.

    Raises IndexingError when the directory is not a whole, unaltered index, ModelError when its
    encoder cannot be loaded, StoreError when the state cannot be kept.
    """
    directory = Path(directory)
    made = manifest.read(directory)
    manifest.verify(directory, made)
    if not {ITEMS, VECTORS, THEMES} <= made.files.keys():
        raise IndexingError(f"{directory} was built by another version: build the index again")
    catalog = read_items(str(directory / ITEMS)).catalog
    index = FaissIndex.read(directory / VECTORS)
    encoder = BertEncoder(made.encoder)
    _check(index, catalog, encoder)
    themes = load_file(directory / THEMES)["themes"].astype(np.float32)
    return compose(catalog, index, themes, encoder, database, today, config, directory)


def compose(
    catalog: Catalog,
    index: FaissIndex,
    themes: Matrix,
    encoder: BertEncoder,
    database: Database | None = None,
    today: date | None = None,
    config: PipelineConfig | None = None,
    trained: Path | None = None,
) -> Recommender:
    """A Recommender of parts that are built.

    `themes` are the vectors of `themes_of(catalog)`; `today` is what "recent" is relative to;
    `trained` is a directory that may hold a trained head, without which the blend ranks.
    """
    database = database or Database("sqlite://")
    taste = _taste(catalog, index)
    items = index.vectors(np.arange(len(catalog.entries)))
    relevance = Relevance(catalog, items, themes)
    head = trained and read_head(trained, catalog, items, relevance, encoder.encode, taste)
    ranker = head or BlendRanker(index.vectors, catalog.rows, relevance, taste)
    return Recommender(
        catalog,
        Grammar(catalog, today or date.today()),
        Pipeline(encoder, index, ranker, config or PipelineConfig()),
        taste,
        EventStore(database, taste, f"gradient-{encoder.model}"),
        SessionStore(database),
    )


def _taste(catalog: Catalog, index: FaissIndex) -> GradientLearner:
    """Item vectors around their mean: what all items share says nothing of a taste."""
    centre = index.vectors(np.flatnonzero(catalog.alive)).mean(axis=0)

    def vectors(rows: Rows) -> Matrix:
        return np.asarray(index.vectors(rows) - centre, dtype=np.float32)

    def lookup(item_id: str) -> Vector:
        found = vectors(catalog.rows([item_id]))
        return found[0] if len(found) else np.zeros(index.dim, dtype=np.float32)

    return GradientLearner(lookup, vectors, index.dim)


def _check(index: FaissIndex, catalog: Catalog, encoder: BertEncoder) -> None:
    if index.dim != encoder.dim:
        raise IndexingError(
            f"the index has {index.dim} dims and the encoder {encoder.model} {encoder.dim}: "
            "build the index again"
        )
    if len(index) != len(catalog):
        raise IndexingError(f"{len(index)} vectors for {len(catalog)} items: build the index again")
