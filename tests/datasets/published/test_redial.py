from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatrec.datasets.published.form import turns
from chatrec.datasets.published.redial import read_redial
from chatrec.errors import CatalogueError
from chatrec.types import Feedback

SEEKER, RECOMMENDER = 11, 22
TALK: dict[str, object] = {
    "conversationId": "501",
    "initiatorWorkerId": SEEKER,
    "respondentWorkerId": RECOMMENDER,
    "movieMentions": {
        "7": "Red Kite  (2001)",
        "8": "Low Tide (1999)",
        "9": None,
        "10": "Oak (2000)",
    },
    "messages": [
        {"senderWorkerId": SEEKER, "text": "Hello!", "timeOffset": 0, "messageId": 1},
        {"senderWorkerId": SEEKER, "text": "Anything like @7?", "timeOffset": 3, "messageId": 2},
        {"senderWorkerId": RECOMMENDER, "text": "Try @8 or @9.", "timeOffset": 9, "messageId": 3},
        {"senderWorkerId": RECOMMENDER, "text": "And @7, @77.", "timeOffset": 9, "messageId": 4},
        {"senderWorkerId": SEEKER, "text": "", "timeOffset": 12, "messageId": 5},
        {"senderWorkerId": SEEKER, "text": "Thanks", "timeOffset": 12, "messageId": 6},
    ],
    "initiatorQuestions": {
        "7": {"suggested": 0, "seen": 1, "liked": 1},
        "8": {"suggested": 1, "seen": 0, "liked": 0},
        "10": {"suggested": 0, "seen": 0, "liked": 2},
        "9": {"suggested": 1, "seen": 2, "liked": 1},
    },
    "respondentQuestions": {"8": {"suggested": 1, "seen": 0, "liked": 1}},
}


def written(path: Path, *records: object) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_films_become_titles_and_a_turn_is_what_the_recommender_names(tmp_path: Path) -> None:
    read = read_redial([written(tmp_path / "train_data.jsonl", TALK)])
    (dialog,) = read.dialogs["train"]
    assert list(turns(dialog)) == [
        {
            "dialog_id": "501",
            "turn_id": 1,
            "context": [{"speaker": "seeker", "text": "Hello! Anything like Red Kite (2001)?"}],
            "mentioned": ["7"],
            "target": ["8", "7"],
            "target_new": ["8"],
        }
    ]
    assert [(i.id, i.title, i.attributes["year"]) for i in read.items] == [
        ("7", "Red Kite", 2001),
        ("8", "Low Tide", 1999),
        ("10", "Oak", 2000),
    ]


def test_labels_on_films_with_a_title_become_the_seekers_thumbs(tmp_path: Path) -> None:
    read = read_redial([written(tmp_path / "test_data.jsonl", TALK)])
    assert read.feedback == {"test": (Feedback("11", "7", 1.0), Feedback("11", "8", -1.0))}


def test_where_the_seeker_filled_in_nothing_the_recommender_speaks(tmp_path: Path) -> None:
    talk = TALK | {"initiatorQuestions": []}
    read = read_redial([written(tmp_path / "test_data.jsonl", talk)])
    assert read.feedback["test"] == (Feedback("11", "8", 1.0),)


def test_a_dialog_without_films_is_no_turn(tmp_path: Path) -> None:
    talk = TALK | {"movieMentions": [], "initiatorQuestions": [], "respondentQuestions": []}
    read = read_redial([written(tmp_path / "test_data.jsonl", talk)])
    assert read.items == ()
    assert list(turns(read.dialogs["test"][0])) == []


def test_the_table_of_films_names_more_of_them(tmp_path: Path) -> None:
    table = tmp_path / "movies_with_mentions.csv"
    table.write_text("movieId,movieName,nbMentions\n9,Hill Road (1980),2\n", encoding="utf-8")
    read = read_redial([str(table), written(tmp_path / "test_data.jsonl", TALK)])
    assert {item.title for item in read.items} == {"Hill Road", "Red Kite", "Low Tide", "Oak"}
    (turn,) = turns(read.dialogs["test"][0])
    assert turn["target"] == ["8", "9", "7"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"initiatorWorkerId": None}, "initiatorWorkerId None"),
        ({"messages": "hi"}, "messages 'hi'"),
        ({"messages": [{"senderWorkerId": 3, "text": "hi"}]}, "neither of the two workers"),
        ({"messages": [{"senderWorkerId": SEEKER, "text": 5}]}, "text 5"),
        ({"movieMentions": "none"}, "neither a table nor empty"),
        ({"movieMentions": ["7"]}, "neither a table nor empty"),
    ],
)
def test_a_bad_dialog_is_told_with_its_line(
    tmp_path: Path, change: dict[str, object], told: str
) -> None:
    path = written(tmp_path / "train_data.jsonl", TALK, TALK | change)
    with pytest.raises(CatalogueError, match=f"train_data.jsonl, line 2: .*{told}"):
        read_redial([path])
