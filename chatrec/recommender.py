"""The flow: a message becomes a query, a list and words; a thumb becomes the very next list."""

from __future__ import annotations

import time
import uuid
from contextlib import AbstractContextManager
from dataclasses import replace

from chatrec.catalog import Catalog
from chatrec.company import Companion
from chatrec.conversation import Memory, Session, Turn
from chatrec.errors import FeedbackError, NotShownError
from chatrec.protocols import Sessions
from chatrec.respond import back, fresh, is_named, propose, respond, revisited, why, why_not
from chatrec.served import Served
from chatrec.store.portable import export_taste, import_taste
from chatrec.types import (
    Constraint,
    Feedback,
    Item,
    Query,
    Recommendation,
    Reply,
    TasteLine,
    UserVector,
)
from chatrec.wording import wording

DAILY_VOTES = 200
"""How much one person may say of items within 24 hours."""


class Recommender:
    """One conversation partner for everybody; it keeps no state of any person itself.

    What is served may be changed while it is asked: whoever has begun goes on with what was
    served then.
    """

    def __init__(self, served: Served, sessions: Sessions, imports: bool = False) -> None:
        """With `imports` a vote may be on any item, for callers that bring a history along."""
        self._served = served
        self._imports = imports
        self._sessions = sessions

    @property
    def catalog(self) -> Catalog:
        return self._served.catalog

    def serve(self, served: Served) -> None:
        """From the next call on, answer with this."""
        self._served = served

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
        served = self._served
        query = served.understand(session, message)
        if query.act == "back":
            session, answer = back(served, session)
            self._sessions.save(session)
            return session, answer
        answer = respond(served, session, query)
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
        served, user = self._served, session.user
        catalog, judged, met = served.catalog, served.judged(user), served.met(session.query)
        stay = [i for i in session.shown if i in judged and i in catalog and met[catalog.row(i)]]
        kept = {one.item.id: one for one in served.explain(session.query, user, stay)}
        earlier = session.seen - set(session.shown)
        others = replace(session.query, exclude=served.out(session) | earlier)
        size = max(len(session.shown), served.pipeline.config.slots)
        added = iter(served.recommend(others, user, size - len(kept)))
        slots = [kept.get(i) or next(added, None) for i in session.shown]
        listed = (*(one for one in slots if one), *added)
        session = session.relisted(tuple(one.item.id for one in listed))
        self._sessions.save(session, listed)
        text = wording(session.query.language).say("again")
        return session, Reply(text, listed, constraints=session.query.constraints)

    def lift(self, session: Session, gone: Constraint | Companion) -> tuple[Session, Reply]:
        """The list without that limit, or no longer for that person."""
        query = session.query
        limits = tuple(one for one in query.constraints if one != gone)
        company = tuple(one for one in query.company if one != gone)
        query = replace(query, constraints=limits, company=company)
        return self.refresh(replace(session, query=query))

    def revisit(self, session: Session) -> Reply:
        """The current list as it was shown, for a page that is opened again."""
        return revisited(self._served, session)

    def recommend(self, query: Query, user: str, k: int = 10) -> tuple[Recommendation, ...]:
        """The k best items for what the query asks, for that person, with reasons."""
        return self._served.recommend(query, user, k)

    def suggest(
        self, user: str, message: str, constraints: tuple[Constraint, ...] = (), k: int = 10
    ) -> Reply:
        """The answer to one message outside of any conversation; only what was shown is kept.

        Raises MessageError when the message cannot be read.
        """
        served, alone = self._served, Session("", user, query=Query(constraints=constraints))
        query = fresh(served, alone, served.understand(alone, message))
        answer = propose(served, alone, query, k)
        self._sessions.show(user, answer.recommendations)
        return answer

    def explain(self, session: Session, item: str, language: str = "en") -> Reply:
        """Why the item stands in the current list, or why not, and the item with its reasons.

        Raises CatalogueError when it is not in the catalogue.
        """
        served = self._served
        served.catalog.row(item)
        query = replace(session.query, subject=(item,), language=language)
        tell = why if item in session.shown else why_not
        listed = served.explain(session.query, session.user, (item,))
        return replace(tell(served, session, query), recommendations=listed)

    def similar(self, item: str, user: str, k: int = 10) -> tuple[Recommendation, ...]:
        """The k items most like that one, for that person.

        Raises CatalogueError when it is not in the catalogue.
        """
        served = self._served
        served.catalog.row(item)
        query = Query(liked=(item,), mentioned=(item,), exclude=frozenset({item}))
        listed = served.recommend(query, user, k)
        self._sessions.show(user, listed)
        return listed

    def find(self, title: str, k: int = 5) -> tuple[Item, ...]:
        """The items of that title or other name, the best match first."""
        return self.catalog.find(title, k)

    def vector(self, user: str) -> UserVector:
        """What is believed of that person's taste now."""
        return self._served.store.user(user)

    def memory(self, user: str) -> Memory:
        """Everything that is kept of that person."""
        log, sessions = self._served.store.log(user), self._sessions
        return Memory(log, sessions.of(user), sessions.impressions(user))

    def withdraw(self, user: str, key: str) -> UserVector | None:
        """Erase the one observation of that key; None when there is none."""
        return self._served.store.withdraw(user, key)

    def erase(self, user: str) -> None:
        """Nothing of that person is kept any more: no feedback, conversation or impression."""
        self._sessions.forget(user)
        self._served.store.forget(user)

    def learn(self, feedback: Feedback, daily: int | None = None) -> UserVector:
        """Record the feedback; once this returns it is durable and the next list follows it.

        Raises FeedbackError when it is out of range or on an item that is not here,
        TooManyVotesError when `daily` others were recorded within 24 hours.
        """
        served = self._served
        if feedback.item not in served.catalog:
            raise FeedbackError(f"no item {feedback.item!r} here: vote on an item of a list")
        return served.store.record(feedback, daily)

    def vote(self, feedback: Feedback) -> UserVector:
        """As `learn`, of an item that the person has met here: it was shown to them, named in
        their conversation, or judged before.

        Raises NotShownError when it was not, so that nobody's taste is made up from afar, and
        TooManyVotesError after DAILY_VOTES, so that nobody's weighs more than a person's.
        """
        known = self._imports or feedback.item not in self.catalog
        if not known and not self._has_met(feedback.user, feedback.item):
            raise NotShownError(
                f"item {feedback.item!r} was not shown to this user: vote on an item of a list, "
                "or name it in the chat first"
            )
        return self.learn(feedback, None if self._imports else DAILY_VOTES)

    def export_taste(self, user: str, key: bytes) -> str:
        """That person's votes as one signed text; see `store.portable`."""
        return export_taste(self._served.store, user, key)

    def import_taste(self, user: str, text: str, key: bytes) -> int:
        """Learn what was exported; the number of votes. Raises FeedbackError when it is no export
        or not signed by this key."""
        return import_taste(self._served.store, user, text, key)

    def votes(self, user: str) -> tuple[Feedback, ...]:
        """What that person said of items and has not taken back, oldest first."""
        return self._served.store.votes(user)

    def forget(self, user: str, item: str | None = None) -> UserVector:
        """Erase what was learned from one item, or all of that person's feedback."""
        return self._served.store.forget(user, item)

    def forget_value(self, user: str, attribute: str, value: str) -> tuple[str, ...]:
        """Erase what was learned from every judged item with that value; the ids of these items."""
        served = self._served
        items = served.behind(user, [(attribute, value)])
        for item in items:
            served.store.forget(user, item)
        return items

    def profile(self, user: str) -> tuple[TasteLine, ...]:
        """The lasting taste, the most liked first; empty before the first vote."""
        return self._served.profile(user)

    def session_profile(self, user: str) -> tuple[TasteLine, ...]:
        """What the votes given since the newest conversation began add to the lasting taste; empty
        where nothing older is known, for then they are all of it."""
        session = self._sessions.latest(user)
        return self._served.profile_since(user, session.began if session else 0.0)

    def _has_met(self, user: str, item: str) -> bool:
        if self._sessions.was_shown(user, item) or item in self._served.judged(user):
            return True
        session = self._sessions.latest(user)
        return session is not None and is_named(session, item)
