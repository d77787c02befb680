"""What the page's events do. The truth is in the store: no event relies on an earlier one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from chatrec.company import Companion
from chatrec.conversation import Session
from chatrec.errors import ChatrecError
from chatrec.recommender import Recommender
from chatrec.types import Constraint, Feedback, Kind, Reply
from chatrec.ui import view

AGAIN: view.Value = {"again": True}
"""For a part that already shows what an event would do, when the event has failed."""


@dataclass(frozen=True)
class Screen:
    """New values for the parts of the page, None for a part that stays as it is. Of two screens
    the one of the later `at`, in microseconds, is the truth."""

    chat: view.Value | None = None
    message: str | None = None
    quick: view.Value | None = None
    limits: view.Value | None = None
    cards: view.Value | None = None
    taste: view.Value | None = None
    notice: view.Value | None = field(default_factory=lambda: {"text": ""})
    at: int = field(default_factory=lambda: time.time_ns() // 1000)


class Events:
    """The page's events, for every visitor."""

    def __init__(self, recommender: Recommender, pause: float = 0.03) -> None:
        """`pause` are the seconds between two pieces of a streamed reply."""
        self._recommender = recommender
        self._pause = pause

    def open(self, user: str) -> Screen:
        """The conversation as it was left."""
        return self._guarded(user, lambda: self._resumed(user))

    def renew(self, user: str) -> Screen:
        """A new conversation; the taste stays."""
        return self._guarded(user, lambda: self._drawn(self._recommender.start(user)))

    def say(self, user: str, message: str) -> Iterator[Screen]:
        """The message at once, then the list, then the reply piece by piece."""
        before = None
        try:
            session = self._recommender.resume(user)
            before = view.chat(session)
            yield Screen(chat=view.writing(session, message), message="", quick=view.quick())
            with self._recommender.turn(user):
                screen, text = self._answered(session, message)
        except ChatrecError as error:
            yield replace(_refused(error), chat=before, message=message)
        else:
            yield _shelf(screen)
            for part in _pieces(text):
                yield Screen(chat=view.writing(session, message, part), notice=None)
                time.sleep(self._pause)
            yield Screen(chat=screen.chat, quick=screen.quick)

    def vote(self, user: str, item: str, value: float, kind: Kind, key: str) -> Screen:
        """A thumb or a "seen it", and the list that follows from it."""

        def voted() -> Screen:
            self._recommender.vote(Feedback(user, item, value, kind, key=key))
            return self._refreshed(user)

        return self._guarded(user, voted)

    def lift(self, user: str, limit: str) -> Screen:
        """The list without a limit, or without somebody it was for, named by `view.key`."""

        def lifted() -> Screen:
            session = self._recommender.resume(user)
            query = session.query
            chips: tuple[Constraint | Companion, ...] = (*query.constraints, *query.company)
            found = next((one for one in chips if view.key(one) == limit), None)
            if found is None:
                return self._resumed(user)
            return _shelf(self._drawn(*self._recommender.lift(session, found)))

        return self._guarded(user, lifted)

    def forget(self, user: str, item: str | None) -> Screen:
        """Without what was learned from one item, or from all."""

        def forgot() -> Screen:
            self._recommender.forget(user, item)
            return self._refreshed(user)

        return self._guarded(user, forgot)

    def forget_line(self, user: str, attribute: str, value: str) -> Screen:
        """Without the votes behind one line of the taste, and which these were."""

        def forgot() -> Screen:
            items = self._recommender.forget_value(user, attribute, value)
            language = self._recommender.resume(user).query.language
            told = view.forgotten(items, self._recommender.catalog, language)
            return replace(self._refreshed(user), notice=told)

        return self._guarded(user, forgot)

    def _answered(self, seen: Session, message: str) -> tuple[Screen, str]:
        """The answer; a message that arrives again while it is being answered has one answer."""
        session = self._recommender.resume(seen.user)
        said = session.turns[len(seen.turns) :]
        if said and said[0].text == message:
            return self._drawn(session, self._list(session)), said[-1].text
        session, answer = self._recommender.reply(session, message)
        listed = answer.recommendations or self._list(session).recommendations
        drawn = self._drawn(session, replace(answer, recommendations=listed))
        return drawn, f"{answer.text} {answer.question}".strip()

    def _refreshed(self, user: str) -> Screen:
        session = self._recommender.resume(user)
        if session.has_list:
            return _shelf(self._drawn(*self._recommender.refresh(session)))
        return _shelf(self._drawn(session))

    def _resumed(self, user: str) -> Screen:
        session = self._recommender.resume(user)
        return self._drawn(session, self._list(session))

    def _list(self, session: Session) -> Reply:
        return self._recommender.revisit(session) if session.has_list else view.NOTHING

    def _drawn(self, session: Session, answer: Reply = view.NOTHING) -> Screen:
        votes, catalog = self._recommender.votes(session.user), self._recommender.catalog
        lines, fresh = self._recommender.profile(session.user), not session.turns
        recent = self._recommender.session_profile(session.user)
        return Screen(
            chat=view.chat(session),
            quick=view.quick(answer, fresh),
            limits=view.limits(session.query, catalog),
            cards=view.cards(answer.recommendations, votes, asked=not fresh),
            taste=view.taste(lines, recent, votes, catalog),
        )

    def _guarded(self, user: str, event: Callable[[], Screen]) -> Screen:
        try:
            with self._recommender.turn(user):
                return event()
        except ChatrecError as error:
            return _refused(error)


def _pieces(text: str) -> Iterator[str]:
    """The text so far, at most 25 times, ending at a word or within a long one."""
    ends = [piece.end() for piece in re.finditer(r"\S{1,8}", text)]
    return (text[:end] for end in ends[:: len(ends) // 25 + 1])


def _shelf(screen: Screen) -> Screen:
    """Without the conversation, which may be in the middle of a reply."""
    return replace(screen, chat=None, quick=None)


def _refused(error: ChatrecError) -> Screen:
    return Screen(notice={"text": str(error)}, cards=AGAIN, quick=AGAIN)
