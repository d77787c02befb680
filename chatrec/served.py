"""What follows from one state of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatrec import profile
from chatrec.catalog import Catalog
from chatrec.pipeline import Person, Pipeline
from chatrec.protocols import Store, Taste, Understander
from chatrec.types import Cause, Query, Recommendation, Session, TasteLine


@dataclass(frozen=True, eq=False)
class Served:
    """Everything whose rows are those of one catalogue; another catalogue is another value.

    What people have said outlives items: ids that are no longer here are passed over.
    """

    catalog: Catalog
    understander: Understander
    pipeline: Pipeline
    taste: Taste
    store: Store

    def understand(self, session: Session, message: str) -> Query:
        """Raises MessageError when the message cannot be read."""
        return self._here(self.understander.understand(session, message))

    def recommend(self, query: Query, user: str, k: int) -> tuple[Recommendation, ...]:
        return self.pipeline.recommend(self.catalog, self._here(query), self.person(user), k)

    def explain(self, query: Query, user: str, ids: Sequence[str]) -> tuple[Recommendation, ...]:
        return self.pipeline.explain(self.catalog, self._here(query), self.person(user), ids)

    def standing(self, query: Query, user: str, item: str) -> tuple[int, Cause]:
        return self.pipeline.standing(self.catalog, self._here(query), self.person(user), item)

    def profile(self, user: str) -> tuple[TasteLine, ...]:
        attribute, person = profile.telling_attribute(self.catalog), self.person(user)
        if attribute is None:
            return ()
        scores = self.taste.score(person.vector, np.arange(len(self.catalog.entries)))
        return profile.lines(self.catalog, scores, person.votes, attribute)

    def person(self, user: str) -> Person:
        votes, here = self.store.votes(user), self.catalog
        taught = tuple(vote for vote in votes if vote.kind != "seen" and vote.item in here)
        return Person(self.store.user(user), taught)

    def judged(self, user: str) -> frozenset[str]:
        return frozenset(vote.item for vote in self.store.votes(user))

    def out(self, session: Session) -> frozenset[str]:
        """What is never listed: what was named or judged, and what the person has seen."""
        query = session.query
        return query.exclude | set(query.mentioned) - query.exceptions | self.judged(session.user)

    def _here(self, query: Query) -> Query:
        return replace(
            query,
            mentioned=self._known(query.mentioned),
            liked=self._known(query.liked),
            disliked=self._known(query.disliked),
            subject=self._known(query.subject),
        )

    def _known(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(item_id for item_id in ids if item_id in self.catalog)
