from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.ranker.files import Trained
from chatrec.train.cache import EncodingCache
from chatrec.train.parts import Parts
from chatrec.train.ranker import train_ranker
from tests.talks import talks


@pytest.fixture(scope="session")
def parts(index_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    made = Parts.of(index_directory)
    folder = tmp_path_factory.mktemp("cache")
    cache = EncodingCache(made.encodings.encode, "test", folder)
    return Parts(made.catalog, made.items, made.facts, cache, made.grammar)


@pytest.fixture(scope="session")
def trained(parts: Parts) -> Trained:
    return train_ranker(parts.examples(talks(90)), parts.items, parts.facts)
