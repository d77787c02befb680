from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatrec.catalog import Catalog
from chatrec.constraints import satisfies
from chatrec.encoder import BertEncoder
from chatrec.pipeline import Person, Pipeline, PipelineConfig
from chatrec.ranker import BlendRanker
from chatrec.types import Candidates, Constraint, Feedback, Query
from chatrec.user_vector import GradientLearner
from tests.laws import check_ranker


@pytest.fixture(scope="module")
def person(taste: GradientLearner) -> Person:
    votes = (Feedback("u", "titanic-1997", 1.0), Feedback("u", "alien-1979", -1.0))
    user = taste.prior()
    for vote in votes:
        user = taste.update(user, vote)
    return Person(user, votes)


def test_ranker_laws(
    ranker: BlendRanker, encoder: BertEncoder, films: Catalog, person: Person
) -> None:
    query = Query(text="a heist", liked=("heat-1995",), disliked=("amelie-2001", "titanic-1997"))
    everything = Candidates(np.arange(len(films)), np.zeros(len(films), dtype=np.float32))
    vector = encoder.encode([query.text])[0]
    check_ranker(ranker, query, vector, person.vector, person.votes, everything)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("a bank heist", {"Inside Man", "Heat"}),
        ("toys that come alive, for children", {"Toy Story"}),
        ("astronaut stranded in space", {"The Martian", "Interstellar", "Alien"}),
        ("a love story on a sinking ship", {"Titanic"}),
    ],
)
def test_the_obvious_answer_comes_first(
    pipeline: Pipeline, films: Catalog, taste: GradientLearner, text: str, best: set[str]
) -> None:
    listed = pipeline.recommend(films, Query(text=text), Person(taste.prior()), 3)
    assert listed[0].item.title in best
    assert listed[0].reasons


def test_a_list_is_the_head_of_a_longer_one(
    pipeline: Pipeline, films: Catalog, person: Person
) -> None:
    query = Query(text="space")
    longer = pipeline.recommend(films, query, person, len(films))
    assert len(longer) == len(films)
    for k in (0, 1, 3, 6):
        assert pipeline.recommend(films, query, person, k) == longer[:k]


limits = st.sampled_from(
    [
        Constraint("year", ">=", 2000),
        Constraint("genres", "lacks", "Drama"),
        Constraint("genres", "in", ("Horror", "Comedy")),
        Constraint("runtime", "<=", 130),
        Constraint("languages", "contains", "English"),
    ]
)


@settings(max_examples=25)
@given(
    chosen=st.lists(limits, max_size=3), out=st.sets(st.sampled_from(["heat-1995", "amelie-2001"]))
)
def test_limits_and_exclusions_always_hold(
    pipeline: Pipeline, films: Catalog, person: Person, chosen: list[Constraint], out: set[str]
) -> None:
    query = Query(text="a film", constraints=tuple(chosen), exclude=frozenset(out))
    listed = pipeline.recommend(films, query, person, 20)
    assert len(listed) == int(films.mask(chosen, out).sum())
    for one in listed:
        assert one.item.id not in out
        assert all(satisfies(one.item, limit) for limit in chosen)


def test_a_large_catalogue_is_searched_near_the_query_and_the_liked(
    pipeline: Pipeline, films: Catalog, person: Person
) -> None:
    large = replace(pipeline, config=PipelineConfig(whole=3, candidates=2, slots=4))
    query = Query(text="haunted house", liked=("toy-story-1995",))
    titles = {one.item.title for one in large.recommend(films, query, person, 12)}
    assert {"The Conjuring", "Toy Story"} <= titles
    assert len(titles) <= 4


def test_what_is_not_wanted_sinks(pipeline: Pipeline, films: Catalog, person: Person) -> None:
    def place(query: Query) -> int:
        listed = pipeline.recommend(films, query, Person(person.vector), len(films))
        return [one.item.title for one in listed].index("The Conjuring")

    assert place(Query(text="mystery", unwanted="haunted house, ghosts, scary")) > place(
        Query(text="mystery")
    )


def test_explain_tells_what_recommend_told(
    pipeline: Pipeline, films: Catalog, person: Person
) -> None:
    query = Query(text="space", liked=("arrival-2016",))
    listed = pipeline.recommend(films, query, person, 4)
    again = pipeline.explain(films, query, person, [one.item.id for one in listed] + ["gone"])
    assert [one.item.id for one in again] == [one.item.id for one in listed]
    for one, other in zip(listed, again, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-5)


def test_the_place_is_that_in_the_list(pipeline: Pipeline, films: Catalog, person: Person) -> None:
    query = Query(text="space", exclude=frozenset({"heat-1995"}))
    listed = pipeline.recommend(films, query, person, len(films))
    for n, one in enumerate(listed, 1):
        assert pipeline.place(films, query, person, one.item.id) == n
    assert pipeline.place(films, query, person, "heat-1995") is None


def test_standing_counts_from_one(pipeline: Pipeline, films: Catalog, person: Person) -> None:
    config = replace(pipeline.config, diversity=0.0)
    plain = replace(pipeline, config=config)
    query = Query(text="space")
    listed = plain.recommend(films, query, person, len(films))
    for place in (1, 5, len(films)):
        found, cause = plain.standing(films, query, person, listed[place - 1].item.id)
        assert found == place
        assert cause.kind in ("words", "thumb_up", "thumb_down", "taste")
