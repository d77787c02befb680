from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chatrec.errors import StoreError, TooManyVotesError
from chatrec.store import Database, EventStore
from chatrec.store.database import user_vectors
from chatrec.types import Feedback
from chatrec.user_vector import GradientLearner, PosteriorLearner, untrained
from tests.laws import check_store
from tests.user_vector.spaces import trained

ITEMS = np.eye(4, dtype=np.float32)
IDS = ("0", "1", "2", "3")
LEARNER = GradientLearner(lambda i: ITEMS[int(i)], lambda rows: ITEMS[rows], 4)


def open_store(path: Path) -> EventStore:
    return EventStore(Database.at(path), LEARNER, "test")


def test_laws(tmp_path: Path) -> None:
    check_store(lambda: open_store(tmp_path / "a.db"), LEARNER, IDS)


event = st.tuples(
    st.sampled_from(IDS),
    st.sampled_from([-1.0, 0.0, 1.0, 0.5]),
    st.sampled_from(["thumb", "click", "seen"]),
    st.integers(1, 50),
)


@settings(max_examples=60)
@given(st.lists(event, max_size=12))
def test_the_stored_vector_is_the_fold_of_the_log(
    events: list[tuple[str, float, str, int]],
) -> None:
    database = Database("sqlite://")
    store = EventStore(database, LEARNER, "test")
    for item, value, kind, at in events:
        store.record(Feedback("u", item, value, kind, float(at)))  # type: ignore[arg-type]
    refolded = EventStore(database, LEARNER, "another name").user("u")
    np.testing.assert_allclose(store.user("u").mean, refolded.mean, atol=1e-6)
    assert store.user("u").n == refolded.n


exact = st.tuples(
    st.sampled_from(("0", "1", "2", "3")),
    st.sampled_from([-1.0, 0.0, 1.0, 0.4]),
    st.sampled_from(["thumb", "rating", "click", "seen"]),
    st.integers(1, 9),
    st.sampled_from(["record", "record", "record", "withdraw", "forget"]),
)


