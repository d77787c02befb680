"""The log of feedback is the truth; a user vector is its fold."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, Protocol, runtime_checkable

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from chatrec.errors import FeedbackError, ReusedKeyError, TooManyVotesError
from chatrec.protocols import Learner
from chatrec.store.database import Database, events, user_vectors
from chatrec.types import Feedback, UserVector

_REPLACING = ("thumb", "seen")
"""Of these kinds only the latest on an item counts, and a value of 0 takes it back."""
_DAY = 24 * 3600.0


@runtime_checkable
class Folding(Protocol):
    """A learner that takes up a whole log faster than vote by vote, to the same effect."""

    def fold(self, votes: Sequence[Feedback]) -> UserVector: ...


class EventStore:
    """Feedback in, user vectors out; see `protocols.Store`."""

    def __init__(self, database: Database, learner: Learner, name: str) -> None:
        """`name` tells one learner's vectors from another's: theirs are refolded, not reused."""
        self._database = database
        self._learner = learner
        self._name = f"{name} f8"

    def record(self, feedback: Feedback, daily: int | None = None) -> UserVector:
        if not -1 <= feedback.value <= 1:
            raise FeedbackError(f"value {feedback.value} is out of range: give one from -1 to 1")
        with self._database.writing() as connection:
            self._database.lock(connection, feedback.user)
            stored = self._stored(connection, feedback.user, lock=True)
            if self._is_known(connection, feedback):
                return stored or self._folded(connection, feedback.user)
            before = log_of(connection, feedback.user)
            if daily is not None and not _takes_back(feedback):
                _check_day(before, daily, time.time())
            feedback = feedback if feedback.at else replace(feedback, at=_now(before))
            connection.execute(insert(events).values(_columns(feedback)))
            user = self._after(stored, before, feedback)
            return self._write(connection, feedback.user, user)

    def user(self, user: str) -> UserVector:
        with self._database.reading() as connection:
            return self._stored(connection, user) or self._folded(connection, user)

    def votes(self, user: str) -> tuple[Feedback, ...]:
        with self._database.reading() as connection:
            return in_force(log_of(connection, user))

    def log(self, user: str) -> tuple[Feedback, ...]:
        with self._database.reading() as connection:
            return log_of(connection, user)

    def withdraw(self, user: str, key: str) -> UserVector | None:
        with self._database.writing() as connection:
            self._database.lock(connection, user)
            one = delete(events).where(events.c.user == user, events.c.key == key)
            if connection.execute(one).rowcount == 0:
                return None
            return self._write(connection, user, self._fold(log_of(connection, user)))

    def without(self, user: str, item: str) -> UserVector:
        with self._database.reading() as connection:
            return self._fold([one for one in log_of(connection, user) if one.item != item])

    def forget(self, user: str, item: str | None = None) -> UserVector:
        with self._database.writing() as connection:
            self._database.lock(connection, user)
            erased = delete(events).where(events.c.user == user)
            connection.execute(erased if item is None else erased.where(events.c.item == item))
            vector = self._fold(log_of(connection, user))
            if item is None:
                connection.execute(delete(user_vectors).where(user_vectors.c.user == user))
            else:
                vector = self._write(connection, user, vector)
        self._database.scrub()
        return vector

    def refold(self, items: Sequence[str]) -> None:
        with self._database.reading() as connection:
            judged = select(events.c.user).where(events.c.item.in_(items)).distinct()
            users = connection.execute(judged).scalars().all()
        for user in users:
            with self._database.writing() as connection:
                self._database.lock(connection, user)
                self._write(connection, user, self._fold(log_of(connection, user)))

    def _folded(self, connection: Connection, user: str) -> UserVector:
        """What another learner has stored, as this one would have."""
        stored = select(user_vectors.c.version).where(user_vectors.c.user == user)
        version = connection.execute(stored).scalar_one_or_none() or 0
        return replace(self._fold(log_of(connection, user)), version=version)

    def _after(
        self, stored: UserVector | None, before: Sequence[Feedback], feedback: Feedback
    ) -> UserVector:
        """One step where the log grows at its end; a fold where it changes further back."""
        replaces = any(
            old.item == feedback.item and old.kind == feedback.kind for old in before
        ) and (feedback.kind in _REPLACING)
        late = bool(before) and feedback.at < before[-1].at
        if stored is None or replaces or late:
            return self._fold(sorted([*before, feedback], key=lambda event: event.at))
        return self._learner.update(stored, feedback) if _teaches(feedback) else stored

    def _fold(self, log: Sequence[Feedback]) -> UserVector:
        taught = [vote for vote in in_force(log) if _teaches(vote)]
        if isinstance(self._learner, Folding):
            return self._learner.fold(taught)
        return reduce(self._learner.update, taught, self._learner.prior())

    def _is_known(self, connection: Connection, feedback: Feedback) -> bool:
        if not feedback.key:
            return False
        same = (events.c.user == feedback.user, events.c.key == feedback.key)
        row = connection.execute(select(events).where(*same)).one_or_none()
        if row is None:
            return False
        if (row.item, row.value, row.kind) != (feedback.item, feedback.value, feedback.kind):
            raise ReusedKeyError(
                f"key {feedback.key!r} was used for other feedback: give each event its own key"
            )
        return True

    def _stored(self, connection: Connection, user: str, lock: bool = False) -> UserVector | None:
        chosen = select(user_vectors).where(user_vectors.c.user == user)
        row = connection.execute(chosen.with_for_update() if lock else chosen).one_or_none()
        if row is None or row.learner != self._name:
            return None
        return _vector(row.mean, row.covariance, row.n, row.version)

    def _write(self, connection: Connection, user: str, vector: UserVector) -> UserVector:
        values: dict[str, Any] = {"learner": self._name, "n": vector.n} | _blobs(vector)
        of_user = user_vectors.c.user == user
        next_version = {"version": user_vectors.c.version + 1}
        changed = connection.execute(
            update(user_vectors).where(of_user).values(values | next_version)
        )
        if changed.rowcount == 0:
            connection.execute(insert(user_vectors).values(values | {"user": user, "version": 1}))
        written = select(user_vectors.c.version).where(of_user)
        return replace(vector, version=connection.execute(written).scalar_one())


def _blobs(vector: UserVector) -> dict[str, bytes | None]:
    """In double precision, so that a fold and the steps that led to it agree; of the covariance,
    which is symmetric, the lower triangle."""
    covariance = vector.covariance
    triangle = None if covariance is None else covariance[np.tril_indices(len(covariance))]
    return {
        "mean": vector.mean.astype(np.float64).tobytes(),
        "covariance": None if triangle is None else triangle.astype(np.float64).tobytes(),
    }


def _vector(mean: bytes, covariance: bytes | None, n: int, version: int) -> UserVector:
    centre = np.frombuffer(mean, dtype=np.float64)
    if covariance is None:
        return UserVector(centre, None, n, version)  # type: ignore[arg-type]
    spread = np.zeros((len(centre), len(centre)))
    spread[np.tril_indices(len(centre))] = np.frombuffer(covariance, dtype=np.float64)
    spread += np.tril(spread, -1).T
    return UserVector(centre, spread, n, version)  # type: ignore[arg-type]


def in_force(log: Sequence[Feedback]) -> tuple[Feedback, ...]:
    """The log without the votes that later ones replaced or took back, in the order given."""
    latest = {(e.item, e.kind): n for n, e in enumerate(log) if e.kind in _REPLACING}
    kept = (
        e
        for n, e in enumerate(log)
        if e.kind not in _REPLACING or (latest[e.item, e.kind] == n and e.value != 0)
    )
    return tuple(kept)


def _now(log: Sequence[Feedback]) -> float:
    """The time of what happens last, also when the clock was set back."""
    return max(time.time(), log[-1].at if log else 0.0)


def _check_day(log: Sequence[Feedback], daily: int, now: float) -> None:
    """The log tells, so that it holds over restarts, processes and doors. Times up to a day ahead
    count, too: the clock may have been set back."""
    times = [one.at for one in log if abs(now - one.at) < _DAY]
    if len(times) >= daily:
        raise TooManyVotesError(
            f"{len(times)} votes within 24 hours are as many as count: vote again later",
            times[-daily] + _DAY - now,
        )


def _takes_back(feedback: Feedback) -> bool:
    return feedback.kind in _REPLACING and feedback.value == 0


def _teaches(feedback: Feedback) -> bool:
    """A rating in the middle of its scale is an opinion; any other 0 is none."""
    return feedback.kind != "seen" and (feedback.value != 0 or feedback.kind == "rating")


def log_of(connection: Connection, user: str) -> tuple[Feedback, ...]:
    chosen = select(events).where(events.c.user == user).order_by(events.c.at, events.c.id)
    return tuple(
        Feedback(row.user, row.item, row.value, row.kind, row.at, row.key or "")
        for row in connection.execute(chosen)
    )


def _columns(feedback: Feedback) -> dict[str, Any]:
    return {
        "user": feedback.user,
        "item": feedback.item,
        "value": float(feedback.value),
        "kind": feedback.kind,
        "at": feedback.at,
        "key": feedback.key or None,
    }
