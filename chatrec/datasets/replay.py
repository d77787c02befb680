"""Written conversations through the understander, message by message, as a chat would go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from chatrec.catalog import Catalog
from chatrec.conversation import Session, Turn
from chatrec.datasets.conversations import ConversationTurn, Utterance
from chatrec.errors import MessageError
from chatrec.protocols import Understander
from chatrec.types import Query

CONTEXT = 6
"""Messages of both sides that a query carries."""
_START = Session("replay", "replay")
Replay = Callable[[ConversationTurn], Query]


def replayed(understander: Understander) -> Replay:
    """A function from a turn to the query that the chat would have, items linked from the text.

    Turns of one dialog that come one after the other are read once.
    """

    @lru_cache(maxsize=64)
    def session_after(context: tuple[Utterance, ...]) -> Session:
        if not context:
            return _START
        return _hear(understander, session_after(context[:-1]), context[-1])

    def query(turn: ConversationTurn) -> Query:
        for end in range(32, len(turn.context), 32):  # a long dialog must not recurse deeply
            session_after(turn.context[:end])
        said = tuple(one.text for one in turn.context[-CONTEXT:])
        return replace(session_after(turn.context).query, context=said)

    return query


def with_gold_mentions(query: Query, turn: ConversationTurn, catalog: Catalog) -> Query:
    """The query with the mentions that the file gives in place of those read from the text."""
    known = tuple(item_id for item_id in turn.mentioned if item_id in catalog)
    return replace(query, mentioned=known)


def _hear(understander: Understander, session: Session, said: Utterance) -> Session:
    """The session once that was said; a message that cannot be read changes no query."""
    if said.speaker == "recommender":
        return replace(session, turns=(*session.turns, Turn("assistant", said.text)))
    try:
        query = replace(understander.understand(session, said.text), act="recommend")
    except MessageError:
        query = session.query
    turns = (*session.turns, Turn("user", said.text, query=query))
    return replace(session, turns=turns, query=query)
