from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatrec.datasets.conversations import (
    ConversationTurn,
    Utterance,
    a_tenth,
    apart_from,
    read_turns,
)
from chatrec.errors import CatalogueError
from tests.data import data_directory

GOOD = {
    "dialog_id": "7",
    "turn_id": 2,
    "context": [{"speaker": "seeker", "text": "Hi"}],
    "mentioned": ["a"],
    "target": ["a", "b"],
    "response": "the answer",
}


def write(path: Path, *records: object) -> str:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_a_turn_is_read_without_its_response(tmp_path: Path) -> None:
    (turn,) = read_turns(write(tmp_path / "turns.jsonl", GOOD)).turns
    assert turn == ConversationTurn("7", (Utterance("seeker", "Hi"),), ("a",), ("a", "b"), ("b",))


def test_new_targets_are_taken_as_given(tmp_path: Path) -> None:
    path = write(tmp_path / "turns.jsonl", GOOD | {"target_new": []})
    assert read_turns(path).turns[0].target_new == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dialog_id": None}, "dialog_id"),
        ({"target": None}, "target None"),
        ({"target": "b"}, "target 'b'"),
        ({"context": "Hi"}, "context 'Hi'"),
        ({"context": [{"speaker": "seeker"}]}, "no message"),
        ({"context": [{"speaker": "bot", "text": "x"}]}, "'bot'"),
    ],
)
def test_a_bad_record_is_told_with_its_line(
    tmp_path: Path, change: dict[str, object], told: str
) -> None:
    path = write(tmp_path / "turns.jsonl", GOOD, GOOD | change)
    with pytest.raises(CatalogueError, match="line 2") as caught:
        read_turns(path)
    assert told in str(caught.value)
    kept = read_turns(path, skip_bad_lines=True)
    assert (len(kept.turns), len(kept.problems)) == (1, 1)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no turn"):
        read_turns(write(tmp_path / "turns.jsonl"))


def test_a_dialog_is_kept_out_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "turns.jsonl", GOOD, GOOD | {"dialog_id": 8}, GOOD | {"turn_id": 4})
    assert [turn.dialog for turn in apart_from(read_turns(path).turns, {"7"})] == ["8"]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "part", "turns", "targets", "new"),
    [
        ("redial", "valid", 2907, 3863, 3580),
        ("inspired", "dev", 283, 321, 253),
        ("opendialkg", "train", 4818, None, None),
    ],
)
def test_published_counts(name: str, part: str, turns: int, targets: int, new: int) -> None:
    folder = data_directory()
    assert folder is not None
    read = read_turns(str(folder / name / f"dialogs_{part}.jsonl.gz")).turns
    assert len(read) == turns
    if targets:
        assert sum(len(turn.target) for turn in read) == targets
        assert sum(len(turn.target_new) for turn in read) == new


def test_a_tenth_takes_whole_dialogs() -> None:
    turns = [ConversationTurn(str(n // 3), (), (), ("a",), ("a",)) for n in range(90)]
    drawn = a_tenth(turns)
    assert len(drawn) == 9
    assert drawn == a_tenth(turns)
    assert len(a_tenth(turns[:3])) == 3
