"""A conversation in lines of text: messages, and thumbs on places of the list."""

from __future__ import annotations

import re

from chatrec.conversation import Session
from chatrec.errors import FeedbackError
from chatrec.recommender import Recommender
from chatrec.types import Feedback, Reply

_THUMB = re.compile(r"([+-])(\d{1,2})")


class Conversation:
    """What one person at a terminal is in the middle of."""

    def __init__(self, recommender: Recommender, session: Session) -> None:
        self._recommender = recommender
        self._session = session

    def say(self, line: str) -> Reply:
        """The answer to a message, or the list anew after a thumb such as `+2`."""
        thumb = _THUMB.fullmatch(line)
        if thumb is None:
            self._session, answer = self._recommender.reply(self._session, line)
        else:
            self._vote(1.0 if thumb[1] == "+" else -1.0, int(thumb[2]))
            self._session, answer = self._recommender.refresh(self._session)
        return answer

    def _vote(self, value: float, place: int) -> None:
        shown = self._session.shown
        if not 1 <= place <= len(shown):
            raise FeedbackError(f"there is no number {place}: the list has {len(shown)}")
        self._recommender.vote(Feedback(self._session.user, shown[place - 1], value))
