"""Real parts, small: one encoder for the whole run, a catalogue of a dozen films."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from chatrec.build import Built, save
from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.index import FaissIndex
from chatrec.load import compose
from chatrec.pipeline import Pipeline, PipelineConfig
from chatrec.ranker import BlendRanker
from chatrec.recommender import Recommender
from chatrec.relevance import Relevance
from chatrec.store import Database
from chatrec.train.cache import EncodingCache
from chatrec.train.parts import Parts
from chatrec.user_vector import GradientLearner
from tests.data import data_directory
from tests.films import FILMS
from tests.publisher import Publisher, publishing

settings.register_profile("unhurried", deadline=None)  # a busy machine fails no law
settings.load_profile("unhurried")

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
def built(films: Catalog, encoder: BertEncoder) -> Built:
    return Built.of(films, encoder)


@pytest.fixture(scope="session")
def index_directory(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("index") / "films"
    directory.mkdir()
    save(directory, built)
    return directory


@pytest.fixture(scope="session")
def index(built: Built) -> FaissIndex:
    return built.index


@pytest.fixture(scope="session")
def taste(index: FaissIndex, films: Catalog) -> GradientLearner:
    def vectors(rows: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return index.vectors(rows)

    return GradientLearner(lambda i: vectors(films.rows([i]))[0], vectors, index.dim)


@pytest.fixture(scope="session")
def ranker(built: Built, taste: GradientLearner) -> BlendRanker:
    index, films = built.index, built.catalog
    relevance = Relevance(films, index.vectors(np.arange(len(films))), built.themes)
    return BlendRanker(index.vectors, films.rows, relevance, taste)


@pytest.fixture(scope="session")
def pipeline(encoder: BertEncoder, index: FaissIndex, ranker: BlendRanker) -> Pipeline:
    return Pipeline(encoder, index, ranker, PipelineConfig(slots=4))


@pytest.fixture
def served_directory(index_directory: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(index_directory, tmp_path / "films"))


@pytest.fixture
def one_encoder(encoder: BertEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index that is read has the real encoder, loaded once."""
    monkeypatch.setattr("chatrec.build.BertEncoder", lambda *_, **__: encoder)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    recommending = Database.at(tmp_path / "state" / "test.db")
    yield recommending
    recommending.close()


@pytest.fixture(scope="session")
def recommending(built: Built) -> Open:
    """Recommenders over the same parts, each with the database it is given."""
    return lambda database: compose(built, database, TODAY, imports=True)


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


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as made:
        yield made
