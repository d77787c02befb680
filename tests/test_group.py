"""The least pleased of several people counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chatrec.catalog import Catalog
from chatrec.company import Companion
from chatrec.constraints import satisfies
from chatrec.group import PLEASED, Group, Member, voices
from chatrec.pipeline import Person, Pipeline
from chatrec.types import Constraint, Feedback, Query
from chatrec.user_vector import GradientLearner

WIFE = Companion("my wife", "wife", "a love story")
SON = Companion("my son", "son", liked=("toy-story-1995",))
QUERY = Query(text="space", company=(WIFE, SON))


@pytest.fixture
def plain(pipeline: Pipeline) -> Pipeline:
    """Without diversity, so that the order is the ranking's."""
    return replace(pipeline, config=replace(pipeline.config, diversity=0.0))


@pytest.fixture
def nobody(taste: GradientLearner) -> Person:
    return Person(taste.prior())


def group_of(pipeline: Pipeline, query: Query, person: Person, films: Catalog) -> Group:
    unsaid = np.zeros(pipeline.encoder.dim, dtype=np.float32)
    members = tuple(
        Member(name, own, pipeline.encoder.encode([own.text])[0] if own.text else unsaid)
        for name, own in voices(query)
    )
    rows = np.arange(len(films))
    return Group(pipeline.ranker, members, person.vector, person.votes, rows)


@pytest.fixture
def group(plain: Pipeline, nobody: Person, films: Catalog) -> Group:
    return group_of(plain, QUERY, nobody, films)


def test_the_list_is_ordered_by_the_satisfaction_of_the_least_pleased(group: Group) -> None:
    least = group.satisfaction.min(axis=0)
    ranked = group.rank()
    assert sorted(ranked.rows) == list(group.rows)
    assert ranked.scores == pytest.approx(least[ranked.rows], abs=1e-6)
    assert list(ranked.scores) == sorted(least.astype(np.float32), reverse=True)


def test_no_order_of_candidates_changes_the_ranking(group: Group) -> None:
    mixed = np.random.default_rng(0).permutation(group.rows)
    assert list(replace(group, rows=mixed).rank().rows) == list(group.rank().rows)


def test_satisfaction_is_the_share_that_is_liked_less(group: Group, films: Catalog) -> None:
    shares = group.satisfaction
    assert shares.shape == (3, len(films))
    assert ((shares >= 0) & (shares <= 1)).all()
    assert shares.mean(axis=1) == pytest.approx([0.5] * 3)
    assert films.at(int(shares[2].argmax())).id == "toy-story-1995"


def test_each_wish_is_one_voice_and_the_limits_are_everybodys() -> None:
    limit = Constraint("genres", "lacks", "Horror")
    own = dict(voices(replace(QUERY, constraints=(limit,), mentioned=("toy-story-1995",))))
    assert list(own) == ["", "my wife", "my son"]
    assert [one.text for one in own.values()] == ["space", "a love story", ""]
    assert own[""].mentioned == ()
    assert own["my son"].liked == ("toy-story-1995",)
    assert all(one.constraints == (limit,) for one in own.values())


@pytest.mark.parametrize("company", [(), (Companion("my wife", "wife"),)])
def test_without_anybodys_wish_the_query_is_as_it_was(company: tuple[Companion, ...]) -> None:
    query = Query(text="space", context=("a film about space",), company=company)
    assert voices(query) == (("", query),)


def test_company_without_a_wish_changes_no_list(
    pipeline: Pipeline, films: Catalog, nobody: Person
) -> None:
    query = Query(text="space")
    watched = replace(query, company=(Companion("my wife", "wife"),))
    assert pipeline.recommend(films, watched, nobody, 12) == pipeline.recommend(
        films, query, nobody, 12
    )


def test_nobody_is_left_out_and_limits_hold(
    pipeline: Pipeline, films: Catalog, nobody: Person
) -> None:
    limit = Constraint("genres", "lacks", "Horror", "my wife hates horror")
    query = replace(QUERY, constraints=(limit,), company=(WIFE,))
    listed = pipeline.recommend(films, query, nobody, 12)
    assert all(satisfies(one.item, limit) for one in listed)
    alone = pipeline.recommend(films, replace(query, company=()), nobody, 12)
    ids = [[one.item.id for one in found] for found in (listed, alone)]
    assert min(ids[0].index(i) for i in ("titanic-1997", "notting-hill-1999")) < min(
        ids[1].index(i) for i in ("titanic-1997", "notting-hill-1999")
    )


def test_a_card_is_for_those_whom_it_pleases(
    plain: Pipeline, group: Group, films: Catalog, nobody: Person
) -> None:
    listed = plain.recommend(films, QUERY, nobody, 12)
    pleased = group.satisfaction
    names = ["", "my wife", "my son"]
    for one in listed:
        own = pleased[:, films.row(one.item.id)]
        enough = min(PLEASED, own.max())
        fits = {name for name, share in zip(names, own, strict=True) if share >= enough}
        assert {reason.whom for reason in one.reasons} <= fits, one.item.title
    reasons = [r for one in listed for r in one.reasons]
    assert any(r.text.startswith("for your wife: ") and r.whom == "my wife" for r in reasons)
    assert not any("which you like" in r.text for r in reasons if r.whom)


def test_a_list_is_the_same_again_and_explained_as_told(
    pipeline: Pipeline, films: Catalog, nobody: Person
) -> None:
    listed = pipeline.recommend(films, QUERY, nobody, 12)
    assert pipeline.recommend(films, QUERY, nobody, 12) == listed
    assert pipeline.recommend(films, QUERY, nobody, 4) == listed[:4]
    assert pipeline.explain(films, QUERY, nobody, [one.item.id for one in listed]) == listed


def test_the_standing_is_told_for_the_least_pleased(
    plain: Pipeline, films: Catalog, nobody: Person
) -> None:
    listed = plain.recommend(films, QUERY, nobody, 12)
    place, cause = plain.standing(films, QUERY, nobody, listed[-1].item.id)
    assert place == len(films)
    assert cause.what in ("space", "a love story", "toy-story-1995")


def test_votes_are_of_the_speaker_alone_unless_only_others_wish(
    plain: Pipeline, films: Catalog, taste: GradientLearner
) -> None:
    vote = Feedback("u", "titanic-1997", -1.0)
    voter = Person(taste.update(taste.prior(), vote), (vote,))

    def of_wife(query: Query, person: Person) -> float:
        shares = group_of(plain, query, person, films).satisfaction[-1]
        return float(shares[films.row("titanic-1997")])

    both, hers = replace(QUERY, company=(WIFE,)), Query(company=(WIFE,))
    assert of_wife(both, voter) == of_wife(both, Person(taste.prior()))
    assert of_wife(hers, voter) < of_wife(hers, Person(taste.prior()))


def test_a_large_catalogue_is_searched_near_everybodys_wish(
    pipeline: Pipeline, films: Catalog, nobody: Person
) -> None:
    large = replace(pipeline, config=replace(pipeline.config, whole=3, candidates=2))
    titles = {one.item.title for one in large.recommend(films, QUERY, nobody, 12)}
    assert "Toy Story" in titles
    assert titles & {"Titanic", "Notting Hill"}
