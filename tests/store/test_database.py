from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.errors import StoreError
from chatrec.store import Database


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
