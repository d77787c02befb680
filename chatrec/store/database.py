"""Tables, connections and transactions."""

from __future__ import annotations

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
    make_url,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from chatrec.errors import StoreError

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
)


class Database:
    """One database by URL: SQLite in WAL mode with every commit synced, or PostgreSQL.

    On SQLite a write transaction takes the write lock before it reads, so that what it writes
    follows from what it read; PostgreSQL does so by SELECT ... FOR UPDATE.
    """

    def __init__(self, url: str, create: bool = True) -> None:
        """Opens the database and, with `create`, makes what tables it lacks.

        Raises StoreError when it cannot.
        """
        self.place = make_url(url).render_as_string(hide_password=True)
        self._engine = _engine(url)
        if create:
            with self.writing() as connection:
                metadata.create_all(connection)

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
        return create_engine(url, pool_pre_ping=True)
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
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
