from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from chatrec.errors import StoreError
from chatrec.store import Database, EventStore, SessionStore
from chatrec.store.database import metadata
from chatrec.store.keys import Keys
from chatrec.types import Feedback
from tests.laws import check_store
from tests.store.cluster import Cluster, absent
from tests.store.test_database import check_added_columns
from tests.store.test_events import IDS, LEARNER
from tests.store.test_migrations import check_the_revisions_lead_to_the_tables
from tests.store.test_sessions import SESSION

pytestmark = pytest.mark.skipif(bool(absent()), reason=absent())


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    started = Cluster()
    yield started
    started.remove()


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """Empty at first."""
    opened = Database(cluster.url)
    with opened.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield opened
    opened.close()


def store(database: Database, name: str = "test") -> EventStore:
    return EventStore(database, LEARNER, name)


def check_fold(database: Database, user: str) -> None:
    refolded = store(database, "another name").user(user)
    np.testing.assert_allclose(store(database).user(user).mean, refolded.mean, atol=1e-5)
    assert store(database).user(user).n == refolded.n


def test_laws(database: Database, cluster: Cluster) -> None:
    check_store(lambda: store(Database(cluster.url)), LEARNER, IDS)


def test_the_revisions_lead_to_the_tables(database: Database, cluster: Cluster) -> None:
    with database.writing() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    check_the_revisions_lead_to_the_tables(cluster.url)


def test_tables_of_an_earlier_version_get_the_columns_they_lack(
    database: Database, cluster: Cluster
) -> None:
    check_added_columns(lambda: Database(cluster.url))


def test_sessions_and_keys_come_back_as_they_were(database: Database) -> None:
    sessions = SessionStore(database)
    sessions.save(SESSION)
    sessions.save(replace(SESSION, turns=()))
    assert sessions.latest("ann") == replace(SESSION, turns=())
    sessions.forget("ann")
    assert sessions.latest("ann") is None
    key, secret = Keys(database).create("acme", ["read"])
    assert Keys(database).find(secret) == key
    database.try_write()


WRITER = """
import sys, time
from chatrec.errors import StoreError
from chatrec.store import Database
from chatrec.types import Feedback
from tests.store.test_postgres import store
url, name, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
votes = store(Database(url))
for n in range(many):
    feedback = Feedback("u", str(n % 4), 1.0 if n % 3 else -1.0, "click", key=f"{name}-{n}")
    while True:
        try:
            votes.record(feedback)
            break
        except StoreError:
            time.sleep(0.05)
    print(n, flush=True)
"""


def writer(cluster: Cluster, name: str, many: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, cluster.url, name, str(many)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_that_vote_for_one_user_lose_no_vote(
    database: Database, cluster: Cluster
) -> None:
    writers = [writer(cluster, str(number), 25) for number in range(3)]
    assert [process.wait(60) for process in writers] == [0, 0, 0]
    assert store(database).user("u").n == 75
    check_fold(database, "u")


def test_first_votes_at_the_same_moment_are_all_recorded(database: Database) -> None:
    ready, votes = threading.Barrier(8), store(database)
    failures: list[StoreError] = []

    def vote(number: int) -> None:
        for user in range(5):
            ready.wait()
            try:
                votes.record(Feedback(f"u{user}", IDS[number % 4], 1.0, "click", key=str(number)))
            except StoreError as error:
                failures.append(error)

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for user in range(5):
        assert votes.user(f"u{user}").n == 8
        check_fold(database, f"u{user}")


def test_turns_of_one_person_wait_for_each_other(database: Database, cluster: Cluster) -> None:
    first, second = SessionStore(database), SessionStore(Database(cluster.url))
    order: list[str] = []

    def turn() -> None:
        with second.turn("ann"):
            order.append("second")

    other = threading.Thread(target=turn)
    with first.turn("ann"):
        other.start()
        with second.turn("bob"):
            time.sleep(0.3)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_an_acknowledged_vote_survives_five_crashes_of_the_database(
    database: Database, cluster: Cluster
) -> None:
    voting = writer(cluster, "w", 10**6)
    assert voting.stdout is not None
    acknowledged = -1
    for _ in range(5):
        for _ in range(10):
            acknowledged = int(voting.stdout.readline())
        cluster.kill()
        cluster.start()
    acknowledged = int(voting.stdout.readline())
    voting.kill()
    acknowledged = int((voting.stdout.read().split() or [acknowledged])[-1])
    keys = [vote.key for vote in store(database).votes("u")]
    assert len(keys) == len(set(keys))
    assert set(keys) >= {f"w-{n}" for n in range(acknowledged + 1)}
    check_fold(database, "u")


def test_a_database_that_is_away_is_told_and_comes_back(
    database: Database, cluster: Cluster
) -> None:
    cluster.kill()
    with pytest.raises(StoreError, match="cannot write"):
        database.try_write()
    cluster.start()
    database.try_write()
