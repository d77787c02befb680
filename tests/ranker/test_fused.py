from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chatrec.encoder import BertEncoder
from chatrec.errors import ModelError
from chatrec.index import FaissIndex
from chatrec.ranker import BESIDE, BlendRanker, FusedRanker
from chatrec.ranker.files import FILE, Trained, read, read_head, write
from chatrec.relevance import Relevance, themes_of
from chatrec.train.parts import Parts
from chatrec.train.ranker import train_on_facts
from chatrec.types import Candidates, Feedback, Query, UserVector
from chatrec.user_vector import GradientLearner
from tests.laws import check_ranker
from tests.talks import talks


@pytest.fixture(scope="module")
def taste(parts: Parts) -> GradientLearner:
    items, rows = parts.items, parts.catalog.rows
    return GradientLearner(lambda i: items[rows([i])][0], lambda r: items[r], items.shape[1])


@pytest.fixture(scope="module")
def relevance(parts: Parts) -> Relevance:
    themes = parts.encodings.encode(themes_of(parts.catalog))
    return Relevance(parts.catalog, parts.items, themes)


@pytest.fixture(scope="module")
def ranker(
    parts: Parts, trained: Trained, relevance: Relevance, taste: GradientLearner
) -> FusedRanker:
    scorer, encode = trained.scorer(parts.facts), parts.encodings.encode
    items, rows = parts.items, parts.catalog.rows
    blend = BlendRanker(items.__getitem__, rows, relevance, taste, BESIDE)
    return FusedRanker(scorer, blend, items, rows, encode)


@pytest.fixture(scope="module")
def everything(parts: Parts) -> Candidates:
    n = len(parts.catalog)
    return Candidates(np.arange(n), np.zeros(n, dtype=np.float32))


def asked(text: str, *mentioned: str) -> Query:
    return Query(text=text, context=("Hello, what do you like?", text), mentioned=mentioned)


def first(ranker: FusedRanker, parts: Parts, query: Query, user: UserVector) -> str:
    n = len(parts.catalog)
    vector = parts.encodings.encode([query.text])[0]
    everything = Candidates(np.arange(n), np.zeros(n, dtype=np.float32))
    ranked = ranker.rank(query, vector, user, everything)
    return parts.catalog.at(int(ranked.rows[0])).id


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(text="space"),
        Query(
            text="a heist",
            context=("Hello", "a heist like Heat"),
            mentioned=("heat-1995", "titanic-1997", "amelie-2001"),
            liked=("heat-1995", "arrival-2016"),
            disliked=("titanic-1997",),
        ),
    ],
)
def test_ranker_laws(
    ranker: FusedRanker,
    parts: Parts,
    taste: GradientLearner,
    everything: Candidates,
    query: Query,
) -> None:
    votes = (Feedback("u", "titanic-1997", 1.0), Feedback("u", "alien-1979", -1.0))
    user = taste.prior()
    for vote in votes:
        user = taste.update(user, vote)
    vector = parts.encodings.encode([query.text])[0] if query.text else np.zeros(384, np.float32)
    check_ranker(ranker, query, vector, user, votes, everything)


@pytest.mark.parametrize(
    ("said", "mentioned", "best"),
    [
        ("Something with robbers and a big heist please", "inside-man-2006", "heat-1995"),
        ("Something with space and far planets please", "the-martian-2015", "interstellar-2014"),
        ("Something with love and tears please", "amelie-2001", "titanic-1997"),
    ],
)
def test_it_recommends_what_people_did(
    ranker: FusedRanker,
    parts: Parts,
    taste: GradientLearner,
    said: str,
    mentioned: str,
    best: str,
) -> None:
    assert first(ranker, parts, asked(said, mentioned), taste.prior()) == best


def test_a_thumb_moves_the_list(
    ranker: FusedRanker, parts: Parts, taste: GradientLearner, everything: Candidates
) -> None:
    query, row = asked("Something with love and tears please"), parts.catalog.row("titanic-1997")
    vector = parts.encodings.encode([query.text])[0]

    def score(user: UserVector) -> float:
        ranked = ranker.rank(query, vector, user, everything)
        return float(ranked.scores[ranked.rows == row][0])

    down = taste.update(taste.prior(), Feedback("u", "titanic-1997", -1.0))
    assert score(down) < score(taste.prior())


def test_a_disliked_item_pushes_its_like_away(
    ranker: FusedRanker, parts: Parts, taste: GradientLearner, everything: Candidates
) -> None:
    row = parts.catalog.row("inside-man-2006")
    query = Query(disliked=("heat-1995",))
    effects = ranker.causes(query, np.zeros(384, np.float32), taste.prior(), (), np.array([row]))
    assert {cause.kind: float(v[0]) for cause, v in effects.items()}["disliked"] < 0


def test_what_is_written_is_read(
    parts: Parts, trained: Trained, taste: GradientLearner, tmp_path: Path
) -> None:
    write(tmp_path / FILE, trained)
    again = read(tmp_path / FILE, parts.items)
    (one,) = parts.examples(talks(1))
    rows = np.arange(len(parts.catalog))
    scores = trained.scorer(parts.facts).score(one.asked, rows)
    np.testing.assert_allclose(again.scorer(parts.facts).score(one.asked, rows), scores, atol=0.05)


def test_no_file_means_no_ranker(
    parts: Parts, relevance: Relevance, taste: GradientLearner, tmp_path: Path
) -> None:
    given = (parts.catalog, parts.items, relevance, parts.encodings.encode, taste)
    assert read_head(tmp_path, *given) is None
    (tmp_path / FILE).write_bytes(b"not a tensor")
    with pytest.raises(ModelError, match="train the ranker again"):
        read_head(tmp_path, *given)


def test_another_catalogue_is_refused(parts: Parts, trained: Trained, tmp_path: Path) -> None:
    write(tmp_path / FILE, trained)
    with pytest.raises(ModelError, match="not on these 3"):
        read(tmp_path / FILE, parts.items[:3])


def test_an_item_that_came_later_is_ranked_too(
    parts: Parts, trained: Trained, taste: GradientLearner, encoder: BertEncoder
) -> None:
    scorer = trained.scorer(parts.facts)
    index = FaissIndex.build(parts.items)
    index.add(encoder.encode(["A new film about space."]))
    learned = scorer.evidence.statistics
    assert learned is not None
    (one,) = parts.examples(talks(1))
    shown = scorer.evidence.features(one.asked, np.arange(len(parts.catalog)))
    assert len(shown["head"]) == len(parts.catalog)


def test_facts_alone_rank_too(parts: Parts, relevance: Relevance, taste: GradientLearner) -> None:
    trained = train_on_facts(parts.examples(talks(60)), parts.items, parts.facts)
    scorer = trained.scorer(parts.facts)
    items, rows = parts.items, parts.catalog.rows
    blend = BlendRanker(items.__getitem__, rows, relevance, taste, BESIDE)
    ranker = FusedRanker(scorer, blend, items, rows, parts.encodings.encode)
    query = asked("a film about a bank heist", "inside-man-2006")
    assert first(ranker, parts, query, taste.prior()) in ("heat-1995", "inside-man-2006")
