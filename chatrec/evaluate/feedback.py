"""How fast a taste is learned: people start unknown; predict, then learn, vote by vote."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chatrec.evaluate import ranking
from chatrec.evaluate.alternatives import LIKED, Alternative, Score
from chatrec.types import Feedback, Mask, Rows, Vector

Floats = NDArray[np.float64]
Mode: TypeAlias = Literal["replay", "loop"]
MEASURES = ("ndcg@10", "ndcg@10_up", "auc", "recall@10_full", "ndcg@10_full", "shown")


@dataclass(frozen=True)
class Protocol:
    """After each number of votes in `at`, the person's remaining items are ranked, and the whole
    catalogue without the judged ones. In replay mode votes come in the person's own order, in loop
    mode on whatever the system ranks first of what the person has rated. A person counts while
    at least `fewest` items remain. `thumbs` turns values into thumbs before they are learned."""

    at: tuple[int, ...] = (0, 1, 3, 5, 10, 20)
    mode: Mode = "replay"
    fewest: int = 10
    thumbs: bool = False


@dataclass(frozen=True, eq=False)
class Person:
    """What somebody judged, in their order: rows, values in [-1, 1], and the events themselves.

    `told` are the events as the learner hears them, `before` what it heard earlier; only items
    where `counted` are ranked.
    """

    rows: Rows
    values: Floats
    told: tuple[Feedback, ...]
    counted: Mask
    before: tuple[Feedback, ...] = ()


Figures: TypeAlias = Mapping[int, Mapping[str, Floats]]
"""By number of votes and measure, one figure a person, NaN where it cannot be measured."""


def evaluate(people: Sequence[Person], system: Alternative, protocol: Protocol) -> Figures:
    measured = [_follow(person, system, protocol) for person in people]
    return {
        k: {
            name: np.array([one.get(k, {}).get(name, np.nan) for one in measured])
            for name in MEASURES
        }
        for k in protocol.at
    }


def summary(figures: Figures) -> dict[str, dict[str, float | int]]:
    """Means with their standard errors over people."""
    told: dict[str, dict[str, float | int]] = {}
    for k, measures in figures.items():
        row: dict[str, float | int] = {}
        for name, values in measures.items():
            if np.isnan(values).all():
                continue
            row[name] = round(ranking.mean(values), 4)
            row[f"{name}_se"] = round(ranking.standard_error(values), 4)
        told[str(k)] = row | {"users": int((~np.isnan(measures["ndcg@10"])).sum())}
    return told


def leads(ours: Figures, theirs: Figures, measure: str = "ndcg@10") -> dict[str, list[float]]:
    """By how much we are ahead, person by person, with the standard error of that mean."""
    ahead = {k: ours[k][measure] - theirs[k][measure] for k in ours}
    return {
        str(k): [round(ranking.mean(one), 4), round(ranking.standard_error(one), 4)]
        for k, one in ahead.items()
    }


def as_thumb(event: Feedback) -> Feedback:
    """Up from three quarters of the scale, down below its middle, in between nothing."""
    value = 1.0 if event.value >= LIKED else -1.0 if event.value < 0 else 0.0
    return Feedback(event.user, event.item, value, "thumb", event.at, event.key)


def microseconds(learn: Callable[[], object], updates: int) -> float:
    began = time.perf_counter()
    learn()
    return round(1e6 * (time.perf_counter() - began) / max(updates, 1), 1)


def _follow(person: Person, system: Alternative, protocol: Protocol) -> dict[int, dict[str, float]]:
    heard, left = list(person.before), np.arange(len(person.rows))
    found: dict[int, dict[str, float]] = {}
    for k in range(max(protocol.at) + 1):
        if k in protocol.at:
            counted = left[person.counted[left]]
            if len(counted) < protocol.fewest:
                break
            found[k] = _measured(person, left, counted, system.score(_teaching(heard)))
        if len(left) == 0:
            break
        turn = 0 if protocol.mode == "replay" else _shown(person, left, system, _teaching(heard))
        vote = person.told[left[turn]]
        heard.append(as_thumb(vote) if protocol.thumbs else vote)
        left = np.delete(left, turn)
    return found


def _teaching(heard: Sequence[Feedback]) -> list[Feedback]:
    return [vote for vote in heard if vote.value != 0 or vote.kind == "rating"]


def _shown(person: Person, left: Rows, system: Alternative, heard: Sequence[Feedback]) -> int:
    score: Score = system.choose or system.score
    return int(np.argmax(score(heard)[person.rows[left]]))


def _measured(person: Person, left: Rows, counted: Rows, scores: Vector) -> dict[str, float]:
    """Gains are values brought to [0, 1]; with `_up` and in the whole catalogue 1 for what the
    person liked. `shown` is the mean gain of what was judged so far."""
    values, own = person.values[counted], scores[person.rows[counted]]
    liked = values >= LIKED
    relevant = np.zeros(len(scores), dtype=np.bool_)
    relevant[person.rows[counted[liked]]] = True
    open_scores = scores.copy()
    open_scores[np.setdiff1d(person.rows, person.rows[left])] = -np.inf
    top = ranking.best(open_scores)
    return {
        "ndcg@10": ranking.ndcg((values + 1) / 2, own),
        "ndcg@10_up": ranking.ndcg(liked.astype(np.float64), own),
        "auc": ranking.auc(liked, own),
        "recall@10_full": ranking.recall(relevant, top),
        "ndcg@10_full": ranking.ndcg(relevant.astype(np.float64), open_scores),
        "shown": _shown_gain(person, left),
    }


def _shown_gain(person: Person, left: Rows) -> float:
    judged = np.delete(person.values, left)
    return float((judged.mean() + 1) / 2) if len(judged) else float("nan")
