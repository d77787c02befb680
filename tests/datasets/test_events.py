from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from chatrec.datasets.events import by_user, counted, parse_scale, read_events
from chatrec.errors import CatalogueError
from chatrec.types import Feedback


def written(path: Path, *lines: object) -> list[str]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return [str(path)]


def test_movielens_csv_and_our_lines_say_the_same(tmp_path: Path) -> None:
    header = "userId,movieId,rating,timestamp"
    csv = written(tmp_path / "a.csv.gz", header, "7,42,5.0,100", "7,43,0.5,50")
    lines = written(
        tmp_path / "a.jsonl",
        {"user": "7", "item": 42, "rating": 5, "time": "1970-01-01T00:01:40Z"},
        {"user": 7, "item": "43", "rating": 0.5, "time": 50},
    )
    read = read_events(csv, (0.5, 5))
    assert read.events == read_events(lines, (0.5, 5)).events
    assert [event.value for event in read.events] == [1.0, -1.0]
    assert read.events[0].kind == "rating"
    assert [event.item for event in by_user(read.events)["7"]] == ["43", "42"]


def test_without_a_scale_the_ratings_span_it(tmp_path: Path) -> None:
    paths = written(tmp_path / "a.csv", "user,item,rating", "u,a,1", "u,b,3", "u,c,5")
    read = read_events(paths)
    assert read.scale == (1, 5)
    assert [event.value for event in read.events] == [-1, 0, 1]


def test_kinds_have_values_of_their_own(tmp_path: Path) -> None:
    kinds = ["click", "skip", "purchase", "dwell"]
    paths = written(
        tmp_path / "a.jsonl",
        *({"user": "u", "item": "a", "kind": kind} for kind in kinds),
        {"user": "u", "item": "a", "value": -1},
    )
    events = read_events(paths).events
    assert [(e.kind, e.value) for e in events] == [
        ("click", 1),
        ("skip", -1),
        ("purchase", 1),
        ("dwell", 1),
        ("thumb", -1),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"item": "a", "value": 1}, "user is missing"),
        ({"user": "u", "item": "a"}, "value None"),
        ({"user": "u", "item": "a", "value": 2}, "value 2"),
        ({"user": "u", "item": "a", "rating": 9}, "rating 9 is not on the scale 1:5"),
        ({"user": "u", "item": "a", "rating": "good"}, "rating 'good' is no number"),
        ({"user": "u", "item": "a", "kind": "like"}, "kind 'like'"),
        ({"user": "u", "item": "a", "value": 1, "time": "noon"}, "time 'noon'"),
        ("[1]", "not a JSON object"),
    ],
)
def test_a_bad_line_is_told_or_passed_over(tmp_path: Path, line: object, fault: str) -> None:
    paths = written(tmp_path / "a.jsonl", {"user": "u", "item": "a", "value": 1}, line)
    with pytest.raises(CatalogueError, match=f"line 2: .*{fault}"):
        read_events(paths, (1, 5))
    read = read_events(paths, (1, 5), skip_bad_lines=True)
    assert len(read.events) == len(read.problems) == 1


def test_a_scale_is_two_numbers() -> None:
    assert parse_scale("0.5:5") == (0.5, 5)
    assert parse_scale("") is None
    for wrong in ("5", "5:1", "a:b", "1:inf"):
        with pytest.raises(CatalogueError, match=wrong):
            parse_scale(wrong)


def test_of_one_person_one_opinion_an_item_counts_for_others() -> None:
    log = [
        Feedback("u", "a", -1.0, "thumb", 1.0),
        *(Feedback("u", "a", 1.0, "click", 2.0 + n) for n in range(50)),
        Feedback("u", "b", 1.0, "thumb", 60.0),
        Feedback("u", "b", 0.0, "thumb", 61.0),
        Feedback("u", "c", 1.0, "seen", 62.0),
        Feedback("u", "d", -0.5, "rating", 63.0),
        Feedback("u", "d", 0.5, "rating", 64.0),
    ]
    assert [(e.item, e.value) for e in counted(log)] == [("a", -1.0), ("d", 0.5)]


def test_of_one_day_the_first_events_count_for_others() -> None:
    day = 24 * 3600.0
    times = [day, day + 1, day + 2, 2 * day - 1, 2 * day]
    log = [Feedback("u", str(n), 1.0, at=at) for n, at in enumerate(times)]
    assert [e.item for e in counted(log, daily=2)] == ["0", "1", "4"]
