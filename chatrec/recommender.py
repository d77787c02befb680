"""The flow: a message becomes a query, a list and words; a thumb becomes the very next list."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np

from chatrec import answers, profile
from chatrec.catalog import Catalog
from chatrec.errors import FeedbackError
from chatrec.pipeline import Person, Pipeline
from chatrec.protocols import Sessions, Store, Taste, Understander
from chatrec.store.portable import export_taste, import_taste
from chatrec.types import (
    Act,
    Constraint,
    Counterfactual,
    Feedback,
    Item,
    Mask,
    Memory,
    Query,
    Recommendation,
    Reply,
    Session,
    TasteLine,
    Turn,
    UserVector,
)
from chatrec.wording import wording


class Recommender:
    """One conversation partner for everybody; it keeps no state of any person itself."""

    def __init__(
        self,
        catalog: Catalog,
        understander: Understander,
        pipeline: Pipeline,
        taste: Taste,
        store: Store,
        sessions: Sessions,
    ) -> None:
        self.catalog = catalog
        self._understander = understander
        self._pipeline = pipeline
        self._taste = taste
        self._store = store
        self._sessions = sessions
        self._answers: Mapping[Act, Callable[[Session, Query], Reply]] = {
            "chat": lambda session, query: answers.chat(query, len(session.turns)),
            "restart": self._restart,
            "why": self._why,
            "why_not": self._why_not,
            "about": lambda session, query: answers.about(query, self.catalog),
            "profile": self._profile,
            "forget": self._forget,
        }

    def start(self, user: str) -> Session:
        """A new conversation, from now on the newest one of that person."""
        session = Session(uuid.uuid4().hex, user, began=time.time())
        self._sessions.save(session)
        return session

    def resume(self, user: str) -> Session:
        """That person's newest conversation, or a new one."""
        return self._sessions.latest(user) or self.start(user)

    def turn(self, user: str) -> AbstractContextManager[None]:
        """Who resumes, replies and saves for one person does so in such a block, one at a time."""
        return self._sessions.turn(user)

    def reply(self, session: Session, message: str) -> tuple[Session, Reply]:
        """The answer to a message, and the session in which both have been said.

        Raises MessageError when the message cannot be read; nothing has changed then.
        """
        query = self._understander.understand(session, message)
        if query.act == "back":
            return self._back(session)
        answer = self._answers.get(query.act, self._list)(session, query)
        said = Turn("user", message, query=query)
        text = f"{answer.text} {answer.question}".strip()
        turns = (*session.turns, said, Turn("assistant", text, answer.ids))
        session = replace(session, turns=turns, query=replace(query, act="recommend"))
        self._sessions.save(session, answer.recommendations)
        return session, answer

    def refresh(self, session: Session) -> tuple[Session, Reply]:
        """The current list again, after a thumb or an edited limit.

        Items that the person judged keep their places; the others are ranked anew.
        """
        judged = self._judged(session.user)
        met = self._met(session)
        here = [i for i in session.shown if i in self.catalog and met[self.catalog.row(i)]]
        kept = {
            one.item.id: one for one in self._explain(session, [i for i in here if i in judged])
        }
        earlier = session.seen - set(session.shown)
        fresh = replace(session.query, exclude=self._out(session) | earlier)
        size = max(len(session.shown), self._pipeline.config.slots)
        added = iter(self.recommend(fresh, session.user, size - len(kept)))
        slots = [kept.get(i) or next(added, None) for i in session.shown]
        listed = (*(one for one in slots if one), *added)
        session = session.relisted(tuple(one.item.id for one in listed))
        self._sessions.save(session, listed)
        text = wording(session.query.language).say("again")
        return session, Reply(text, listed, constraints=session.query.constraints)

    def lift(self, session: Session, constraint: Constraint) -> tuple[Session, Reply]:
        """The list without that limit."""
        left = tuple(one for one in session.query.constraints if one != constraint)
        return self.refresh(replace(session, query=replace(session.query, constraints=left)))

    def revisit(self, session: Session) -> Reply:
        """The current list as it was shown, for a page that is opened again."""
        listed = self._explain(session, session.shown)
        return Reply(session.last_answer, listed, constraints=session.query.constraints)

    def recommend(self, query: Query, user: str, k: int = 10) -> tuple[Recommendation, ...]:
        """The k best items for what the query asks, for that person, with reasons."""
        return self._pipeline.recommend(self.catalog, query, self._person(user), k)

    def suggest(
        self, user: str, message: str, constraints: tuple[Constraint, ...] = (), k: int = 10
    ) -> Reply:
        """The answer to one message outside of any conversation; only what was shown is kept.

        Raises MessageError when the message cannot be read.
        """
        alone = Session("", user, query=Query(constraints=constraints))
        query = self._understander.understand(alone, message)
        out = self._out(replace(alone, query=query))
        listed = self.recommend(replace(query, exclude=out), user, k)
        self._sessions.show(user, listed)
        if not listed:
            return answers.empty(query, out, out, self.catalog)
        learned = bool(self._person(user).votes)
        return answers.listed(query, listed, self.catalog, learned, 0)

    def explain(self, session: Session, item: str, language: str = "en") -> Reply:
        """Why the item stands in the current list, or why not, and the item with its reasons.

        Raises CatalogueError when it is not in the catalogue.
        """
        self.catalog.row(item)
        query = replace(session.query, subject=(item,), language=language)
        tell = self._why if item in session.shown else self._why_not
        return replace(tell(session, query), recommendations=self._explain(session, (item,)))

    def similar(self, item: str, user: str, k: int = 10) -> tuple[Recommendation, ...]:
        """The k items most like that one, for that person.

        Raises CatalogueError when it is not in the catalogue.
        """
        self.catalog.row(item)
        query = Query(liked=(item,), mentioned=(item,), exclude=frozenset({item}))
        listed = self.recommend(query, user, k)
        self._sessions.show(user, listed)
        return listed

    def find(self, title: str, k: int = 5) -> tuple[Item, ...]:
        """The items of that title or other name, the best match first."""
        return self.catalog.find(title, k)

    def vector(self, user: str) -> UserVector:
        """What is believed of that person's taste now."""
        return self._store.user(user)

    def memory(self, user: str) -> Memory:
        """Everything that is kept of that person."""
        return Memory(
            self._store.log(user), self._sessions.of(user), self._sessions.impressions(user)
        )

    def withdraw(self, user: str, key: str) -> UserVector | None:
        """Erase the one observation of that key; None when there is none."""
        return self._store.withdraw(user, key)

    def erase(self, user: str) -> None:
        """Nothing of that person is kept any more: no feedback, conversation or impression."""
        self._sessions.forget(user)
        self._store.forget(user)

    def learn(self, feedback: Feedback) -> UserVector:
        """Record the feedback; once this returns it is durable and the next list follows it.

        Raises FeedbackError when it is out of range or on an item that is not here.
        """
        if feedback.item not in self.catalog:
            raise FeedbackError(f"no item {feedback.item!r} here: vote on an item of a list")
        return self._store.record(feedback)

    def export_taste(self, user: str, key: bytes) -> str:
        """That person's votes as one signed text; see `store.portable`."""
        return export_taste(self._store, user, key)

    def import_taste(self, user: str, text: str, key: bytes) -> int:
        """Learn what was exported; the number of votes. Raises FeedbackError when it is no export
        or not signed by this key."""
        return import_taste(self._store, user, text, key)

    def votes(self, user: str) -> tuple[Feedback, ...]:
        """What that person said of items and has not taken back, oldest first."""
        return self._store.votes(user)

    def forget(self, user: str, item: str | None = None) -> UserVector:
        """Erase what was learned from one item, or all of that person's feedback."""
        return self._store.forget(user, item)

    def profile(self, user: str) -> tuple[TasteLine, ...]:
        """The lasting taste, the most liked first; empty before the first vote."""
        person = self._person(user)
        scores = self._taste.score(person.vector, np.arange(len(self.catalog.entries)))
        return profile.lines(self.catalog, scores, person.votes)

    def session_profile(self, user: str) -> tuple[TasteLine, ...]:
        """What the votes given since the newest conversation began add to the lasting taste; empty
        where nothing older is known, for then they are all of it."""
        session, votes = self._sessions.latest(user), self._person(user).votes
        began = session.began if session else 0.0
        recent = [n for n, vote in enumerate(votes) if vote.at >= began]
        if len(recent) in (0, len(votes)):
            return ()
        shares = self._taste.shares(votes, np.arange(len(self.catalog.entries)))
        given = [votes[n] for n in recent]
        return profile.lines(self.catalog, shares[recent].sum(axis=0), given)

    def _person(self, user: str) -> Person:
        taught = tuple(vote for vote in self._store.votes(user) if vote.kind != "seen")
        return Person(self._store.user(user), taught, user)

    def _judged(self, user: str) -> frozenset[str]:
        return frozenset(vote.item for vote in self._store.votes(user))

    def _met(self, session: Session) -> Mask:
        """The rows within the limits."""
        return self.catalog.allowed(replace(session.query, exclude=frozenset()))

    def _out(self, session: Session) -> frozenset[str]:
        """What is never listed: what was named or judged, and what the person has seen."""
        return _out_of(session.query, self._judged(session.user))

    def _explain(
        self, session: Session, ids: list[str] | tuple[str, ...]
    ) -> tuple[Recommendation, ...]:
        person = self._person(session.user)
        return self._pipeline.explain(self.catalog, session.query, person, ids)

    def _list(self, session: Session, query: Query) -> Reply:
        out = self._out(replace(session, query=query))
        fresh, turn = replace(query, exclude=out | session.seen), len(session.turns)
        listed = self.recommend(fresh, session.user, self._pipeline.config.slots)
        if not listed:
            return answers.empty(query, fresh.exclude, out - session.seen, self.catalog)
        learned = bool(self._person(session.user).votes)
        answer = answers.listed(query, listed, self.catalog, learned, turn)
        return answers.asking(answer, fresh, self.catalog, session)

    def _restart(self, session: Session, query: Query) -> Reply:
        if query.text or query.constraints or query.liked:
            return self._list(session, query)
        return answers.restart(query)

    def _why(self, session: Session, query: Query) -> Reply:
        asked = replace(session, query=replace(session.query, language=query.language))
        told = self._explain(asked, query.subject or session.shown[:1])
        without = [self._without_thumb(session, one) for one in told]
        return answers.why(query, told, without, self.catalog)

    def _without_thumb(self, session: Session, shown: Recommendation) -> Counterfactual | None:
        """Where the item would stand without the thumb that speaks most for it, if one does."""
        thumbs = (r.cause.what for r in shown.reasons if r.cause.kind in ("thumb_up", "thumb_down"))
        thumb = next(thumbs, None)
        if thumb is None:
            return None
        user, item = session.user, shown.item.id
        votes = self._store.votes(user)
        judged = frozenset(one.item for one in votes if one.item != thumb or one.kind == "seen")
        out = _out_of(session.query, judged) | session.seen - set(session.shown)
        query = replace(session.query, exclude=out - {item})
        person = Person(self._store.without(user, thumb))
        place = self._pipeline.place(self.catalog, query, person, item)
        if place is None:
            return None
        same = item in session.shown and session.shown.index(item) + 1 == place
        return Counterfactual(thumb, place, same)

    def _why_not(self, session: Session, query: Query) -> Reply:
        if not query.subject:
            return answers.about(query, self.catalog)
        item, out = self.catalog[query.subject[0]], self._out(session) | session.seen
        if item.id in out or not self._met(session)[self.catalog.row(item.id)]:
            return answers.kept_out(item, session, query.language)
        fresh, person = replace(session.query, exclude=out), self._person(session.user)
        place, cause = self._pipeline.standing(self.catalog, fresh, person, item.id)
        return answers.behind(item, place, cause, query.language, self.catalog)

    def _profile(self, session: Session, query: Query) -> Reply:
        user = session.user
        return answers.profile(query, self.profile(user), self.session_profile(user))

    def _forget(self, session: Session, query: Query) -> Reply:
        for item_id in query.subject or (None,):
            self.forget(session.user, item_id)
        return answers.forgotten(query, self.catalog)

    def _back(self, session: Session) -> tuple[Session, Reply]:
        previous = session.previous()
        key = "back_none" if previous is None else "back"
        text = wording(session.query.language).say(key)
        if previous is not None:
            session = previous
            self._sessions.save(session)
        return session, replace(self.revisit(session), text=text)


def _out_of(query: Query, judged: frozenset[str]) -> frozenset[str]:
    return query.exclude | set(query.mentioned) - query.exceptions | judged
