"""What the documents say is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import chatrec
from chatrec.recommender import Recommender
from chatrec.types import Feedback

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_public_names_are_pinned() -> None:
    assert chatrec.__all__ == [
        "ChatrecError",
        "Constraint",
        "Feedback",
        "Item",
        "Query",
        "Recommendation",
        "Reply",
        "Session",
    ]


def test_the_file_tree_names_everything_that_is_there() -> None:
    tree = README.split("## What is where")[1].split("```")[1]
    lines = [line for line in tree.splitlines() if line.startswith("  ")]
    listed = {
        name.rstrip("/") for line in lines for name in re.findall(r"\w+(?:/|\.py)", line[:19])
    }
    there = {
        path.name
        for path in (ROOT / "chatrec").iterdir()
        if not path.name.startswith(("_", ".")) and path.name != "py.typed"
    }
    assert listed == there


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documents_exists(path: Path) -> None:
    commands = set(
        re.findall(
            r"^(?:\.venv/bin/)?chatrec ([a-z][a-z ]*)", path.read_text("utf-8"), re.MULTILINE
        )
    )
    for command in {" ".join(words.split()[:2]) for words in commands}:
        first, *rest = command.split()
        nested = first in ("index", "evaluate", "train", "keys", "taste", "dataset")
        arguments = [first, *rest] if nested else [first]
        done = subprocess.run(
            [sys.executable, "-m", "chatrec", *arguments, "--help"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, arguments


def test_make_targets_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for path in DOCUMENTS:
        for target in re.findall(r"`?make ([a-z]+)", path.read_text("utf-8")):
            if re.search(
                rf"`make {target}`|^make {target}\b", path.read_text("utf-8"), re.MULTILINE
            ):
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_python_example_runs(recommender: Recommender) -> None:
    example = README.split("```python")[1].split("```")[0]
    lines = [line for line in example.splitlines() if "import" not in line and "load(" not in line]
    names = {"recommender": recommender, "Feedback": Feedback}
    exec("\n".join(lines), names)
    assert len(recommender.votes("ann")) == 1


def test_the_repository_speaks_only_of_the_product() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.md", "*.toml", "*.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    for name in tracked:
        text = (ROOT / name).read_text("utf-8") if (ROOT / name).is_file() else ""
        assert str(ROOT.parent) + "/" not in text, name


def test_requirements_are_the_project_dependencies() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    block = project.split("dependencies = [")[1].split("\n]")[0]
    wanted = {re.split(r"[<>=;\[ ]", line)[0] for line in re.findall(r'"([^"]+)"', block)}
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    given = {re.split(r"[<>=;\[ ]", line)[0] for line in lines if line and line[0] != "#"}
    assert given == wanted
