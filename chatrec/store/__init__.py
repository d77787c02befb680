"""Durable state: the log of feedback, the user vectors folded from it, sessions and impressions."""

from chatrec.store.database import Database
from chatrec.store.events import EventStore
from chatrec.store.sessions import SessionStore

__all__ = ["Database", "EventStore", "SessionStore"]
