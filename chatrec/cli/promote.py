"""`chatrec promote|rollback`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show


def promote(
    candidate: Annotated[Path, typer.Argument(metavar="CANDIDATE", help="What training wrote.")],
    index: IndexDirectory,
    as_json: Json = False,
) -> None:
    """Put a trained candidate live if it is better on the validation set."""
    from chatrec.train import candidate as candidates

    promoted, reason = candidates.promote(index, candidate)
    show({"promoted": promoted, "reason": reason}, as_json)


def rollback(index: IndexDirectory, as_json: Json = False) -> None:
    """Back to what was live before the latest promotion."""
    from chatrec.train import candidate as candidates

    rolled_back, reason = candidates.rollback(index)
    show({"promoted": rolled_back, "reason": reason}, as_json)
