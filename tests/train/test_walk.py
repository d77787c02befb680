"""The path of docs/train.md, from files to a promoted index and back."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chatrec.cli.main import app
from chatrec.types import Item
from tests.films import FILMS
from tests.talks import talks


def run(*arguments: str) -> dict[str, object]:
    done = CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def write_items(path: Path) -> None:
    names = ("genres", "directors", "cast", "keywords")

    def line(item: Item) -> dict[str, object]:
        lists = {name: "|".join(item.attributes[name]) for name in names}  # type: ignore[arg-type]
        return {"id": item.id, "title": item.title, "text": item.text, **lists}

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "title", "text", *names])
        writer.writeheader()
        writer.writerows(line(item) for item in FILMS)


def write_turns(path: Path, first: int, last: int) -> None:
    lines = [json.dumps({"dialog_id": t.dialog} | asdict(t)) for t in talks(last)[first:]]
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.slow
def test_from_files_to_a_promoted_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATREC_CACHE", str(tmp_path / "cache"))
    index = str(tmp_path / "mine")
    write_items(tmp_path / "items.csv")
    write_turns(tmp_path / "chats.jsonl", 0, 120)
    write_turns(tmp_path / "held_out.jsonl", 120, 150)
    chats, held_out = str(tmp_path / "chats.jsonl"), str(tmp_path / "held_out.jsonl")
    assert run("index", "build", str(tmp_path / "items.csv"), index)["items"] == len(FILMS)
    given = ("--index", index, "--turns")
    before = run("evaluate", "conversations", *given, held_out)
    trained = run("train", "ranker", *given, chats, "--valid", held_out)
    assert recall(trained["metrics"]) > recall(before)
    assert recall(trained["before"]) == recall(before)
    path = str(trained["path"])
    assert run("promote", path, "--index", index)["promoted"] is True
    assert recall(run("evaluate", "conversations", *given, held_out)) == recall(trained["metrics"])
    assert run("rollback", "--index", index)["promoted"] is True
    assert recall(run("evaluate", "conversations", *given, held_out)) == recall(before)


def recall(figures: object) -> float:
    assert isinstance(figures, dict)
    return float(figures["new"]["recall@1"])
