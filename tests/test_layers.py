"""Imports point down, stages do not know each other, and nothing goes round in circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "chatrec"
LAYERS = (
    ("company", "types", "conversation", "errors", "memory"),
    ("protocols", "constraints", "catalog", "wording"),
    (
        *("understand", "encoder", "index", "ranker", "user_vector", "diversify", "explain"),
        *("profile", "ask", "relevance", "reply", "store", "manifest", "timing"),
    ),
    ("answers", "group", "pipeline", "served", "respond", "recommender"),
    ("config", "build", "load", "live", "train", "evaluate", "datasets"),
    ("ui", "api", "mcp", "cli"),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
STAGES = 2
HEAVY = {"torch", "faiss", "gradio", "fastapi", "sentence_transformers", "transformers"}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph(root: Path) -> dict[str, set[str]]:
    """Each part of the package (a module or a folder at its top) with the parts it imports."""
    parts: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        part = path.relative_to(root).parts[0].removesuffix(".py")
        named = (name.split(".") for name in imports(ast.parse(path.read_text("utf-8"))))
        used = {name[1] for name in named if name[0] == "chatrec" and len(name) > 1}
        parts.setdefault(part, set()).update((used & LEVEL.keys()) - {part})
    parts.pop("__init__", None)
    return parts


def breaches(parts: Mapping[str, set[str]]) -> list[str]:
    unknown = [f"{part} stands in no layer" for part in parts if part not in LEVEL]
    upward = [
        f"{part} imports {used}"
        for part, uses in parts.items()
        for used in sorted(uses)
        if part in LEVEL and (LEVEL[used] > LEVEL[part] or (LEVEL[used] == LEVEL[part] == STAGES))
    ]
    return unknown + upward


def test_imports_point_down() -> None:
    assert breaches(graph(ROOT)) == []


def test_imports_have_no_cycle() -> None:
    TopologicalSorter(graph(ROOT)).prepare()


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("types", "from chatrec.catalog import Catalog"),
        ("ranker", "import chatrec.index"),
        ("recommender", "from chatrec import load"),
    ],
)
def test_planted_upward_import_is_found(tmp_path: Path, part: str, line: str) -> None:
    (tmp_path / f"{part}.py").write_text(line)
    assert breaches(graph(tmp_path))


@pytest.mark.parametrize("module", ["recommender", "served", "pipeline", "group", "answers"])
def test_flow_imports_nothing_heavy(module: str) -> None:
    named = imports(ast.parse((ROOT / f"{module}.py").read_text("utf-8")))
    assert not HEAVY & {name.split(".")[0] for name in named}
