from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chatrec.errors import StoreError
from chatrec.store import Database, SessionStore
from chatrec.types import Item, Recommendation


def test_commits_are_synced_and_logged_ahead(tmp_path: Path) -> None:
    with Database.at(tmp_path / "a.db").reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Database.at(tmp_path / "file" / "a.db")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Database.at(tmp_path / "a.db")


def check_added_columns(open_database: Callable[[], Database]) -> None:
    """What an earlier version wrote stays, with the defaults of the columns that it lacked."""
    SessionStore(open_database()).show("ann", [Recommendation(Item("a", "A"), 0.5)])
    with open_database().writing() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
        for column in ("propensity", "version"):
            connection.exec_driver_sql(f"ALTER TABLE impressions DROP COLUMN {column}")
    store = SessionStore(open_database())
    store.show("ann", [Recommendation(Item("b", "B"), 0.4, propensity=0.25, ranker="v2")])
    kept = [(one.item, one.propensity, one.version) for one in store.impressions("ann")]
    assert kept == [("a", 1.0, ""), ("b", 0.25, "v2")]


def test_a_database_of_an_earlier_version_gets_the_columns_it_lacks(tmp_path: Path) -> None:
    check_added_columns(lambda: Database.at(tmp_path / "a.db"))
