"""Whether stated limits hold: conversations with what every recommended item must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from chatrec.constraints import satisfies
from chatrec.datasets.lines import Record, records
from chatrec.errors import CatalogueError
from chatrec.recommender import Recommender
from chatrec.types import Constraint, Item, Op

_OPS = get_args(Op)


@dataclass(frozen=True)
class Probe:
    """What is said, in order, and what the items of the last list must and must not meet."""

    turns: tuple[str, ...]
    must: tuple[Constraint, ...] = ()
    must_not: tuple[Constraint, ...] = ()

    def is_met_by(self, item: Item) -> bool:
        return all(satisfies(item, limit) for limit in self.must) and not any(
            satisfies(item, limit) for limit in self.must_not
        )


@dataclass(frozen=True)
class Outcome:
    """How one probe went: items listed, how many of them break it, how many could have met it."""

    probe: Probe
    listed: tuple[Item, ...]
    broken: tuple[Item, ...]
    possible: int

    @property
    def satisfied(self) -> float:
        """The share of the list that meets the probe; an empty list is right only when nothing
        in the catalogue could."""
        if not self.listed:
            return float(self.possible == 0)
        return 1 - len(self.broken) / len(self.listed)


def read_probes(path: str) -> tuple[Probe, ...]:
    """Raises CatalogueError naming the line of a probe that cannot be read."""
    return tuple(_probe(record, f"{path}, line {number}") for number, record in records(path))


def run(recommender: Recommender, probes: Iterable[Probe]) -> tuple[Outcome, ...]:
    """Each probe as a conversation of its own, with a person of whom nothing is known."""
    return tuple(_outcome(recommender, probe, f"probe-{n}") for n, probe in enumerate(probes))


def summary(outcomes: Sequence[Outcome], k: int) -> Mapping[str, float]:
    return {
        "probes": len(outcomes),
        "violations": sum(len(one.broken) for one in outcomes),
        f"satisfied@{k}": round(sum(o.satisfied for o in outcomes) / max(len(outcomes), 1), 4),
        "empty": sum(not one.listed for one in outcomes),
    }


def _outcome(recommender: Recommender, probe: Probe, user: str) -> Outcome:
    session = recommender.start(user)
    for message in probe.turns:
        session, answer = recommender.reply(session, message)
    listed = tuple(one.item for one in answer.recommendations)
    broken = tuple(item for item in listed if not probe.is_met_by(item))
    return Outcome(probe, listed, broken, sum(map(probe.is_met_by, recommender.catalog)))


def _probe(record: Record | CatalogueError, place: str) -> Probe:
    if isinstance(record, CatalogueError):
        raise CatalogueError(f"{place}: {record}")
    turns = record.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        raise CatalogueError(f"{place}: turns must be a list of messages, not {turns!r}")
    limits = [_limits(record.get(key) or [], place) for key in ("must", "must_not")]
    return Probe(tuple(turns), *limits)


def _limits(listed: object, place: str) -> tuple[Constraint, ...]:
    try:
        triples = [(str(attribute), op, value) for attribute, op, value in listed]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise CatalogueError(f"{place}: {listed!r} is no list of [attribute, op, value]") from None
    unknown = [op for _, op, _ in triples if op not in _OPS]
    if unknown:
        raise CatalogueError(f"{place}: unknown op {unknown[0]!r}: use one of {' '.join(_OPS)}")
    return tuple(
        Constraint(attribute, op, tuple(map(str, value)) if isinstance(value, list) else value)
        for attribute, op, value in triples
    )
