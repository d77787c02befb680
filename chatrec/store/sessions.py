"""Conversations and what was shown in them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update

from chatrec.conversation import Session
from chatrec.store.database import Database, impressions, sessions
from chatrec.types import Impression, Recommendation

_SESSION = TypeAdapter(Session)


class SessionStore:
    """See `protocols.Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks = tuple(Lock() for _ in range(256))

    def save(self, session: Session, shown: Sequence[Recommendation] = ()) -> None:
        now = time.time()
        body: dict[str, object] = {"body": _SESSION.dump_json(session).decode()}
        with self._database.writing() as connection:
            newest = select(func.max(sessions.c.updated)).where(sessions.c.user == session.user)
            latest = connection.execute(newest).scalar_one() or 0.0
            body["updated"] = max(now, latest + 1e-6)  # the clock may have been set back
            changed = connection.execute(
                update(sessions).where(sessions.c.id == session.id).values(body)
            )
            if changed.rowcount == 0:
                new = body | {"id": session.id, "user": session.user}
                connection.execute(insert(sessions).values(new))
            if shown:
                connection.execute(insert(impressions), self._rows(session, shown, now))

    def show(self, user: str, shown: Sequence[Recommendation]) -> None:
        if shown:
            with self._database.writing() as connection:
                rows = self._rows(Session("", user), shown, time.time())
                connection.execute(insert(impressions), rows)

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

    def of(self, user: str) -> tuple[Session, ...]:
        chosen = select(sessions.c.body).where(sessions.c.user == user)
        with self._database.reading() as connection:
            bodies = connection.execute(chosen.order_by(sessions.c.updated)).scalars().all()
        return tuple(_SESSION.validate_json(body) for body in bodies)

    def impressions(self, user: str) -> tuple[Impression, ...]:
        chosen = select(impressions).where(impressions.c.user == user).order_by(impressions.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return tuple(
            Impression(r.session, r.item, r.place, r.score, r.at, r.propensity, r.version)
            for r in rows
        )

    def was_shown(self, user: str, item: str) -> bool:
        of_both = (impressions.c.user == user, impressions.c.item == item)
        with self._database.reading() as connection:
            found = connection.execute(select(impressions.c.id).where(*of_both).limit(1))
            return found.first() is not None

    @contextmanager
    def turn(self, user: str) -> Iterator[None]:
        own = self._locks[zlib.crc32(user.encode()) % len(self._locks)]
        with own, self._database.holding(user):
            yield

    def forget(self, user: str) -> None:
        with self._database.writing() as connection:
            for table in (sessions, impressions):
                connection.execute(delete(table).where(table.c.user == user))
        self._database.scrub()

    def _rows(
        self, session: Session, shown: Sequence[Recommendation], now: float
    ) -> list[dict[str, object]]:
        return [
            {
                "user": session.user,
                "session": session.id,
                "item": one.item.id,
                "place": place,
                "score": one.score,
                "at": now,
                "propensity": one.propensity,
                "version": one.ranker,
            }
            for place, one in enumerate(shown, 1)
        ]
