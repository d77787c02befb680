from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from chatrec.datasets.published.form import turns
from chatrec.datasets.published.inspired import read_inspired
from chatrec.errors import CatalogueError

COLUMNS = ("dialog_id", "utt_id", "speaker", "text", "movies")
ROWS = (
    ("a.pkl", "1", "SEEKER", "A QUOTATION_MARKquietQUOTATION_MARK film?", ""),
    ("b.pkl", "1", "RECOMMENDER", '"Low Tide" is one', "Low Tide (1999)"),
    ("a.pkl", "2", "RECOMMENDER", "Sure.", ""),
    ("a.pkl", "3", "RECOMMENDER", "Low Tide, Red Kite", "Low Tide (1999);  Red Kite (2001)"),
    ("a.pkl", "4", "SEEKER", "Hm", ""),
    ("a.pkl", "5", "RECOMMENDER", "Red Kite!", "Red Kite (2001)"),
)


def written(path: Path, rows: Sequence[Sequence[str]]) -> str:
    lines = ["\t".join(row) + "\n" for row in (COLUMNS, *rows)]
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def test_messages_of_one_speaker_are_one_utterance(tmp_path: Path) -> None:
    read = read_inspired([written(tmp_path / "dev.tsv", ROWS)])
    first, other = read.dialogs["dev"]
    context = [
        {"speaker": "seeker", "text": 'A "quiet" film?'},
        {"speaker": "recommender", "text": "Sure. Low Tide, Red Kite"},
        {"speaker": "seeker", "text": "Hm"},
    ]
    both = ["Low Tide (1999)", "Red Kite (2001)"]
    assert list(turns(first)) == [
        {
            **{"dialog_id": "a.pkl", "turn_id": 1, "context": context[:1]},
            **{"mentioned": [], "target": both, "target_new": both},
        },
        {
            **{"dialog_id": "a.pkl", "turn_id": 3, "context": context},
            **{"mentioned": both, "target": both[1:], "target_new": []},
        },
    ]
    assert other.messages[0].text == '"Low Tide" is one'


def test_items_are_known_by_title_and_year(tmp_path: Path) -> None:
    read = read_inspired([written(tmp_path / "dev.tsv", ROWS)])
    assert [(i.id, i.title, i.attributes) for i in read.items] == [
        ("Low Tide (1999)", "Low Tide", {"year": 1999}),
        ("Red Kite (2001)", "Red Kite", {"year": 2001}),
    ]


def test_the_splits_are_the_publishers(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{split}.tsv", ROWS) for split in ("train", "dev", "test")]
    assert set(read_inspired(paths).dialogs) == {"train", "dev", "test"}


def test_an_unknown_speaker_and_another_file_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "dev.tsv", [("a", "1", "HOST", "Hi", "")])
    with pytest.raises(CatalogueError, match=r"dev\.tsv, line 2: speaker 'HOST'"):
        read_inspired([path])
    (tmp_path / "other.tsv").write_text("dialog_id\tspeaker\nx\tSEEKER\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="no column text or movies"):
        read_inspired([str(tmp_path / "other.tsv")])
