"""What was shown and liked, over everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from chatrec.store.database import Database, events, impressions


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of what happened since a time: `liked` are the impressions of an item on which the
    person put a thumb up, before or after."""

    shown: int
    liked: int
    thumbs_up: int
    thumbs_down: int


def totals(database: Database, since: float = 0.0) -> Totals:
    """Raises StoreError when the database cannot be read."""
    up = (events.c.kind == "thumb") & (events.c.value > 0)
    down = (events.c.kind == "thumb") & (events.c.value < 0)
    same = (events.c.user == impressions.c.user) & (events.c.item == impressions.c.item)
    shown = select(func.count()).select_from(impressions).where(impressions.c.at >= since)
    thumbs = select(func.count()).select_from(events).where(events.c.at >= since)
    with database.reading() as connection:
        return Totals(
            _count(connection, shown),
            _count(connection, shown.where(exists().where(same & up))),
            _count(connection, thumbs.where(up)),
            _count(connection, thumbs.where(down)),
        )


def _count(connection: Connection, counted: Select[Any]) -> int:
    return int(connection.execute(counted).scalar_one())