@settings(max_examples=60)
@given(st.lists(exact, max_size=14), st.sampled_from([1.0, 0.9]))
def test_late_changed_and_taken_back_votes_leave_no_trace(
    history: list[tuple[str, float, str, int, str]], retention: float
) -> None:
    database, learner = Database("sqlite://"), trained(retention)
    store = EventStore(database, learner, "posterior")
    for n, (item, value, kind, at, act) in enumerate(history):
        if act == "withdraw":
            store.withdraw("u", str(n // 2))
        elif act == "forget":
            store.forget("u", item)
        else:
            store.record(Feedback("u", item, value, kind, float(at), str(n)))  # type: ignore[arg-type]
    kept, refolded = store.user("u"), EventStore(database, learner, "anew").user("u")
    np.testing.assert_allclose(kept.mean, refolded.mean, atol=1e-6)
    np.testing.assert_allclose(kept.covariance, refolded.covariance, atol=1e-6)
    assert kept.n == refolded.n


def test_a_middling_rating_teaches_and_a_thumb_of_0_does_not() -> None:
    store = EventStore(Database("sqlite://"), trained(), "posterior")
    assert store.record(Feedback("u", "0", 0.0, "rating")).n == 1
    assert store.record(Feedback("u", "1", 0.0, "thumb")).n == 1


def test_a_persons_vector_is_stored_within_20_kilobytes() -> None:
    database = Database("sqlite://")
    items = np.random.default_rng(0).normal(size=(200, 384)).astype(np.float32)
    learner = PosteriorLearner(
        untrained(items), lambda ids: np.array([int(i) for i in ids]), lambda rows: items[rows], 200
    )
    EventStore(database, learner, "posterior").record(Feedback("u", "3", 1.0))
    with database.reading() as connection:
        row = connection.execute(select(user_vectors)).one()
    assert 64 * 8 + 64 * 65 / 2 * 8 == len(row.mean) + len(row.covariance) < 20_000


def test_a_vector_of_another_learner_is_refolded(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    store.record(Feedback("u", "0", 1.0))
    items = np.eye(9, dtype=np.float32)
    wider = GradientLearner(lambda i: items[int(i)], lambda rows: items[rows], 9)
    other = EventStore(Database.at(tmp_path / "a.db"), wider, "wider")
    assert other.user("u").mean.shape == (9,)
    other.record(Feedback("u", "1", 1.0))
    assert other.user("u").n == 2


WRITER = """
import sys
from tests.store.test_events import open_store
from chatrec.types import Feedback
from pathlib import Path
store = open_store(Path(sys.argv[1]))
for n in range(10**6):
    store.record(Feedback("u", str(n % 4), 1.0 if n % 3 else -1.0, "click", key=str(n)))
    print(n, flush=True)
"""


def test_an_acknowledged_thumb_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(8)][-1]
        writer.kill()
        rest = writer.stdout.read().split()
        last = int((rest or [acknowledged])[-1])
        writer.wait()
        store = open_store(path)
        assert {vote.key for vote in store.votes("u")} >= {str(n) for n in range(last + 1)}
        refolded = EventStore(Database.at(path), LEARNER, "other").user("u")
        np.testing.assert_allclose(store.user("u").mean, refolded.mean, atol=1e-6)


def test_threads_lose_no_vote(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")

    def vote(thread: int) -> None:
        for n in range(10):
            store.record(Feedback("u", str(n % 4), 1.0, "click", at=1.0, key=f"{thread}-{n}"))

    threads = [threading.Thread(target=vote, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.votes("u")) == store.user("u").n == 40


def test_a_read_only_store_is_told_and_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_store(path).record(Feedback("u", "0", 1.0))
    database = Database(f"sqlite:///file:{path}?mode=ro&uri=true", create=False)
    store = EventStore(database, LEARNER, "test")
    with pytest.raises(StoreError, match="write"):
        store.record(Feedback("u", "1", 1.0))
    assert len(open_store(path).votes("u")) == 1


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = open_store(path)
    store.record(Feedback("u", "0", 1.0))
    full = Database.at(path)
    with full.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    full_store = EventStore(full, LEARNER, "test")
    with pytest.raises(StoreError, match="full"):
        for n in range(2000):
            with full.writing() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            full_store.record(Feedback("u", "1", 1.0, "click", key="k" * 150 + str(n)))
    kept = open_store(path).votes("u")
    assert kept[0].item == "0"
    np.testing.assert_allclose(
        open_store(path).user("u").mean,
        EventStore(Database.at(path), LEARNER, "other").user("u").mean,
        atol=1e-6,
    )


def test_a_clock_that_jumps_back_loses_no_vote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "a.db")
    monkeypatch.setattr("chatrec.store.events.time.time", lambda: 1000.0)
    store.record(Feedback("u", "0", 1.0))
    monkeypatch.setattr("chatrec.store.events.time.time", lambda: 10.0)
    store.record(Feedback("u", "0", -1.0))
    assert [vote.value for vote in store.votes("u")] == [-1.0]


def test_a_day_has_room_for_so_many_votes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "a.db")

    def vote(hour: float, item: str, value: float = 1.0) -> int:
        monkeypatch.setattr("chatrec.store.events.time.time", lambda: 1e9 + 3600 * hour)
        return store.record(Feedback("u", item, value, key=f"{item} {value}"), daily=2).n

    assert (vote(0, "0"), vote(1, "1")) == (1, 2)
    with pytest.raises(TooManyVotesError, match="2 votes") as refused:
        vote(2, "2")
    assert refused.value.seconds == 22 * 3600
    assert vote(2, "1") == 2, "what was recorded is acknowledged again"
    assert vote(3, "1", 0.0) == 1, "a thumb can be taken back"
    with pytest.raises(TooManyVotesError):
        vote(24.5, "2")
    assert vote(25.5, "2") == 2


def test_the_day_of_one_person_is_not_anothers(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    for user in ("u", "v"):
        store.record(Feedback(user, "0", 1.0), daily=1)
        with pytest.raises(TooManyVotesError):
            store.record(Feedback(user, "1", 1.0), daily=1)
    assert store.record(Feedback("u", "1", 1.0)).n == 2, "a history that is brought along"


@pytest.mark.parametrize(("ahead", "taken"), [(2.0, False), (9000.0, True)])
def test_a_clock_that_was_set_back_closes_no_door_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: float, taken: bool
) -> None:
    store = open_store(tmp_path / "a.db")
    monkeypatch.setattr("chatrec.store.events.time.time", lambda: 1e9 + 3600 * ahead)
    store.record(Feedback("u", "0", 1.0), daily=1)
    monkeypatch.setattr("chatrec.store.events.time.time", lambda: 1e9)
    if taken:
        assert store.record(Feedback("u", "1", 1.0), daily=1).n == 2
    else:
        with pytest.raises(TooManyVotesError) as refused:
            store.record(Feedback("u", "1", 1.0), daily=1)
        assert 0 < refused.value.seconds <= 48 * 3600


def test_keys_order_and_undo_outlive_a_clock_that_jumps_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "a.db")
    for second, item in ((1000.0, "0"), (10.0, "1"), (500.0, "2")):
        monkeypatch.setattr("chatrec.store.events.time.time", lambda: second)  # noqa: B023
        for _ in range(2):
            store.record(Feedback("u", item, 1.0, key=f"k{item}"))
    assert [vote.item for vote in store.log("u")] == ["0", "1", "2"]
    assert [vote.at for vote in store.log("u")] == [1000.0] * 3
    before = store.without("u", "2").mean
    undone = store.withdraw("u", "k2")
    assert undone is not None and undone.n == 2
    np.testing.assert_allclose(undone.mean, before, atol=1e-6)
    assert store.record(Feedback("u", "2", -1.0, key="k2")).n == 3
