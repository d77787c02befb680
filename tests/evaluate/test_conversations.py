from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn, Utterance
from chatrec.datasets.replay import replayed
from chatrec.evaluate.conversations import Protocol, evaluate, summary
from chatrec.recommender import Recommender
from chatrec.types import Query, Recommendation
from chatrec.understand import Grammar
from tests.talks import talks


@dataclass
class InOrder:
    """Recommends the catalogue in its own order, and keeps what it was asked."""

    catalog: Catalog
    asked: list[Query] = field(default_factory=list)

    def recommend(self, query: Query, user: str, k: int) -> tuple[Recommendation, ...]:
        self.asked.append(query)
        left = [item for item in self.catalog if item.id not in query.exclude]
        return tuple(Recommendation(item, 1.0) for item in left[:k])


def turn(said: str, mentioned: Sequence[str], *target: str) -> ConversationTurn:
    new = tuple(one for one in target if one not in mentioned)
    return ConversationTurn("d", (Utterance("seeker", said),), tuple(mentioned), target, new)


def test_figures_count_one_example_a_target(films: Catalog) -> None:
    first, second, third, *_ = (item.id for item in films)
    turns = [turn("I love Alien", [first], first, second), turn("hello", [], third)]
    ranking = InOrder(films)
    replay = replayed(Grammar(films, date(2026, 6, 1)))
    figures = summary(list(evaluate(ranking, replay, turns, Protocol((1, 2)))), (1, 2))
    assert figures["all"]["n"] == 3
    assert figures["all"]["recall@1"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["all"]["recall@2"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["all"]["mrr@10"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3, abs=1e-4)
    assert figures["new"]["n"] == 2
    assert figures["new"]["recall@1"] == 0.5


def test_a_target_that_is_not_here_is_missed(films: Catalog) -> None:
    replay = replayed(Grammar(films, date(2026, 6, 1)))
    (one,) = evaluate(InOrder(films), replay, [turn("hello", [], "gone")])
    assert one.ranks == (0,)


@pytest.mark.parametrize(
    ("protocol", "mentioned", "limited"),
    [
        (Protocol(), ("alien-1979",), False),
        (Protocol(gold=True), ("heat-1995",), False),
        (Protocol(limits=True), ("alien-1979",), True),
    ],
)
def test_protocols(
    films: Catalog, protocol: Protocol, mentioned: tuple[str, ...], limited: bool
) -> None:
    said = turn("Something like Alien, but no horror", ["heat-1995"], "arrival-2016")
    ranking = InOrder(films)
    list(evaluate(ranking, replayed(Grammar(films, date(2026, 6, 1))), [said], protocol))
    assert ranking.asked[0].mentioned == mentioned
    assert bool(ranking.asked[0].constraints) is limited
    assert "heat-1995" in ranking.asked[1].exclude


def test_it_runs_through_the_recommender(recommender: Recommender) -> None:
    replay = replayed(Grammar(recommender.catalog, date(2026, 6, 1)))
    ranked = list(evaluate(recommender, replay, talks(3)))
    assert all(len(one.listed) == len(recommender.catalog) for one in ranked)
    assert all(rank > 0 for one in ranked for rank in one.ranks)
