"""Real parts, small: one encoder for the whole run, a catalogue of a dozen films."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from chatrec.build import VECTORS, build
from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.index import FaissIndex
from chatrec.load import compose
from chatrec.pipeline import Pipeline, PipelineConfig
from chatrec.ranker import BlendRanker
from chatrec.recommender import Recommender
from chatrec.relevance import Relevance, themes_of
from chatrec.store import Database
from chatrec.train.cache import EncodingCache
from chatrec.train.parts import Parts
from chatrec.user_vector import GradientLearner
from tests.data import data_directory
from tests.films import FILMS

TODAY = date(2026, 6, 1)
Open = Callable[[Database], Recommender]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if data_directory() is not None:
        return
    absent = pytest.mark.skip(reason="the real data sets are absent: set CHATREC_DATA")
    for item in items:
        if "realdata" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session")
def encoder() -> BertEncoder:
    return BertEncoder()


@pytest.fixture(scope="session")
def films() -> Catalog:
    return Catalog.of(FILMS)


@pytest.fixture(scope="session")
def index_directory(
    films: Catalog, encoder: BertEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    directory = tmp_path_factory.mktemp("index") / "films"
    build(films, directory, encoder)
    return directory


@pytest.fixture(scope="session")
def index(index_directory: Path) -> FaissIndex:
    return FaissIndex.read(index_directory / VECTORS)


@pytest.fixture(scope="session")
def taste(index: FaissIndex, films: Catalog) -> GradientLearner:
    def vectors(rows: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return index.vectors(rows)

    return GradientLearner(lambda i: vectors(films.rows([i]))[0], vectors, index.dim)


@pytest.fixture(scope="session")
def ranker(
    index: FaissIndex, films: Catalog, taste: GradientLearner, encoder: BertEncoder
) -> BlendRanker:
    vectors, themes = index.vectors(np.arange(len(films))), encoder.encode(themes_of(films))
    return BlendRanker(index.vectors, films.rows, Relevance(films, vectors, themes), taste)


@pytest.fixture(scope="session")
def pipeline(encoder: BertEncoder, index: FaissIndex, ranker: BlendRanker) -> Pipeline:
    return Pipeline(encoder, index, ranker, PipelineConfig(slots=4))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    recommending = Database.at(tmp_path / "state" / "test.db")
    yield recommending
    recommending.close()


@pytest.fixture(scope="session")
def recommending(index_directory: Path, films: Catalog, encoder: BertEncoder) -> Open:
    """Recommenders over the same parts, each with the database it is given."""
    index = FaissIndex.read(index_directory / VECTORS)
    themes = encoder.encode(themes_of(films))
    return lambda database: compose(films, index, themes, encoder, database, TODAY, imports=True)


@pytest.fixture
def recommender(recommending: Open, database: Database) -> Recommender:
    return recommending(database)


@pytest.fixture
def reopen(recommending: Open, tmp_path: Path) -> Callable[[], Recommender]:
    """The same state in a new process's eyes."""
    return lambda: recommending(Database.at(tmp_path / "state" / "test.db"))


@pytest.fixture(scope="session")
def parts(index_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    made = Parts.of(index_directory)
    folder = tmp_path_factory.mktemp("cache")
    cache = EncodingCache(made.encodings.encode, "test", folder)
    return Parts(made.catalog, made.items, made.facts, cache, made.grammar)
