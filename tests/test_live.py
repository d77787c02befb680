"""An index that is changed while it is served, by this process and by others."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from chatrec import manifest
from chatrec.build import ITEMS, THEMES, VECTORS, read
from chatrec.errors import CatalogueError, IndexingError, ModelError
from chatrec.live import LiveIndex
from chatrec.load import load
from chatrec.ranker import files as heads
from chatrec.store import Database
from chatrec.train.candidate import Candidate, describe, prepare, promote, rollback, served
from chatrec.train.parts import Parts
from chatrec.train.ranker import train_on_facts
from chatrec.types import Feedback, Item, Query
from tests.conftest import TODAY
from tests.films import FILMS
from tests.talks import talks

WHALES = Item("whales-2024", "The Last Whale", "A whale.", {"genres": ("Documentary",)})


pytestmark = pytest.mark.usefixtures("one_encoder")


@pytest.fixture
def directory(served_directory: Path) -> Path:
    return served_directory


@pytest.fixture
def live(directory: Path, database: Database) -> LiveIndex:
    return LiveIndex(directory, database, TODAY)


def test_only_what_is_new_is_encoded(live: LiveIndex, directory: Path) -> None:
    before = read(directory)
    live.put(
        [WHALES, Item("heat-1995", "Heat", FILMS[4].text, {**FILMS[4].attributes, "price": 3})]
    )
    after = read(directory)
    kept = [film.id for film in FILMS]
    rows = before.catalog.rows(kept), after.catalog.rows(kept)
    assert (before.index.vectors(rows[0]) == after.index.vectors(rows[1])).all()
    assert after.catalog["heat-1995"].attributes["price"] == 3
    assert after.manifest.items == len(FILMS) + 1


def test_what_is_served_after_a_change_is_what_a_new_start_serves(
    live: LiveIndex, directory: Path, tmp_path: Path
) -> None:
    live.put([WHALES, Item("heat-1995", "Heat", "Whales.", {"keywords": ("whales",)})])
    live.remove(["alien-1979"])
    fresh = LiveIndex(directory, Database.at(tmp_path / "fresh.db"), TODAY)
    for message in ("a film like Heat", "a documentary with a whale", "something tense"):
        recommenders = (live.recommender, fresh.recommender)
        (read, here), (read_anew, there) = (
            one.reply(one.resume("ann"), message) for one in recommenders
        )
        assert read.query == read_anew.query
        found, anew = (
            [(one.item, round(one.score, 5)) for one in reply.recommendations]
            for reply in (here, there)
        )
        assert found == anew
        assert found or here.text == there.text != ""


def test_a_turn_that_has_begun_ends_with_what_was_served_then(live: LiveIndex) -> None:
    recommender = live.recommender
    served, session = recommender._served, recommender.start("ann")
    query = served.understand(session, "something like Titanic")
    live.remove(["titanic-1997"])
    assert "titanic-1997" in query.liked
    assert served.recommend(query, "ann", 3) and served.explain(query, "ann", ["titanic-1997"])
    assert not recommender._served.explain(query, "ann", ["titanic-1997"])
    assert recommender.recommend(query, "ann", 3)


def test_what_was_learned_is_the_fold_of_the_votes_that_are_left(
    live: LiveIndex, directory: Path, database: Database
) -> None:
    recommender = live.recommender
    recommender.learn(Feedback("ann", "heat-1995", -1.0))
    recommender.learn(Feedback("bob", "heat-1995", -1.0))
    alone = recommender.vector("bob")
    recommender.learn(Feedback("ann", "titanic-1997", 1.0))
    version = recommender.vector("ann").version
    live.put([WHALES])
    live.remove(["whales-2024", "titanic-1997"])
    vector = recommender.vector("ann")
    assert vector.version > version
    assert vector.mean == pytest.approx(recommender.vector("bob").mean)
    assert load(directory, database).vector("ann").mean == pytest.approx(vector.mean)
    assert recommender.vector("bob").version >= alone.version


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_change_that_is_broken_off_is_there_whole_or_not_at_all(
    directory: Path, live: LiveIndex, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """The process ends after so many of the new files were moved to their places."""
    places: list[Path] = []

    def broken_off(path: Path, target: Path) -> Path:
        if target.name in (ITEMS, VECTORS, manifest.FILE):
            if len(places) == moved:
                raise KeyboardInterrupt
            places.append(target)
        path.rename(target)
        return target

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", broken_off)
        with pytest.raises(KeyboardInterrupt):
            live.put([WHALES])
    again = read(directory)
    manifest.verify(directory, manifest.read(directory))
    assert WHALES.id in again.catalog
    assert not list(directory.glob("*.part"))


def test_a_change_that_cannot_be_written_changes_nothing(directory: Path, live: LiveIndex) -> None:
    (directory / f"{VECTORS}.part").mkdir()
    with pytest.raises(IndexingError, match=r"cannot write .*index.faiss"):
        live.put([WHALES])
    assert WHALES.id not in live.recommender.catalog
    assert WHALES.id not in read(directory).catalog


def test_the_last_item_stays_and_unknown_ones_are_told(live: LiveIndex) -> None:
    with pytest.raises(CatalogueError, match="nothing"):
        live.remove(["nothing"])
    with pytest.raises(CatalogueError, match="put others first"):
        live.remove([film.id for film in FILMS])
    with pytest.raises(CatalogueError, match="twice"):
        live.put([WHALES, WHALES])


def test_processes_that_share_a_directory_follow_each_other(
    live: LiveIndex, directory: Path, database: Database
) -> None:
    other = LiveIndex(directory, database, TODAY)
    live.put([WHALES])
    assert WHALES.id not in other.recommender.catalog
    assert other.follow() and not other.follow()
    assert WHALES.id in other.recommender.catalog
    other.remove(["heat-1995"])
    live.remove(["alien-1979"])
    assert {film.id for film in FILMS} - {"heat-1995", "alien-1979"} | {WHALES.id} == {
        item.id for item in live.recommender.catalog
    }


def test_a_promoted_head_is_served_at_once_and_outlives_items(
    live: LiveIndex, directory: Path
) -> None:
    def promoted(meanwhile: Item | None) -> bool:
        parts = Parts.of(directory)
        trained = train_on_facts(parts.examples(talks(30)), parts.items, parts.facts)
        sums = served(directory)
        path = prepare(directory, heads.FILE, lambda part: heads.write(part, trained))
        describe(path, Candidate((heads.FILE,), sums, "recall@10", 0.1, 0.2))
        if meanwhile is not None:
            live.put([meanwhile])
        return promote(directory, path)[0]

    plain = type(live.recommender._served.pipeline.ranker)
    assert promoted(None)
    assert live.follow()
    assert type(live.recommender._served.pipeline.ranker) is not plain
    assert promoted(WHALES)
    live.remove(["heat-1995"])
    assert type(live.recommender._served.pipeline.ranker) is not plain
    assert rollback(directory)[0]
    live.follow()
    manifest.verify(directory, manifest.read(directory))
    assert manifest.read(directory).items == len(live.recommender.catalog) == len(FILMS)


def flip(path: Path) -> None:
    """Another byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", [ITEMS, VECTORS, THEMES, manifest.FILE])
