from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from chatrec.datasets.published.form import turns
from chatrec.datasets.published.opendialkg import read_opendialkg
from chatrec.errors import CatalogueError


def said(sender: str, message: str) -> Mapping[str, object]:
    return {"type": "chat", "sender": sender, "message": message}


def chosen(sender: str, *facts: list[str]) -> Mapping[str, object]:
    path = [0.5, list(facts), "as a sentence"]
    walk = {"action_id": "kgwalk/choose_path", "metadata": {"path": path}}
    return {"type": "action", "sender": sender, **walk}


TALK = [
    said("user", "I like Red Kite."),
    chosen("assistant", ["Red Kite", "starred_actors", "Ann Ode"]),
    said("assistant", "Ann Ode is good in it."),
    {"type": "action", "sender": "user", "action_id": "meta_thread/send_meta_message"},
    said("user", "What else is she in?"),
    chosen(
        "assistant",
        ["Ann Ode", "~starred_actors", "Low Tide (Crime Film)"],
        ["Low Tide (Crime Film)", "has_genre", "Crime"],
        ["Crime", "~has_genre", "Hill Road"],
    ),
    said("assistant", "In Hill Road,"),
    said("assistant", "a crime film."),
]


def written(path: Path, *talks: object) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("Messages", "User Rating", "Assistant Rating"))
        table.writerows((json.dumps(talk), "{}", "{}") for talk in talks)
    return str(path)


def test_a_path_starts_in_the_message_before_and_ends_in_the_next(tmp_path: Path) -> None:
    read = read_opendialkg([written(tmp_path / "opendialkg.csv", TALK)])
    (dialog,) = read.dialogs["all"]
    (turn,) = turns(dialog)
    assert turn["dialog_id"] == "opendialkg-1"
    assert turn["turn_id"] == 3
    assert turn["mentioned"] == ["Red Kite"]
    assert turn["target"] == turn["target_new"] == ["Hill Road"]
    assert turn["context"] == [
        {"speaker": "seeker", "text": "I like Red Kite."},
        {"speaker": "recommender", "text": "Ann Ode is good in it."},
        {"speaker": "seeker", "text": "What else is she in?"},
    ]


def test_only_works_are_items_with_what_the_paths_tell(tmp_path: Path) -> None:
    read = read_opendialkg([written(tmp_path / "opendialkg.csv", TALK)])
    assert {(item.id, item.title): item.attributes for item in read.items} == {
        ("Red Kite", "Red Kite"): {"cast": ("Ann Ode",)},
        ("Low Tide (Crime Film)", "Low Tide"): {"cast": ("Ann Ode",), "genres": ("Crime",)},
        ("Hill Road", "Hill Road"): {"genres": ("Crime",)},
    }


def test_the_graph_tells_more_of_items_and_adds_none(tmp_path: Path) -> None:
    triples = tmp_path / "opendialkg_triples.txt"
    told = "Hill Road\trelease_year\t1980\nUnseen\trelease_year\t1990\nBo\t~directed_by\tRed Kite\n"
    triples.write_text(told, encoding="utf-8")
    read = read_opendialkg([written(tmp_path / "opendialkg.csv", TALK), str(triples)])
    found = {item.id: item.attributes for item in read.items}
    assert found["Hill Road"] == {"genres": ("Crime",), "year": 1980}
    assert found["Red Kite"]["directors"] == ("Bo",)
    assert "Unseen" not in found


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        ("hi", "no list of messages"),
        ([{"type": "chat", "sender": "bot", "message": "hi"}], "sender 'bot'"),
        ([chosen("user", ["a", "b"])], "no score with its facts"),
    ],
)
def test_a_bad_dialog_is_told_with_its_line(tmp_path: Path, talk: object, told: str) -> None:
    with pytest.raises(CatalogueError, match=f"line 3: .*{told}"):
        read_opendialkg([written(tmp_path / "opendialkg.csv", TALK, talk)])


def test_another_table_and_a_missing_graph_are_told(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="no JSON in the column Messages"):
        read_opendialkg([str(tmp_path / "other.csv")])
    with pytest.raises(CatalogueError, match="name a file of triples"):
        read_opendialkg([written(tmp_path / "o.csv", TALK), str(tmp_path / "absent.txt")])
