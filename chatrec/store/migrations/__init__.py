"""Tables as they were, brought to what they are: one revision after another, by Alembic."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.schema import CreateColumn

from chatrec.errors import StoreError

FIRST, HEAD = "0001", "0001"
"""The revision of databases that were made before there were any, and the newest one."""
_alone = Lock()
"""Alembic runs one environment a process at a time."""


def upgrade(connection: Connection, metadata: MetaData) -> None:
    """Bring the tables to HEAD, within the transaction of the connection.

    Raises StoreError when they are of a revision that is not known here.
    """
    at = _revision(connection)
    if at == HEAD:
        return
    if at is None and inspect(connection).has_table("events"):
        metadata.create_all(connection)
        _add_columns(connection, metadata)
        _run(connection, metadata, "stamp", FIRST)
    _run(connection, metadata, "upgrade", "head")


def _revision(connection: Connection) -> str | None:
    """That of the tables, None before there were any. Asked without Alembic, which most starts
    need for nothing else and whose import takes 0.1 s."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _run(connection: Connection, metadata: MetaData, doing: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection, "metadata": metadata})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    try:
        with _alone:
            {"stamp": command.stamp, "upgrade": command.upgrade}[doing](config, revision)
    except CommandError as error:
        raise StoreError(
            f"the store is of a later version ({error}): install the chatrec that wrote it"
        ) from error


def _add_columns(connection: Connection, metadata: MetaData) -> None:
    """Gives tables of the time before revisions what columns they lack, with their defaults."""
    for table in metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                added = CreateColumn(column).compile(connection)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {added}")
