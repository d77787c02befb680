from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatrec.datasets.conversations import read_turns
from chatrec.datasets.events import read_events
from chatrec.datasets.items import read_items
from chatrec.datasets.published.convert import convert
from chatrec.errors import CatalogueError
from tests.datasets.published import test_redial as redial


def test_what_is_written_is_read_by_the_readers_of_our_files(tmp_path: Path) -> None:
    other = redial.TALK | {"conversationId": "502"}
    paths = [
        redial.written(tmp_path / "train_data.jsonl", redial.TALK),
        redial.written(tmp_path / "test_data.jsonl", other),
    ]
    out = tmp_path / "made" / "redial"
    counts = convert("redial", paths, out)
    assert counts == {
        **{"items.jsonl": 3, "dialogs_train.jsonl": 1, "dialogs_test.jsonl": 1},
        **{"feedback_train.jsonl": 2, "feedback_test.jsonl": 2},
    }
    catalog = read_items(str(out / "items.jsonl")).catalog
    (turn,) = read_turns(str(out / "dialogs_test.jsonl")).turns
    assert turn.dialog == "502"
    assert {*turn.mentioned, *turn.target} <= {item.id for item in catalog}
    liked, disliked = read_events([str(out / "feedback_train.jsonl")]).events
    assert (liked.user, liked.value, disliked.value) == ("11", 1.0, -1.0)
    assert "response" not in (out / "dialogs_test.jsonl").read_text("utf-8")


def test_a_split_without_turns_has_no_file(tmp_path: Path) -> None:
    talk = redial.TALK | {"messages": []}
    counts = convert("redial", [redial.written(tmp_path / "talk.jsonl", talk)], tmp_path / "out")
    assert counts == {"items.jsonl": 3, "feedback_all.jsonl": 2}


def test_a_dialog_in_two_splits_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    paths = [
        redial.written(tmp_path / name, redial.TALK)
        for name in ("train_data.jsonl", "test_data.jsonl")
    ]
    with pytest.raises(CatalogueError, match="dialog '501' stands twice"):
        convert("redial", paths, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_without_items_and_a_place_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    empty = redial.written(tmp_path / "train_data.jsonl")
    with pytest.raises(CatalogueError, match="no item"):
        convert("redial", [empty], tmp_path / "out")
    full = redial.written(tmp_path / "test_data.jsonl", redial.TALK)
    with pytest.raises(CatalogueError, match="cannot write to"):
        convert("redial", [full], Path(full))


def test_half_an_emoji_does_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps(redial.TALK).replace("Hello!", "Hello \\ud83d"), encoding="utf-8")
    convert("redial", [str(path)], tmp_path / "out")
    (turn,) = read_turns(str(tmp_path / "out" / "dialogs_all.jsonl")).turns
    assert turn.context[0].text.startswith("Hello ? Anything")
