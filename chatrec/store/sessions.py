"""Conversations and what was shown in them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update

from chatrec.store.database import Database, impressions, sessions
from chatrec.types import Recommendation, Session

_SESSION = TypeAdapter(Session)


class SessionStore:
    """See `protocols.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, session: Session, shown: Sequence[Recommendation] = ()) -> None:
        now = time.time()
        body = {"updated": now, "body": _SESSION.dump_json(session).decode()}
        with self._database.writing() as connection:
            changed = connection.execute(
                update(sessions).where(sessions.c.id == session.id).values(body)
            )
            if changed.rowcount == 0:
                new = body | {"id": session.id, "user": session.user}
                connection.execute(insert(sessions).values(new))
            if shown:
                connection.execute(insert(impressions), _rows(session, shown, now))

    def latest(self, user: str) -> Session | None:
        newest = (
            select(sessions.c.body)
            .where(sessions.c.user == user)
            .order_by(sessions.c.updated.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            body = connection.execute(newest).scalar_one_or_none()
        return None if body is None else _SESSION.validate_json(body)

    def forget(self, user: str) -> None:
        """Erase every conversation of that person and what was shown in them."""
        with self._database.writing() as connection:
            for table in (sessions, impressions):
                connection.execute(delete(table).where(table.c.user == user))


def _rows(session: Session, shown: Sequence[Recommendation], now: float) -> list[dict[str, object]]:
    return [
        {
            "user": session.user,
            "session": session.id,
            "item": one.item.id,
            "place": place,
            "score": one.score,
            "at": now,
        }
        for place, one in enumerate(shown, 1)
    ]
