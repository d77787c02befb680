from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.types import Feedback, Query
from tests.cli.test_commands import chatrec
from tests.conftest import Open

VOTES = (("amelie-2001", 1.0), ("alien-1979", -1.0), ("heat-1995", 1.0))


def top(recommender: Recommender) -> list[tuple[str, float]]:
    listed = recommender.recommend(Query(text="a film"), "ann", 20)
    return [(one.item.id, round(one.score, 6)) for one in listed]


def test_a_taste_taken_elsewhere_gives_the_same_list(
    index_directory: Path, recommending: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATREC_TASTE_KEY", "known to both")
    index, here, there = ("--index", str(index_directory)), tmp_path / "here", tmp_path / "there"
    first = recommending(Database.at(here / "films.db"))
    unknown = top(first)
    for item, value in VOTES:
        first.learn(Feedback("ann", item, value))
    exported = chatrec("taste", "export", "ann", *index, state=here)
    assert exported.returncode == 0, exported.stderr
    taken = ("taste", "import", "ann", "-", *index, "--json")
    imported = chatrec(*taken, given=exported.stdout, state=there)
    assert json.loads(imported.stdout) == {"votes": 3}
    assert top(recommending(Database.at(there / "films.db"))) == top(first) != unknown
    monkeypatch.setenv("CHATREC_TASTE_KEY", "another")
    refused = chatrec(*taken, given=exported.stdout, state=there)
    assert refused.returncode == 1
    assert "signed by another key" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
