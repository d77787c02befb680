"""The tables as they were when revisions began."""

from alembic import op
from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    _taste()
    _conversations()
    _service()


def _taste() -> None:
    op.create_table(
        "events",
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
    op.create_table(
        "user_vectors",
        Column("user", String(200), primary_key=True),
        Column("learner", String(100), nullable=False),
        Column("mean", LargeBinary, nullable=False),
        Column("covariance", LargeBinary),
        Column("n", Integer, nullable=False),
        Column("version", Integer, nullable=False),
    )


def _conversations() -> None:
    op.create_table(
        "sessions",
        Column("id", String(64), primary_key=True),
        Column("user", String(200), nullable=False),
        Column("updated", Float, nullable=False),
        Column("body", Text, nullable=False),
        Index("sessions_of_user", "user", "updated"),
    )
    op.create_table(
        "impressions",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("user", String(200), nullable=False),
        Column("session", String(64), nullable=False),
        Column("item", String(400), nullable=False),
        Column("place", Integer, nullable=False),
        Column("score", Float, nullable=False),
        Column("at", Float, nullable=False),
        Column("propensity", Float, nullable=False, server_default="1"),
        Column("version", String(40), nullable=False, server_default=""),
        Index("ix_impressions_user", "user"),
    )


def _service() -> None:
    op.create_table(
        "api_keys",
        Column("id", String(32), primary_key=True),
        Column("digest", String(64), nullable=False, unique=True),
        Column("tenant", String(40), nullable=False),
        Column("user", String(120), nullable=False),
        Column("roles", String(200), nullable=False),
        Column("created", Float, nullable=False),
        Column("revoked", Float),
    )
    op.create_table(
        "trials",
        Column("id", Integer, primary_key=True),
        Column("at", Float, nullable=False),
    )
