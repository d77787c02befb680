from __future__ import annotations

import numpy as np
import pytest

from chatrec.catalog import Catalog, item_text
from chatrec.encoder import BertEncoder
from chatrec.evaluate import baselines
from chatrec.evaluate.baselines import Score, stranger
from chatrec.types import Matrix, Query
from tests.talks import talks


@pytest.fixture(scope="module")
def items(films: Catalog, encoder: BertEncoder) -> Matrix:
    return encoder.encode([item_text(item) for item in films])


def first(films: Catalog, items: Matrix, score: Score, query: Query) -> str:
    return stranger(films, items, score).recommend(query, "", 1)[0].item.id


def test_popularity(films: Catalog, items: Matrix) -> None:
    score = baselines.popularity(films, [one for one in talks(30) if "heat" in one.target[0]])
    assert first(films, items, score, Query()) == "heat-1995"


def test_repeat_takes_the_latest(films: Catalog, items: Matrix) -> None:
    query = Query(mentioned=("heat-1995", "titanic-1997"))
    assert first(films, items, baselines.repeat(films), query) == "titanic-1997"


def test_words_and_meaning(films: Catalog, items: Matrix, encoder: BertEncoder) -> None:
    query = Query(context=("a botanist on Mars",))
    assert first(films, items, baselines.bm25(films), query) == "the-martian-2015"
    assert first(films, items, baselines.dense(items, encoder.encode), query) == "the-martian-2015"
    assert np.all(baselines.dense(items, encoder.encode)(Query(), items[0]) == 0)
