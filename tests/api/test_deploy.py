"""docs/deploy.md tells the settings as they are."""

from __future__ import annotations

import re
from pathlib import Path

from chatrec.api import ServiceSettings
from chatrec.store.keys import ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text("utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first.strip("`"): rest for first, *rest in cells}


def test_every_setting_is_told_with_its_default_and_meaning() -> None:
    told = rows("Settings")
    expected = {
        f"CHATREC_{name.upper()}": [f"`{field.get_default()}`", field.description]
        for name, field in ServiceSettings.model_fields.items()
    }
    core = {"CHATREC_STATE", "CHATREC_DATABASE_URL", "CHATREC_CACHE"}
    core |= {"CHATREC_TASTE_KEY", "CHATREC_VOTES"}
    core |= {f"CHATREC_READER_{name}" for name in ("URL", "MODEL", "KEY")}
    assert {name: cells for name, cells in told.items() if name not in core} == expected
    assert core <= told.keys()


def test_no_setting_is_read_that_is_not_told() -> None:
    root = Path(__file__).parents[2] / "chatrec"
    read = {
        name
        for path in root.rglob("*.py")
        for name in re.findall(r"environ[^\n]*\"(CHATREC_\w+)\"", path.read_text("utf-8"))
    }
    assert read <= rows("Settings").keys()


def test_every_role_is_told() -> None:
    assert tuple(rows("Keys")) == ROLES
