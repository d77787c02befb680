"""Tables, connections and transactions."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    make_url,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from chatrec.errors import StoreError
from chatrec.store.migrations import upgrade

metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("user", String(200), nullable=False),
    Column("item", String(400), nullable=False),
    Column("value", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Float, nullable=False),
    Column("key", String(200)),
    UniqueConstraint("user", "key"),
    Index("events_of_user", "user", "at", "id"),
    sqlite_autoincrement=True,
)
user_vectors = Table(
    "user_vectors",
    metadata,
    Column("user", String(200), primary_key=True),
    Column("learner", String(100), nullable=False),
    Column("mean", LargeBinary, nullable=False),
    Column("covariance", LargeBinary),
    Column("n", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user", String(200), nullable=False),
    Column("updated", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("sessions_of_user", "user", "updated"),
)
impressions = Table(
    "impressions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("user", String(200), nullable=False, index=True),
    Column("session", String(64), nullable=False),
    Column("item", String(400), nullable=False),
    Column("place", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("at", Float, nullable=False),
    Column("propensity", Float, nullable=False, server_default="1"),
    Column("version", String(40), nullable=False, server_default=""),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("tenant", String(40), nullable=False),
    Column("user", String(120), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("created", Float, nullable=False),
    Column("revoked", Float),
)
trials = Table(
    "trials",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
)


class Database:
    """One database by URL: SQLite in WAL mode with every commit synced, or PostgreSQL.

    On SQLite a write transaction takes the write lock before it reads, so that what it writes
    follows from what it read; PostgreSQL does so by SELECT ... FOR UPDATE.
    """

    def __init__(self, url: str, create: bool = True) -> None:
        """Opens the database and, with `create`, brings its tables to what they are today.

        Raises StoreError when it cannot.
        """
        self.place = make_url(url).render_as_string(hide_password=True)
        self._engine = _engine(url)
        if create:
            with self.writing() as connection:
                self.lock(connection, "tables")
                upgrade(connection, metadata)

    @classmethod
    def at(cls, path: Path) -> Database:
        """A SQLite file, its folder made when missing."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot make {path.parent} ({error.strerror}): name a folder that can be written"
            ) from error
        return cls(f"sqlite:///{path}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._errors("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is durable when the block ends, nothing when it raises."""
        writer = self._engine.execution_options(writing=True)
        with self._errors("write to"), writer.begin() as connection:
            yield connection

    def lock(self, connection: Connection, name: str) -> None:
        """Whoever locks the same name waits until this transaction ends.

        SQLite's writers wait for each other anyway; PostgreSQL takes an advisory lock, for there is
        no row to lock before a person's first vote.
        """
        if self._engine.dialect.name == "postgresql":
            taken = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            connection.execute(taken, {"name": name})

    @contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Whoever holds the same name, in any process on PostgreSQL, waits for the block's end."""
        if self._engine.dialect.name != "postgresql":
            yield
            return
        taken = text("SELECT pg_advisory_lock(hashtextextended(:name, 1))")
        freed = text("SELECT pg_advisory_unlock(hashtextextended(:name, 1))")
        with self.reading() as connection:
            connection.execute(taken, {"name": name})
            try:
                yield
            finally:
                connection.execute(freed, {"name": name})

    def scrub(self) -> None:
        """Empties SQLite's log ahead, where erased bytes would stay for a while."""
        if self._engine.dialect.name == "sqlite":
            outside = self._engine.execution_options(checkpointing=True)
            with self._errors("write to"), outside.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def try_write(self) -> None:
        """Raises StoreError when a transaction cannot be written now."""
        now = {"at": time.time()}
        with self.writing() as connection:
            self.lock(connection, "trials")
            if connection.execute(update(trials).values(now)).rowcount == 0:
                connection.execute(insert(trials).values(now | {"id": 1}))

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(
                f"cannot {doing} the store {self.place} ({cause}): check its disk and permissions"
            ) from error


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        driver = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
        return create_engine(driver, pool_pre_ping=True, pool_size=20, max_overflow=40)
    if make_url(url).database in (None, "", ":memory:"):
        engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(url, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy, not the driver, begins transactions
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("checkpointing", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing", False) else "BEGIN")
