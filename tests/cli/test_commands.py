from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chatrec.datasets.items import line_of
from tests.films import FILMS


def chatrec(
    *arguments: str, given: str = "", state: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CHATREC_STATE": str(state or "/nonexistent")}
    return subprocess.run(
        [sys.executable, "-m", "chatrec", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_recommend_answers_as_json(index_directory: Path) -> None:
    done = chatrec(
        "recommend",
        "a tense heist, no horror",
        "--index",
        str(index_directory),
        "--json",
        "-k",
        "3",
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer.keys() >= {"reply", "constraints", "recommendations"}
    assert len(answer["recommendations"]) == 3
    assert answer["recommendations"][0]["title"] == "Inside Man"
    assert answer["recommendations"][0].keys() == {"id", "title", "score", "reasons"}
    assert answer["constraints"][0]["value"] == "Horror"


def test_chat_listens_learns_and_remembers(index_directory: Path, tmp_path: Path) -> None:
    lines = "a bank heist\n+1\n+99\nstart over\n\n"
    done = chatrec("chat", "--index", str(index_directory), given=lines, state=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Inside Man (2006)" in done.stdout
    assert "there is no number 99" in done.stdout
    again = chatrec(
        *("recommend", "what do you know about me?", "--user", "me", "--json"),
        *("--index", str(index_directory)),
        state=tmp_path,
    )
    assert "You like" in json.loads(again.stdout)["reply"]


def test_build_info_and_verify(tmp_path: Path) -> None:
    given = "\n".join(line_of(film) for film in FILMS[:3]) + '\n{"id": "x"}\n'
    directory = str(tmp_path / "built")
    refused = chatrec("index", "build", "-", directory, "--json", given=given)
    assert refused.returncode == 1
    assert (
        refused.stderr.strip().splitlines()[-1].startswith("chatrec: -, line 4: title is missing")
    )
    built = chatrec("index", "build", "-", directory, "--json", "--skip-bad-lines", given=given)
    assert built.returncode == 0, built.stderr
    fields = json.loads(built.stdout)
    assert (fields["items"], fields["dim"], fields["skipped"]) == (3, 384, 1)
    for command in ("info", "verify"):
        done = chatrec("index", command, directory, "--json")
        assert json.loads(done.stdout)["ok"] is True
    (tmp_path / "built" / "index.faiss").write_bytes(b"x")
    assert json.loads(chatrec("index", "info", directory, "--json").stdout)["ok"] is False
    assert chatrec("index", "verify", directory).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["recommend", "x", "--index", "/nonexistent"], 1, "chatrec index build"),
        (["recommend", "x", "-k", "0"], 2, "-k"),
        (["index", "build", "/nonexistent.csv", "/nonexistent"], 1, "cannot read"),
        (["index", "build", "-", "/x", "--map", "title"], 2, "title=name"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_failures_are_one_line(arguments: list[str], status: int, told: str) -> None:
    done = chatrec(*arguments)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert status == 2 or len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_model_path_is_told(tmp_path: Path) -> None:
    given = line_of(FILMS[0])
    done = chatrec("index", "build", "-", str(tmp_path), "--encoder", "/no/model", given=given)
    assert done.returncode == 1
    assert "/no/model" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_state_folder_that_cannot_be_made_is_told(index_directory: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = chatrec(
        *("recommend", "x", "--user", "u", "--index", str(index_directory)),
        state=tmp_path / "file",
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told(index_directory: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = chatrec("serve", "--index", str(index_directory), "--port", port, state=tmp_path)
    assert done.returncode == 1
    assert "choose another --port" in done.stderr


def test_impressions_are_written_for_the_estimates(index_directory: Path, tmp_path: Path) -> None:
    index, log = ("--index", str(index_directory)), tmp_path / "log.jsonl"
    chatrec("chat", *index, given="a bank heist\n+1\n\n", state=tmp_path)
    done = chatrec("impressions", str(log), *index, "--json", state=tmp_path)
    assert json.loads(done.stdout) == {"impressions": 11, "liked": 1}
    told = json.loads(chatrec("evaluate", "logged", "--log", str(log), "--json").stdout)
    assert told["ips"]["value"] == pytest.approx(1 / 11, abs=1e-6)
    refused = chatrec("impressions", str(tmp_path), *index, state=tmp_path)
    assert refused.returncode == 1
    assert "cannot write" in refused.stderr


def test_an_altered_index_is_told_in_one_line_and_not_served(
    index_directory: Path, tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(index_directory, tmp_path / "films"))
    content = bytearray((directory / "index.faiss").read_bytes())
    content[len(content) // 2] ^= 1
    (directory / "index.faiss").write_bytes(content)
    done = chatrec("serve", "--index", str(directory), "--port", "7999", state=tmp_path)
    assert done.returncode == 1
    assert "index.faiss has been altered" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
