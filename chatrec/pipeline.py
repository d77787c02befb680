"""From a query to a list: encode, retrieve, rank, diversify, explore, explain."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from chatrec.catalog import Catalog
from chatrec.diversify import diversify
from chatrec.explain import gap
from chatrec.group import Group, Member, column, voices
from chatrec.protocols import Encoder, Index, Ranker, Sampler
from chatrec.timing import Stopwatch
from chatrec.types import (
    Candidates,
    Cause,
    Feedback,
    Query,
    Recommendation,
    Rows,
    UserVector,
    Vector,
)
from chatrec.user_vector.explore import explore

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PipelineConfig:
    """A catalogue of at most `whole` items is ranked whole; of a larger one the `candidates`
    nearest to the query and to each of the latest liked items are. The first `slots` are chosen
    from the best `pool` by `diversity` in [0, 1]. Of these slots the share `exploration` in [0, 1]
    goes to what one of `draws` likely tastes would put first. `refusal` is how far the words of
    what is not wanted push the query away."""

    whole: int = 10_000
    candidates: int = 1_000
    pool: int = 50
    slots: int = 6
    diversity: float = 0.15
    exploration: float = 0.0
    draws: int = 200
    refusal: float = 0.3


@dataclass(frozen=True, eq=False)
class Person:
    """What the pipeline knows of a person: the user vector, the votes it is folded from, and a name
    by which no two people are shown the same experiments."""

    vector: UserVector
    votes: tuple[Feedback, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Pipeline:
    """The stages in their order; the same query, person and catalogue give the same list.

    Without a `sampler` nothing is explored; `version` names the ranker; each stage is `timed`.
    """

    encoder: Encoder
    index: Index
    ranker: Ranker
    config: PipelineConfig = PipelineConfig()
    sampler: Sampler | None = None
    version: str = "blend"
    timed: Stopwatch = field(default_factory=Stopwatch)

    def recommend(
        self, catalog: Catalog, query: Query, person: Person, k: int
    ) -> tuple[Recommendation, ...]:
        """The k best items, best first; fewer when fewer meet the limits."""
        group = self._retrieved(catalog, query, person)
        best = self._best(group)
        with self.timed("explore"):
            listed, propensities = self._explore(best, query, person, group)
        shown = listed.take(np.arange(min(k, len(listed))))
        told = self._explain(catalog, shown, query, group)
        return tuple(
            replace(one, propensity=float(chance))
            for one, chance in zip(told, propensities, strict=False)
        )

    def place(self, catalog: Catalog, query: Query, person: Person, item_id: str) -> int | None:
        """The item's place, from 1, in the list without exploration; None when it is not there."""
        best = self._best(self._retrieved(catalog, query, person))
        found = np.flatnonzero(best.rows == catalog.row(item_id))
        return int(found[0]) + 1 if len(found) else None

    def explain(
        self, catalog: Catalog, query: Query, person: Person, ids: Sequence[str]
    ) -> tuple[Recommendation, ...]:
        """Those items with scores and reasons, in the order given; unknown ids are left out."""
        rows = catalog.rows(ids)
        group = self._group(query, person, rows)
        if not group.alone:  # what several people think of an item is relative
            retrieved = self._retrieve(catalog, query, group.members)
            group = replace(group, rows=np.union1d(retrieved, rows))
        scored = self._rank(group)
        place = {int(row): n for n, row in enumerate(scored.rows)}
        in_order = scored.take(np.array([place[int(row)] for row in rows], dtype=np.int64))
        return self._explain(catalog, in_order, query, group)

    def standing(
        self, catalog: Catalog, query: Query, person: Person, item_id: str
    ) -> tuple[int, Cause]:
        """The item's place among all that meet the limits, from 1, and the cause by which it
        falls furthest behind the best of them, for the one whom it pleases least."""
        row = catalog.row(item_id)
        rows = np.flatnonzero(catalog.allowed(replace(query, exclude=query.exclude - {item_id})))
        group = self._group(query, person, rows)
        ranked = self._rank(group)
        place = int(np.flatnonzero(ranked.rows == row)[0]) + 1
        compared = np.append(ranked.rows[: self.config.slots], row)
        effects = group.causes(group.least_pleased(row), compared)
        rivals = {cause: float(effect[:-1].mean()) for cause, effect in effects.items()}
        return place, gap(column(effects, len(compared) - 1), rivals)

    def _group(self, query: Query, person: Person, rows: Rows) -> Group:
        """Who asks, and the rows that could be listed."""
        members = tuple(Member(name, own, self._encode(own)) for name, own in voices(query))
        return Group(self.ranker, members, person.vector, person.votes, rows)

    def _retrieved(self, catalog: Catalog, query: Query, person: Person) -> Group:
        """Who asks, and all that meets the limits, as far as it is retrieved."""
        group = self._group(query, person, np.empty(0, dtype=np.int64))
        return replace(group, rows=self._retrieve(catalog, query, group.members))

    def _best(self, group: Group) -> Candidates:
        """All that was retrieved, ranked and diversified."""
        ranked = self._rank(group)
        with self.timed("diversify"):
            pool = self.index.vectors(ranked.rows[: self.config.pool])
            return diversify(ranked, pool, self.config.slots, self.config.diversity)

    def _rank(self, group: Group) -> Candidates:
        with self.timed("rank"):
            return group.rank()

    def _explore(
        self, listed: Candidates, query: Query, person: Person, group: Group
    ) -> tuple[Candidates, Floats]:
        """The list that goes out: explored last, so that the propensities are those of places. What
        several people watch is no experiment on one taste."""
        config = self.config
        if self.sampler is None or config.exploration <= 0 or not group.alone:
            return listed, np.ones(len(listed))
        pool, seed = listed.take(np.arange(min(config.pool, len(listed)))), _seed(query, person)
        expected = pool.scores - self.ranker.taste(person.vector, pool.rows)
        tastes = self.sampler.draws(person.vector, config.draws, seed)
        drawn = np.stack([expected + self.ranker.taste(one, pool.rows) for one in tastes])
        return explore(listed, drawn, config.slots, config.exploration, seed + 1)

    def _retrieve(self, catalog: Catalog, query: Query, members: Sequence[Member]) -> Rows:
        """What is ranked, in the catalogue's order."""
        with self.timed("retrieve"):
            allowed, most = catalog.allowed(query), self.config.candidates
            if len(catalog) <= self.config.whole:
                return np.flatnonzero(allowed)
            probes = [probe for one in members for probe in self._probes(catalog, one)]
            found = [self.index.search(probe, most, allowed).rows for probe in probes]
            return np.unique(np.concatenate(found))

    def _probes(self, catalog: Catalog, one: Member) -> list[Vector]:
        liked = self.index.vectors(catalog.rows(one.query.liked[-3:]))
        return [one.vector, *liked] if one.query.text or not len(liked) else list(liked)

    def _encode(self, query: Query) -> Vector:
        """The query's vector, pushed away from what is not wanted; zeros when nothing is asked."""
        texts = [text for text in (query.text, query.unwanted) if text]
        with self.timed("encode"):
            vectors = iter(self.encoder.encode(texts))
        wanted = next(vectors) if query.text else np.zeros(self.encoder.dim, dtype=np.float32)
        return wanted - self.config.refusal * next(vectors) if query.unwanted else wanted

    def _explain(
        self, catalog: Catalog, listed: Candidates, query: Query, group: Group
    ) -> tuple[Recommendation, ...]:
        with self.timed("explain"):
            because = group.reasons(listed.rows, catalog, query)
            told = zip(listed.rows, listed.scores, because, strict=True)
            return tuple(
                Recommendation(catalog.at(int(row)), float(score), why, ranker=self.version)
                for row, score, why in told
            )


def _seed(query: Query, person: Person) -> int:
    """The same for the same state and message, in every process; sets have no order."""
    votes = [(vote.item, vote.value, vote.kind) for vote in person.votes]
    sets = [sorted(query.exclude), sorted(query.exceptions)]
    asked = replace(query, exclude=frozenset(), exceptions=frozenset())
    return zlib.crc32(repr((person.name, votes, asked, sets)).encode())
