"""The learner of an index beside what else could learn, on real people, under four conditions."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from chatrec import manifest
from chatrec.build import ITEMS, VECTORS
from chatrec.catalog import Catalog
from chatrec.datasets.events import by_user
from chatrec.datasets.items import read_items
from chatrec.errors import CatalogueError
from chatrec.evaluate import feedback
from chatrec.evaluate.alternatives import (
    Alternative,
    Catalogue,
    History,
    learned,
    with_training,
    without_training,
)
from chatrec.evaluate.feedback import Figures, Person, Protocol
from chatrec.index import FaissIndex
from chatrec.train.taste import TasteConfig, fit_taste, histories
from chatrec.types import Feedback, Matrix
from chatrec.user_vector import PosteriorLearner, TasteSpace, learner_of, read_taste

Condition: TypeAlias = Literal["warm", "cold", "noise", "drift"]
OURS, UNLEARNED, REFERENCE = "chatrec", "no personalisation", "with history"
COLD_SHARE, NOISE_SHARE = 5, 0.1


@dataclass(frozen=True, eq=False)
class Tasted:
    """What the learning of an index directory needs, without its encoder."""

    catalog: Catalog
    vectors: Matrix
    learner: PosteriorLearner

    @classmethod
    def of(cls, directory: Path) -> Tasted:
        """Raises IndexingError when it is no whole index, ModelError when its taste is broken."""
        made = manifest.read(directory)
        manifest.verify(directory, made)
        catalog = read_items(str(directory / ITEMS)).catalog
        vectors = FaissIndex.read(directory / VECTORS).vectors(np.arange(len(catalog)))
        return cls(catalog, vectors, read_taste(directory, catalog, lambda rows: vectors[rows]))

    def with_space(self, space: TasteSpace) -> Tasted:
        learner = learner_of(space, self.catalog, lambda rows: self.vectors[rows])
        return Tasted(self.catalog, self.vectors, learner)

    def fitted(self, people: Sequence[History], config: TasteConfig | None = None) -> Tasted:
        return self.with_space(fit_taste(people, list(self.catalog), self.vectors, config))

    def system(self) -> Alternative:
        return Alternative(learned(self.learner, self.learner, len(self.catalog)))

    def unlearned(self) -> Alternative:
        prior = self.learner.score(self.learner.prior(), np.arange(len(self.catalog)))
        return Alternative(lambda votes: prior)


def measure(
    tasted: Tasted,
    events: Sequence[Feedback],
    protocol: Protocol | None = None,
    condition: Condition = "warm",
    train: Sequence[Feedback] = (),
    compare: bool = False,
) -> Mapping[str, object]:
    """The figures of the index's learner and, to `compare`, of all others that can be had.

    The cold condition fits anew to the `train` events, without those on the items it ranks.
    """
    protocol = protocol or Protocol()
    people = persons(tasted.catalog, events, condition)
    systems = _systems(tasted, protocol, condition, train, compare)
    figures = {name: feedback.evaluate(people, one, protocol) for name, one in systems.items()}
    found: dict[str, object] = {
        "k": feedback.summary(figures[OURS]),
        "us_per_update": _update_time(tasted.learner, people),
        "people": len(people),
        "mode": protocol.mode,
        "condition": condition,
    }
    if len(figures) > 1:
        found["beside"] = {name: _beside(figures, name) for name in figures if name != OURS}
    return found


def persons(
    catalog: Catalog, events: Sequence[Feedback], condition: Condition = "warm"
) -> list[Person]:
    """Raises CatalogueError when no event is on an item of the catalogue."""
    found = [
        _person([event for event in theirs if event.item in catalog], catalog, condition)
        for theirs in by_user(events).values()
    ]
    people = [person for person in found if len(person.rows)]
    if not people:
        raise CatalogueError("no event is on an item of this index: give the events of its items")
    return _drifted(people) if condition == "drift" else people


def is_cold(item_id: str) -> bool:
    """Whether the item is one of the fifth that the cold condition keeps out of training."""
    return zlib.crc32(item_id.encode()) % COLD_SHARE == 0


def _person(events: Sequence[Feedback], catalog: Catalog, condition: Condition) -> Person:
    latest = list({event.item: event for event in events}.values())
    values = np.array([event.value for event in latest], dtype=np.float64)
    cold = np.array([is_cold(event.item) for event in latest], dtype=np.bool_)
    counted = cold if condition == "cold" else np.ones(len(latest), dtype=np.bool_)
    told = [_mistaken(event) for event in latest] if condition == "noise" else latest
    return Person(catalog.rows(event.item for event in latest), values, tuple(told), counted)


def _mistaken(event: Feedback) -> Feedback:
    """One vote in ten says the opposite of what was meant."""
    drawn = zlib.crc32(f"{event.user} {event.item}".encode()) / 2**32
    value = -event.value if drawn < NOISE_SHARE else event.value
    return Feedback(event.user, event.item, value, event.kind, event.at, event.key)


def _drifted(people: Sequence[Person]) -> list[Person]:
    """Each one's votes follow on ten of the next person: the taste changed there."""
    following = [*people[1:], *people[:1]]
    return [
        Person(one.rows, one.values, one.told, one.counted, other.told[:10])
        for one, other in zip(people, following, strict=True)
    ]


def _systems(
    tasted: Tasted,
    protocol: Protocol,
    condition: Condition,
    train: Sequence[Feedback],
    compare: bool,
) -> Mapping[str, Alternative]:
    reference = {REFERENCE: tasted.system()} if condition == "cold" else {}
    known = [e for e in train if condition != "cold" or not is_cold(e.item)]
    people = histories(by_user(known), tasted.catalog.rows) if known else []
    if condition == "cold":
        if not people:
            raise CatalogueError("the cold condition fits anew: give the --train events")
        tasted = tasted.fitted(people)
    systems = {OURS: tasted.system(), UNLEARNED: tasted.unlearned()} | reference
    if not compare:
        return systems
    catalogue = Catalogue(tasted.catalog.rows, tasted.vectors)
    texts = dict(without_training(catalogue))
    if protocol.mode == "replay":
        texts.pop("linucb")
    prior = tasted.unlearned().score(()) / tasted.learner.slope
    fitted = with_training(catalogue, people, prior) if people else {}
    return {**systems, **texts, **fitted}


def _beside(figures: Mapping[str, Figures], name: str) -> dict[str, object]:
    return {
        "k": feedback.summary(figures[name]),
        "lead": feedback.leads(figures[OURS], figures[name]),
    }


def _update_time(learner: PosteriorLearner, people: Sequence[Person]) -> float:
    logs = [person.told[:20] for person in people[:50]]
    fold = [*logs[:1], *logs]
    return feedback.microseconds(
        lambda: [reduce(learner.update, log, learner.prior()) for log in fold],
        sum(len(log) for log in fold),
    )
