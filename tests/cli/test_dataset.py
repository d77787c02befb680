from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli.test_commands import chatrec
from tests.datasets.published import test_opendialkg as opendialkg
from tests.datasets.published import test_redial as redial
from tests.publisher import Publisher


def test_convert_tells_the_lines_of_each_file_and_the_licence(tmp_path: Path) -> None:
    train = redial.written(tmp_path / "train_data.jsonl", redial.TALK)
    test = redial.written(tmp_path / "test_data.jsonl", redial.TALK | {"conversationId": "502"})
    done = chatrec("dataset", "convert", "redial", train, test, str(tmp_path / "out"), "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["dialogs_train.jsonl"] == counts["dialogs_test.jsonl"] == 1
    assert done.stderr.splitlines() == [
        "ReDial is under CC BY 4.0: name its authors, Li et al., 2018"
    ]


def test_bad_lines_are_told_and_passed_over_when_asked(tmp_path: Path) -> None:
    path = redial.written(tmp_path / "talk.jsonl", {"conversationId": 1}, redial.TALK)
    command = ("dataset", "convert", "redial", path, str(tmp_path / "out"), "--json")
    refused = chatrec(*command)
    assert refused.returncode == 1
    assert "talk.jsonl, line 1: initiatorWorkerId None" in refused.stderr
    done = chatrec(*command, "--skip-bad-lines")
    assert json.loads(done.stdout)["skipped"] == 1
    assert len(done.stderr.splitlines()) == 2


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    absent, out = str(tmp_path / "absent.tsv"), tmp_path / "out"
    done = chatrec("dataset", "convert", "inspired", absent, str(out))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "absent.tsv" in done.stderr
    assert not out.exists()


def test_fetch_checks_and_converts(publisher: Publisher, tmp_path: Path) -> None:
    table = Path(opendialkg.written(tmp_path / "opendialkg.csv", opendialkg.TALK)).read_bytes()
    publisher.files["opendialkg.csv"] = table
    out = str(tmp_path / "out")
    command = ("dataset", "fetch", "opendialkg", out, "--mirror", publisher.url, "--json")
    refused = chatrec(*command)
    assert (refused.returncode, publisher.asked) == (1, [])
    assert "--sha256 opendialkg.csv=HEX" in refused.stderr
    wrong = chatrec(*command, "--sha256", f"opendialkg.csv={'0' * 64}")
    found = hashlib.sha256(table).hexdigest()
    assert wrong.returncode == 1
    assert f"sha256 {found}, not {'0' * 64}" in wrong.stderr
    assert not Path(out).exists()
    done = chatrec(*command, "--sha256", f"opendialkg.csv={found}")
    assert json.loads(done.stdout) == {"items.jsonl": 3, "dialogs_all.jsonl": 1, "skipped": 0}
    assert "CC BY-NC 4.0" in done.stderr


def test_a_sum_that_names_no_file_is_wrong_usage(tmp_path: Path) -> None:
    done = chatrec("dataset", "fetch", "redial", str(tmp_path / "out"), "--sha256", "0" * 64)
    assert done.returncode == 2
    assert "FILE=HEX" in done.stderr
