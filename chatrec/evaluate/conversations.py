"""How high the chat ranks what a person recommended: the whole catalogue, turn by turn."""

from __future__ import annotations

import time
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn
from chatrec.datasets.replay import Replay, replayed, with_gold_mentions
from chatrec.evaluate import metrics
from chatrec.load import load
from chatrec.types import Query, Recommendation, Rows
from chatrec.understand import Grammar


class Recommends(typing.Protocol):
    """A `Recommender`, or a baseline in its place."""

    @property
    def catalog(self) -> Catalog: ...

    def recommend(self, query: Query, user: str, k: int) -> tuple[Recommendation, ...]: ...


@dataclass(frozen=True)
class Ranked:
    """One turn: the ids listed, best first, and the rank of each target, 0 when not listed.

    The `new` ones are of a list from which the mentioned items were taken out.
    """

    turn: ConversationTurn
    query: Query
    listed: tuple[str, ...]
    ranks: tuple[int, ...]
    listed_new: tuple[str, ...]
    ranks_new: tuple[int, ...]
    seconds: float


@dataclass(frozen=True)
class Protocol:
    """`ks` are depths of recall. With `gold` the mentions of the file are taken, else those read
    from the text. `limits` holds every list to the limits read from the messages, as a chat does;
    without, they only count as words, for people recommend items that break them."""

    ks: tuple[int, ...] = (1, 10, 50)
    gold: bool = False
    limits: bool = False


def measure(
    directory: Path, turns: Sequence[ConversationTurn], protocol: Protocol = Protocol()
) -> Mapping[str, object]:
    """The figures of what an index directory serves."""
    recommender = load(directory)
    replay = replayed(Grammar(recommender.catalog, date.today()))
    return summary(list(evaluate(recommender, replay, turns, protocol)), protocol.ks)


def evaluate(
    recommender: Recommends,
    replay: Replay,
    turns: Iterable[ConversationTurn],
    protocol: Protocol = Protocol(),
) -> Iterator[Ranked]:
    """Each turn through `Recommender.recommend`, for a person of whom nothing is known."""
    depth = max(10, *protocol.ks)
    for turn in turns:
        began = time.perf_counter()
        query = _query(replay, turn, recommender.catalog, protocol)
        listed = _list(recommender, query, depth)
        seconds = time.perf_counter() - began
        fresh = replace(query, exclude=query.exclude | set(turn.mentioned))
        listed_new = _list(recommender, fresh, depth) if turn.mentioned else listed
        yield Ranked(
            *(turn, query, listed, _ranks(listed, turn.target)),
            *(listed_new, _ranks(listed_new, turn.target_new), seconds),
        )


def summary(ranked: Sequence[Ranked], ks: Sequence[int]) -> Mapping[str, typing.Any]:
    """Both protocols side by side, with a standard error for each figure."""
    return {
        "all": _figures(ranked, ks, lambda one: one.ranks),
        "new": _figures(ranked, ks, lambda one: one.ranks_new),
        "ms_per_turn": round(1000 * float(np.mean([one.seconds for one in ranked])), 2),
    }


def _figures(
    ranked: Sequence[Ranked], ks: Sequence[int], ranks_of: Callable[[Ranked], Sequence[int]]
) -> Mapping[str, object]:
    """One example a target item."""
    ranks: Rows = np.array([rank for one in ranked for rank in ranks_of(one)], dtype=np.int64)
    dialogs = [one.turn.dialog for one in ranked for _ in ranks_of(one)]
    columns = {f"recall@{k}": metrics.hits(ranks, k) for k in ks}
    columns |= {"mrr@10": metrics.reciprocal_ranks(ranks, 10), "ndcg@10": metrics.gains(ranks, 10)}
    means = {name: round(float(v.mean()), 4) if len(v) else 0.0 for name, v in columns.items()}
    errors = {n: round(metrics.standard_error(v, dialogs), 4) for n, v in columns.items()}
    return {"n": len(ranks), **means, "se": errors}


def _query(replay: Replay, turn: ConversationTurn, catalog: Catalog, protocol: Protocol) -> Query:
    query = replay(turn)
    if not protocol.limits:
        query = replace(query, constraints=(), exclude=frozenset())
    return with_gold_mentions(query, turn, catalog) if protocol.gold else query


def _list(recommender: Recommends, query: Query, depth: int) -> tuple[str, ...]:
    return tuple(one.item.id for one in recommender.recommend(query, "", depth))


def _ranks(listed: Sequence[str], targets: Iterable[str]) -> tuple[int, ...]:
    place = {item_id: rank for rank, item_id in enumerate(listed, 1)}
    return tuple(place.get(target, 0) for target in targets)
