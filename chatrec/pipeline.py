"""From a query to a list: encode, retrieve, rank, diversify, explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatrec.catalog import Catalog
from chatrec.diversify import diversify
from chatrec.explain import gap, reasons
from chatrec.protocols import Encoder, Index, Ranker
from chatrec.types import (
    Candidates,
    Cause,
    Feedback,
    Mask,
    Query,
    Recommendation,
    Rows,
    UserVector,
    Vector,
)
from chatrec.wording import wording


@dataclass(frozen=True)
class PipelineConfig:
    """A catalogue of at most `whole` items is ranked whole; of a larger one the `candidates`
    nearest to the query and to each of the latest liked items are. The first `slots` are chosen
    from the best `pool` by `diversity` in [0, 1]. `refusal` is how far the words of what is not
    wanted push the query away."""

    whole: int = 10_000
    candidates: int = 1_000
    pool: int = 50
    slots: int = 6
    diversity: float = 0.15
    refusal: float = 0.3


@dataclass(frozen=True, eq=False)
class Person:
    """What the pipeline knows of a person: the user vector and the votes it is folded from."""

    vector: UserVector
    votes: tuple[Feedback, ...] = ()


@dataclass(frozen=True)
class Pipeline:
    """The stages in their order; the same query, person and catalogue give the same list."""

    encoder: Encoder
    index: Index
    ranker: Ranker
    config: PipelineConfig = PipelineConfig()

    def recommend(
        self, catalog: Catalog, query: Query, person: Person, k: int
    ) -> tuple[Recommendation, ...]:
        """The k best items, best first; fewer when fewer meet the limits."""
        vector = self._encode(query)
        allowed = catalog.allowed(query)
        candidates = self._retrieve(catalog, query, vector, allowed)
        ranked = self.ranker.rank(query, vector, person.vector, candidates)
        pool = self.index.vectors(ranked.rows[: self.config.pool])
        listed = diversify(ranked, pool, self.config.slots, self.config.diversity)
        return self._explain(
            catalog, listed.take(np.arange(min(k, len(listed)))), query, vector, person
        )

    def explain(
        self, catalog: Catalog, query: Query, person: Person, ids: Sequence[str]
    ) -> tuple[Recommendation, ...]:
        """Those items with scores and reasons, in the order given; unknown ids are left out."""
        vector, rows = self._encode(query), catalog.rows(ids)
        scored = self.ranker.rank(query, vector, person.vector, _unscored(rows))
        place = {int(row): n for n, row in enumerate(scored.rows)}
        in_order = scored.take(np.array([place[int(row)] for row in rows], dtype=np.int64))
        return self._explain(catalog, in_order, query, vector, person)

    def standing(
        self, catalog: Catalog, query: Query, person: Person, item_id: str
    ) -> tuple[int, Cause]:
        """The item's place among all that meet the limits, from 1, and the cause by which it
        falls furthest behind the best of them."""
        vector, row = self._encode(query), catalog.row(item_id)
        rows = np.flatnonzero(catalog.allowed(replace(query, exclude=query.exclude - {item_id})))
        ranked = self.ranker.rank(query, vector, person.vector, _unscored(rows))
        place = int(np.flatnonzero(ranked.rows == row)[0]) + 1
        compared = np.append(ranked.rows[: self.config.slots], row)
        effects = self.ranker.causes(query, vector, person.vector, person.votes, compared)
        rivals = {cause: float(effect[:-1].mean()) for cause, effect in effects.items()}
        return place, gap(_column(effects, len(compared) - 1), rivals)

    def _retrieve(
        self, catalog: Catalog, query: Query, vector: Vector, allowed: Mask
    ) -> Candidates:
        if len(catalog) <= self.config.whole:
            return _unscored(np.flatnonzero(allowed))
        liked = self.index.vectors(catalog.rows(query.liked[-3:]))
        probes = [vector, *liked] if query.text or not len(liked) else list(liked)
        found = [self.index.search(probe, self.config.candidates, allowed).rows for probe in probes]
        return _unscored(np.unique(np.concatenate(found)))

    def _encode(self, query: Query) -> Vector:
        """The query's vector, pushed away from what is not wanted; zeros when nothing is asked."""
        texts = [text for text in (query.text, query.unwanted) if text]
        vectors = iter(self.encoder.encode(texts))
        wanted = next(vectors) if query.text else np.zeros(self.encoder.dim, dtype=np.float32)
        return wanted - self.config.refusal * next(vectors) if query.unwanted else wanted

    def _explain(
        self, catalog: Catalog, listed: Candidates, query: Query, vector: Vector, person: Person
    ) -> tuple[Recommendation, ...]:
        effects = self.ranker.causes(query, vector, person.vector, person.votes, listed.rows)
        words = wording(query.language)
        items = [catalog.at(int(row)) for row in listed.rows]
        return tuple(
            Recommendation(
                item, float(score), reasons(item, _column(effects, n), query, catalog, words)
            )
            for n, (item, score) in enumerate(zip(items, listed.scores, strict=True))
        )


def _column(effects: Mapping[Cause, Vector], place: int) -> dict[Cause, float]:
    return {cause: float(effect[place]) for cause, effect in effects.items()}


def _unscored(rows: Rows) -> Candidates:
    return Candidates(rows, np.zeros(len(rows), dtype=np.float32))
