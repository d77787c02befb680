from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from chatrec.company import Companion
from chatrec.conversation import Session, Turn
from chatrec.store import Database, SessionStore
from chatrec.store.database import impressions, sessions
from chatrec.types import Constraint, Item, Query, Recommendation

QUERY = Query(
    text="heist",
    constraints=(Constraint("year", ">=", 1990, "90s", 1), Constraint("genres", "in", ("A", "B"))),
    exclude=frozenset({"x"}),
)
SESSION = Session("s1", "ann", (Turn("user", "hello", ("a", "b"), QUERY),), QUERY)


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    SessionStore(Database.at(tmp_path / "a.db")).save(SESSION)
    assert SessionStore(Database.at(tmp_path / "a.db")).latest("ann") == SESSION


def test_company_comes_back_as_it_was(database: Database) -> None:
    wife = Companion(
        "my wife", "wife", "romance", liked=("titanic-1997",), disliked=("alien-1979",)
    )
    query = replace(QUERY, company=(wife, Companion("our 8-year-old", "8 year old")))
    SessionStore(database).save(replace(SESSION, query=query))
    kept = SessionStore(database).latest("ann")
    assert kept is not None
    assert kept.query.company == query.company


def test_a_session_from_before_there_was_company_still_loads(database: Database) -> None:
    store = SessionStore(database)
    store.save(SESSION)
    with database.writing() as connection:
        body = json.loads(connection.execute(select(sessions.c.body)).scalar_one())
        del body["query"]["company"], body["turns"][0]["query"]["company"]
        connection.execute(update(sessions).values(body=json.dumps(body)))
    assert store.latest("ann") == SESSION


def test_the_newest_conversation_is_the_latest_saved(database: Database) -> None:
    store = SessionStore(database)
    store.save(SESSION)
    store.save(replace(SESSION, id="s2", turns=()))
    store.save(replace(SESSION, query=Query(text="other")))
    assert store.latest("ann") == replace(SESSION, query=Query(text="other"))
    assert store.latest("bob") is None


def test_impressions_are_kept_and_forgotten(database: Database) -> None:
    store = SessionStore(database)
    store.save(SESSION, [Recommendation(Item("a", "A"), 0.5), Recommendation(Item("b", "B"), 0.4)])
    with database.reading() as connection:
        rows = connection.execute(select(impressions)).all()
    assert [(row.item, row.place, row.score) for row in rows] == [("a", 1, 0.5), ("b", 2, 0.4)]
    assert [(one.propensity, one.version) for one in store.impressions("ann")] == [(1.0, "")] * 2
    store.forget("ann")
    assert store.latest("ann") is None


def test_a_clock_that_jumps_back_leaves_the_newest_conversation(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SessionStore(database)
    shown = [Recommendation(Item(item, item), 0.5) for item in "ab"]
    for hour, name in ((9, "s1"), (3, "s2"), (5, "s3"), (1, "s1")):
        monkeypatch.setattr("chatrec.store.sessions.time.time", lambda: 3600.0 * hour)  # noqa: B023
        store.save(replace(SESSION, id=name), shown)
        assert (found := store.latest("ann")) and found.id == name
    assert [one.id for one in store.of("ann")] == ["s2", "s3", "s1"]
    assert [one.session for one in store.impressions("ann")][::2] == ["s1", "s2", "s3", "s1"]
