"""The composition root: an index directory becomes a Recommender."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from chatrec.build import Built, read
from chatrec.encoder import RememberingEncoder
from chatrec.pipeline import Pipeline, PipelineConfig
from chatrec.ranker import BlendRanker, read_head
from chatrec.ranker.files import FILE as RANKER
from chatrec.recommender import Recommender
from chatrec.relevance import Relevance
from chatrec.served import Served
from chatrec.store import Database, EventStore, SessionStore
from chatrec.timing import Observe, Stopwatch
from chatrec.understand import Grammar
from chatrec.understand.endpoint import Endpoint, EndpointReader
from chatrec.user_vector import read_taste


def load(
    directory: str | Path,
    database: Database | None = None,
    today: date | None = None,
    config: PipelineConfig | None = None,
    imports: bool = False,
) -> Recommender:
    """Everything that serves one index; without a database the state ends with the process.

    Raises IndexingError when the directory is not a whole, unaltered index, ModelError when its
    encoder cannot be loaded, StoreError when the state cannot be kept.
    """
    directory = Path(directory)
    return compose(read(directory), database, today, config, directory, imports)


def compose(
    built: Built,
    database: Database | None = None,
    today: date | None = None,
    config: PipelineConfig | None = None,
    trained: Path | None = None,
    imports: bool = False,
) -> Recommender:
    """A Recommender of an index that is built.

    `today` is what "recent" is relative to; `trained` is a directory that may hold a trained head,
    without which the blend ranks; with `imports` a vote may be on any item.
    """
    database = database or Database("sqlite://")
    served = serve(built, database, today, config, trained)
    return Recommender(served, SessionStore(database), imports)


def serve(
    built: Built,
    database: Database,
    today: date | None = None,
    config: PipelineConfig | None = None,
    trained: Path | None = None,
    endpoint: Endpoint | None = None,
    observe: Observe | None = None,
) -> Served:
    """As `compose`, without the conversations, which outlive a catalogue; an `endpoint` reads the
    messages where it can; `observe` is told how long each stage takes."""
    catalog, index, encoder = built.catalog, built.index, built.encoder
    taste = read_taste(trained, catalog, index.vectors)
    items = index.vectors(np.arange(len(catalog.entries)))
    relevance = Relevance(catalog, items, built.themes)
    head = trained and read_head(trained, catalog, items, relevance, encoder.encode, taste)
    ranker = head or BlendRanker(index.vectors, catalog.rows, relevance, taste)
    version = built.manifest.files.get(RANKER, "")[:12] if head else "blend"
    remembering, config = RememberingEncoder(encoder), config or PipelineConfig()
    timed = Stopwatch(observe)
    pipeline = Pipeline(remembering, index, ranker, config, taste, version, timed)
    grammar = Grammar(catalog, today or date.today())
    return Served(
        catalog,
        EndpointReader(grammar, catalog, endpoint) if endpoint else grammar,
        pipeline,
        taste,
        EventStore(database, taste, taste.name),
    )
