"""What one thumb-down does: paired replays with and without it, through the chat's own lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chatrec.datasets.events import by_user
from chatrec.errors import CatalogueError
from chatrec.evaluate import ranking
from chatrec.evaluate.feedback import as_thumb
from chatrec.evaluate.learning import Tasted
from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.types import Feedback, Query, Rows


@dataclass(frozen=True)
class AuditConfig:
    """Each person first gives `known` of their thumbs and sees a list; one item of it gets a
    thumb-down in one world and none in the other; then come `lists` more of `k` items, none twice.
    The `near` share of the catalogue that lies nearest to that item by text is alike to it."""

    users: int = 500
    known: int = 5
    lists: int = 3
    k: int = 6
    near: float = 0.01
    seed: int = 0


@dataclass(frozen=True)
class Replay:
    """How many items alike to the refused one were listed, and nDCG@10 on the rated items that are
    not, without and with the thumb-down."""

    unwanted: tuple[int, int]
    unrelated: tuple[float, float]


def audit(
    directory: Path, events: Sequence[Feedback], config: AuditConfig | None = None
) -> Mapping[str, object]:
    """Raises CatalogueError when nobody gave enough thumbs on items of this catalogue."""
    config = config or AuditConfig()
    tasted, recommender = Tasted.of(directory), load(directory)
    people = [thumbs for thumbs in _thumbs(tasted, events) if len(thumbs) >= config.known + 10]
    if not people:
        raise CatalogueError(
            f"nobody gave {config.known + 10} thumbs on items of this index: give other events"
        )
    replays = [
        _replay(n, people[n % len(people)], tasted, recommender, config)
        for n in range(config.users)
    ]
    return _summary(replays)


def _thumbs(tasted: Tasted, events: Sequence[Feedback]) -> list[list[Feedback]]:
    here = [as_thumb(event) for event in events if event.item in tasted.catalog]
    told = by_user(event for event in here if event.value != 0)
    return [list({vote.item: vote for vote in votes}.values()) for votes in told.values()]


def _replay(
    n: int,
    thumbs: Sequence[Feedback],
    tasted: Tasted,
    recommender: Recommender,
    config: AuditConfig,
) -> Replay:
    rng = np.random.default_rng((config.seed, n))
    order = rng.permutation(len(thumbs))
    votes = [thumbs[place] for place in order[: config.known]]
    hidden = [thumbs[place] for place in order[config.known :]]
    judged = frozenset(vote.item for vote in votes)
    for user in _worlds(n):
        for at, vote in enumerate(votes, 1):
            recommender.learn(Feedback(user, vote.item, vote.value, at=float(at)))
    first = _list(recommender, _worlds(n)[0], judged, config.k)
    refused = Feedback(_worlds(n)[1], first[rng.integers(len(first))], -1.0)
    recommender.learn(refused)
    alike = _alike(tasted, refused.item, config.near)
    unwanted = [
        sum(item in alike for item in _lists(recommender, user, judged | set(first), config))
        for user in _worlds(n)
    ]
    unrelated = [vote for vote in hidden if vote.item not in alike]
    return Replay(
        (unwanted[0], unwanted[1]),
        (_ndcg(tasted, votes, unrelated), _ndcg(tasted, [*votes, refused], unrelated)),
    )


def _worlds(n: int) -> tuple[str, str]:
    return f"{n} without", f"{n} with"


def _lists(
    recommender: Recommender, user: str, shown: frozenset[str], config: AuditConfig
) -> list[str]:
    listed: list[str] = []
    for _ in range(config.lists):
        listed += _list(recommender, user, shown | set(listed), config.k)
    return listed


def _list(recommender: Recommender, user: str, out: frozenset[str], k: int) -> list[str]:
    return [one.item.id for one in recommender.recommend(Query(exclude=out), user, k)]


def _alike(tasted: Tasted, item_id: str, near: float) -> frozenset[str]:
    likeness = tasted.vectors @ tasted.vectors[tasted.catalog.row(item_id)]
    rows = ranking.best(likeness, max(2, int(near * len(likeness))))
    return frozenset(tasted.catalog.at(int(row)).id for row in rows)


def _ndcg(tasted: Tasted, votes: Sequence[Feedback], hidden: Sequence[Feedback]) -> float:
    rows: Rows = tasted.catalog.rows(vote.item for vote in hidden)
    scores = tasted.learner.score(tasted.learner.fold(votes), rows)
    return ranking.ndcg(np.array([(vote.value + 1) / 2 for vote in hidden]), scores)


def _summary(replays: Sequence[Replay]) -> Mapping[str, object]:
    """The interval is of the drop, by drawing people with replacement (Efron 1979)."""
    unwanted = np.array([one.unwanted for one in replays], dtype=np.float64)
    unrelated = np.array([one.unrelated for one in replays])
    without, with_it = (ranking.mean(column) for column in unrelated.T)
    rng = np.random.default_rng(0)
    drawn = unwanted[rng.integers(len(unwanted), size=(1000, len(unwanted)))].sum(axis=1)
    drops = 1 - drawn[:, 1] / np.maximum(drawn[:, 0], 1)
    return {
        "unwanted_drop": round(_drop(unwanted), 4),
        "unwanted_drop_95": [round(float(q), 4) for q in np.quantile(drops, [0.025, 0.975])],
        "unwanted_without": round(float(unwanted[:, 0].mean()), 3),
        "unwanted_with": round(float(unwanted[:, 1].mean()), 3),
        "unrelated_ndcg_change": round(with_it / without - 1, 4) if without else 0.0,
        "users": len(replays),
    }


def _drop(unwanted: ranking.Floats) -> float:
    before, after = unwanted.sum(axis=0)
    return float(1 - after / before) if before else 0.0
