"""`chatrec impressions`: what was shown and what came of it, for `chatrec evaluate logged`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show
from chatrec.errors import StoreError

DEFAULT = Path("index/movies")


def impressions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write JSON lines.")],
    index: IndexDirectory = DEFAULT,
    as_json: Json = False,
) -> None:
    """Write what was shown, with its propensity and whether the person liked it."""
    from chatrec.config import Settings
    from chatrec.store.rewards import rewarded

    found = list(rewarded(Settings.from_environment().database(index)))
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found)
    try:
        file.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"cannot write {file} ({error.strerror}): name a file that can be written"
        ) from error
    show({"impressions": len(found), "liked": sum(one.reward for one in found)}, as_json)
