"""What follows from one state of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatrec import profile
from chatrec.catalog import Catalog
from chatrec.conversation import Session
from chatrec.pipeline import Person, Pipeline
from chatrec.protocols import Store, Taste, Understander
from chatrec.types import Cause, Counterfactual, Feedback, Mask, Query, Recommendation, TasteLine


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
        with self.pipeline.timed("understand"):
            query = self._here(self.understander.understand(session, message))
        return self._without_opinions(query, session.user) if query.values else query

    def recommend(self, query: Query, user: str, k: int) -> tuple[Recommendation, ...]:
        return self.pipeline.recommend(self.catalog, self._here(query), self.person(user), k)

    def explain(self, query: Query, user: str, ids: Sequence[str]) -> tuple[Recommendation, ...]:
        return self.pipeline.explain(self.catalog, self._here(query), self.person(user), ids)

    def standing(self, query: Query, user: str, item: str) -> tuple[int, Cause]:
        return self.pipeline.standing(self.catalog, self._here(query), self.person(user), item)

    def profile(self, user: str) -> tuple[TasteLine, ...]:
        """The lasting taste, the most liked first; empty before the first vote."""
        person = self.person(user)
        scores = self.taste.score(person.vector, np.arange(len(self.catalog.entries)))
        return profile.lines(self.catalog, scores, person.votes)

    def profile_since(self, user: str, began: float) -> tuple[TasteLine, ...]:
        """What the votes since then add to the lasting taste; empty where nothing older is known,
        for then they are all of it."""
        votes = self.taught(user)
        recent = [n for n, vote in enumerate(votes) if vote.at >= began]
        if len(recent) in (0, len(votes)):
            return ()
        shares = self.taste.shares(votes, np.arange(len(self.catalog.entries)))
        given = [votes[n] for n in recent]
        return profile.lines(self.catalog, shares[recent].sum(axis=0), given)

    def without_thumb(self, session: Session, shown: Recommendation) -> Counterfactual | None:
        """Where the item would stand without the thumb that speaks most for it, if one does."""
        thumbs = (r.cause.what for r in shown.reasons if r.cause.kind in ("thumb_up", "thumb_down"))
        thumb = next(thumbs, None)
        if thumb is None:
            return None
        user, item = session.user, shown.item.id
        votes = self.store.votes(user)
        judged = frozenset(one.item for one in votes if one.item != thumb or one.kind == "seen")
        out = _out(session.query, judged) | session.seen - set(session.shown)
        query = self._here(replace(session.query, exclude=out - {item}))
        person = Person(self.store.without(user, thumb))
        place = self.pipeline.place(self.catalog, query, person, item)
        if place is None:
            return None
        same = item in session.shown and session.shown.index(item) + 1 == place
        return Counterfactual(thumb, place, same)

    def person(self, user: str) -> Person:
        return Person(self.store.user(user), self.taught(user), user)

    def taught(self, user: str) -> tuple[Feedback, ...]:
        """The votes that the taste is folded from, on items that are here."""
        votes, here = self.store.votes(user), self.catalog
        return tuple(vote for vote in votes if vote.kind != "seen" and vote.item in here)

    def judged(self, user: str) -> frozenset[str]:
        return frozenset(vote.item for vote in self.store.votes(user))

    def met(self, query: Query) -> Mask:
        """The rows within the limits."""
        return self.catalog.allowed(replace(query, exclude=frozenset()))

    def behind(self, user: str, values: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The items with one of those values, each with its attribute, that the taste is learned
        from, oldest first."""
        judged = dict.fromkeys(vote.item for vote in self.taught(user))
        return self._with(values, judged)

    def out(self, session: Session) -> frozenset[str]:
        """What is never listed: what was named or judged, and what the person has seen."""
        return _out(session.query, self.judged(session.user))

    def _without_opinions(self, query: Query, user: str) -> Query:
        """The query about the judged items with its values, and without what it says of them."""
        said = self._with(query.values, (*query.liked, *query.disliked))
        subject = tuple(dict.fromkeys((*self.behind(user, query.values), *said)))
        liked = tuple(one for one in query.liked if one not in said)
        disliked = tuple(one for one in query.disliked if one not in said)
        return replace(query, subject=subject, liked=liked, disliked=disliked)

    def _with(self, values: Sequence[tuple[str, str]], ids: Iterable[str]) -> tuple[str, ...]:
        found: set[int] = set()
        for attribute, value in values:
            found.update(self.catalog.values(attribute).get(value, ()))
        return tuple(one for one in ids if self.catalog.row(one) in found)

    def _here(self, query: Query) -> Query:
        return replace(
            query,
            mentioned=self._known(query.mentioned),
            liked=self._known(query.liked),
            disliked=self._known(query.disliked),
            subject=self._known(query.subject),
            company=tuple(
                replace(one, liked=self._known(one.liked), disliked=self._known(one.disliked))
                for one in query.company
            ),
        )

    def _known(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(item_id for item_id in ids if item_id in self.catalog)


def _out(query: Query, judged: frozenset[str]) -> frozenset[str]:
    return query.exclude | set(query.mentioned) - query.exceptions | judged
