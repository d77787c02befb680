"""What came of what was shown, for estimates of what another ranker would have earned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from chatrec.store.database import Database, impressions
from chatrec.store.events import in_force, log_of


@dataclass(frozen=True, slots=True)
class Rewarded:
    """An impression of an item of which the person had said nothing yet. People are numbered, not
    named; `reward` is 1 where their thumb on the item is up, else 0; `target` is the probability
    under the ranker in question, which is the one that showed it until another is put there."""

    user: int
    item: str
    place: int
    at: float
    version: str
    propensity: float
    reward: int
    target: float


def rewarded(database: Database) -> Iterator[Rewarded]:
    """Every such impression, person by person. Raises StoreError when they cannot be read."""
    with database.reading() as connection:
        people = select(impressions.c.user).distinct().order_by(impressions.c.user)
        for number, user in enumerate(connection.execute(people).scalars().all(), 1):
            log = log_of(connection, user)
            said = {vote.item: vote.at for vote in reversed(log)}
            up = {vote.item for vote in in_force(log) if vote.kind == "thumb" and vote.value > 0}
            chosen = select(impressions).where(impressions.c.user == user)
            for row in connection.execute(chosen.order_by(impressions.c.id)):
                if row.at <= said.get(row.item, row.at):
                    told = (row.item, row.place, row.at, row.version, row.propensity)
                    yield Rewarded(number, *told, int(row.item in up), row.propensity)
