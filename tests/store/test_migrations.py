from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, select

from chatrec.errors import StoreError
from chatrec.store import Database, migrations
from chatrec.store.database import metadata, trials


def differences(database: Database) -> list[object]:
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == migrations.HEAD
        return list(compare_metadata(context, metadata))


def check_the_revisions_lead_to_the_tables(url: str) -> None:
    """Three processes open it at once."""
    opening = "import sys; from chatrec.store import Database; Database(sys.argv[1]).try_write()"
    command = [sys.executable, "-c", opening, url]
    started = [subprocess.Popen(command) for _ in range(3)]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    database = Database(url)
    assert differences(database) == []
    database.close()


def test_the_revisions_lead_to_the_tables(tmp_path: Path) -> None:
    check_the_revisions_lead_to_the_tables(f"sqlite:///{tmp_path / 'a.db'}")


def test_what_the_revisions_lack_is_found(tmp_path: Path) -> None:
    database = Database.at(tmp_path / "a.db")
    with database.writing() as connection:
        connection.exec_driver_sql("DROP INDEX sessions_of_user")
        connection.exec_driver_sql("ALTER TABLE impressions DROP COLUMN version")
    assert len(differences(database)) == 2


def test_the_newest_revision_is_known() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_database_from_before_the_revisions_keeps_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(insert(trials).values(id=1, at=7.0))
    engine.dispose()
    for _ in range(2):
        database = Database(url)
        assert differences(database) == []
        with database.reading() as connection:
            assert connection.execute(select(trials.c.at)).scalars().all() == [7.0]


def test_a_store_of_a_later_version_is_told(tmp_path: Path) -> None:
    with Database.at(tmp_path / "a.db").writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="9999"):
        Database.at(tmp_path / "a.db")
