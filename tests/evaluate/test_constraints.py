from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatrec.errors import CatalogueError
from chatrec.evaluate.constraints import Outcome, Probe, read_probes, run, summary
from chatrec.recommender import Recommender
from chatrec.types import Constraint
from tests.films import FILMS

HORROR = Constraint("genres", "contains", "Horror")


def test_probes_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    good = {
        "turns": ["a", "b"],
        "must": [["genres", "in", ["War"]]],
        "must_not": [["year", "<", 9]],
    }
    path.write_text(json.dumps(good))
    assert read_probes(str(path)) == (
        Probe(("a", "b"), (Constraint("genres", "in", ("War",)),), (Constraint("year", "<", 9),)),
    )
    broken = ('{"turns": []}', '{"turns": ["a"], "must": [["x", "~", 1]]}', "{", '{"turns": 1}')
    for bad in broken:
        path.write_text(json.dumps(good) + "\n" + bad)
        with pytest.raises(CatalogueError, match="line 2"):
            read_probes(str(path))


def test_satisfied_is_the_share_that_meets_the_probe() -> None:
    probe = Probe(("x",), must_not=(HORROR,))
    listed = (FILMS[0], FILMS[1], FILMS[2], FILMS[3])
    outcome = Outcome(probe, listed, (FILMS[0],), 9)
    assert outcome.satisfied == 0.75
    assert Outcome(probe, (), (), 0).satisfied == 1
    assert Outcome(probe, (), (), 5).satisfied == 0
    assert summary([outcome], 10) == {
        "probes": 1,
        "violations": 1,
        "satisfied@10": 0.75,
        "empty": 0,
    }


def test_conversations_are_run_through_the_recommender(recommender: Recommender) -> None:
    probe = Probe(("hello", "science fiction, no horror"), must_not=(HORROR,))
    kept, broken = run(recommender, [probe, Probe(("a horror film",), must_not=(HORROR,))])
    assert kept.listed
    assert kept.satisfied == 1
    assert broken.satisfied == 0