def test_an_index_altered_on_disk_is_served_on_and_never_started_from(
    live: LiveIndex, directory: Path, database: Database, name: str
) -> None:
    before = live.recommender.recommend(Query(text="a heist"), "ann")
    if name == manifest.FILE:
        (directory / name).write_text('{"encoder": ')
    else:
        flip(directory / name)
        assert not live.follow()
    assert live.recommender.recommend(Query(text="a heist"), "ann") == before
    with pytest.raises(IndexingError, match=name):
        live.put([WHALES])
    assert WHALES.id not in live.recommender.catalog
    with pytest.raises(IndexingError, match=name):
        LiveIndex(directory, database, TODAY)


@pytest.mark.parametrize("whole", [True, False])
def test_a_broken_promotion_is_not_adopted(live: LiveIndex, directory: Path, whole: bool) -> None:
    """A head that was cut short before its checksum was taken, or after."""
    before = live.recommender.recommend(Query(text="a heist"), "ann")
    made = manifest.read(directory)
    (directory / heads.FILE).write_bytes(b"no head")
    manifest.write(directory, made.with_files(directory, [heads.FILE]))
    if not whole:
        flip(directory / heads.FILE)
    with pytest.raises(ModelError if whole else IndexingError, match=heads.FILE):
        live.follow()
    assert live.recommender.recommend(Query(text="a heist"), "ann") == before
    (directory / heads.FILE).unlink()
    manifest.write(directory, made)
    live.put([WHALES])
    assert WHALES.id in live.recommender.catalog


def test_each_broken_promotion_is_told_once_with_the_reason(
    live: LiveIndex, directory: Path
) -> None:
    made, told, ended = manifest.read(directory), list[str](), threading.Event()
    follower = threading.Thread(target=live.follow_on, args=(told.append, ended, 0.01))
    follower.start()
    try:
        for n, content in enumerate((b"no head", b"none either"), 1):
            manifest.write(directory, made)  # while the file is written there is nothing to follow
            (directory / heads.FILE).write_bytes(content)
            manifest.write(directory, made.with_files(directory, [heads.FILE]))
            assert waited(lambda n=n: len(told) >= n)  # type: ignore[misc]
            time.sleep(0.3)  # time for many more tries
            assert max(Counter(told).values()) <= n
            assert str(directory) in told[-1] and heads.FILE in told[-1]
        (directory / heads.FILE).unlink()
        manifest.write(directory, made)
        live.put([WHALES])
    finally:
        ended.set()
        follower.join()


def waited(for_it: Callable[[], bool], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not for_it() and time.monotonic() < until:
        time.sleep(0.02)
    return for_it()
