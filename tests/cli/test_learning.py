from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from chatrec.evaluate.learning import Tasted
from tests.cli.test_commands import chatrec
from tests.films import FILMS


@pytest.fixture
def events(tmp_path: Path) -> str:
    """People who rate all films, half of them for every other one: no text tells why."""
    lines = ["userId,movieId,rating,timestamp"]
    for person in range(24):
        for at, film in enumerate(FILMS):
            likes = at % 2 == person % 2
            lines.append(f"{person},{film.id},{4.5 if likes else 1.5},{at + person}")
    path = tmp_path / "events.csv"
    path.write_text("\n".join(lines))
    return str(path)


@pytest.fixture
def index(index_directory: Path, tmp_path: Path) -> str:
    return str(shutil.copytree(index_directory, tmp_path / "index"))


def test_a_trained_taste_goes_live_and_is_measured(index: str, events: str) -> None:
    common = ("--index", index, "--events", events, "--scale", "0.5:5", "--json")
    untrained = chatrec("evaluate", "feedback", *common, "--at", "0,1,2")
    assert untrained.returncode == 0, untrained.stderr
    done = chatrec("train", "taste", *common)
    assert done.returncode == 0, done.stderr
    trained = json.loads(done.stdout)
    assert {"metrics", "seconds", "path", "promoted", "reason"} <= trained.keys()
    assert trained["promoted"], trained["reason"]
    measured = json.loads(chatrec("evaluate", "feedback", *common, "--at", "0,1,2").stdout)
    assert measured["k"]["2"]["users"] == 24
    assert measured["k"]["2"]["auc"] > json.loads(untrained.stdout)["k"]["2"]["auc"]
    assert measured["k"]["2"]["auc"] > measured["k"]["0"]["auc"]
    assert 0 < measured["us_per_update"] < 10_000


def test_a_taste_that_fades_is_served_as_it_was_trained(index: str, events: str) -> None:
    common = ("--index", index, "--events", events, "--scale", "0.5:5", "--json")
    done = chatrec("train", "taste", *common, "--retention", "0.9")
    assert json.loads(done.stdout)["promoted"], done.stderr
    assert Tasted.of(Path(index)).learner.space.retention == 0.9
    assert chatrec("train", "taste", *common, "--retention", "1.1").returncode == 2


def test_the_table_names_every_alternative(index: str, events: str) -> None:
    done = chatrec(
        *("evaluate", "feedback", "--index", index, "--events", events, "--train", events),
        *("--compare", "--mode", "loop", "--at", "0,1,9"),
    )
    assert done.returncode == 0, done.stderr
    named = {line[:20].strip() for line in done.stdout.splitlines()}
    assert {"chatrec", "no personalisation", "rocchio", "linucb", "item-knn", "ease"} <= named


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--scale", "5"), "'5' is no scale"),
        (("--scale", "1:3"), "rating 4.5 is not on the scale 1:3"),
    ],
)
def test_a_wrong_scale_is_told_in_one_line(
    index: str, events: str, arguments: tuple[str, str], told: str
) -> None:
    done = chatrec("evaluate", "feedback", "--index", index, "--events", events, *arguments)
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_wrong_numbers_are_wrong_usage(index: str, events: str) -> None:
    done = chatrec("evaluate", "feedback", "--index", index, "--events", events, "--at", "a")
    assert done.returncode == 2


def test_audit_and_reasons_answer_as_json(index: str, events: str) -> None:
    few = chatrec("audit-feedback", "--index", index, "--events", events, "--json")
    assert few.returncode == 1
    assert "15 thumbs" in few.stderr
    done = chatrec(
        *("evaluate", "reasons", "--index", index, "--events", events, "--cards", "5", "--json")
    )
    assert json.loads(done.stdout)["cards"] == 5, done.stderr
