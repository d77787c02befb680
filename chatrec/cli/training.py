"""What the training commands share: their options, and how they end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import rich
import typer
from rich.table import Table

from chatrec.cli.output import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from chatrec.datasets.conversations import ConversationTurn
    from chatrec.train.candidate import Candidate

MEASURE = "ndcg@10"
Turns = Annotated[list[str], typer.Option(metavar="FILE...", help="Conversation turns.")]
Valid = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE...", help="Turns to measure with; else a tenth of the dialogs."),
]
IdsOf = Annotated[
    str, typer.Option(metavar="ITEMS", help="The catalogue whose ids the turns use, if another.")
]
Promote = Annotated[bool, typer.Option(help="Put it live if it is better.")]


def measured(index: Path, turns: Sequence[ConversationTurn]) -> Mapping[str, object]:
    from chatrec.evaluate.conversations import measure

    if not turns:
        return {}
    say(f"measuring {index}")
    return measure(index, turns)


def value(metrics: Mapping[str, object]) -> float | None:
    """What a candidate is promoted by."""
    new = metrics.get("new")
    return float(new[MEASURE]) if isinstance(new, dict) else None


def finish(
    index: Path,
    path: Path,
    made: Candidate,
    before: Mapping[str, object],
    began: float,
    promote: bool,
    as_json: bool,
) -> None:
    """Describe the candidate at `path`, promote it if that is wanted, and tell what came of it."""
    from chatrec.train import candidate

    candidate.describe(path, made)
    seconds = round(time.perf_counter() - began, 1)
    fields: dict[str, object] = {"metrics": made.metrics, "before": before, "seconds": seconds}
    fields["path"] = str(path)
    if promote:
        fields["promoted"], fields["reason"] = candidate.promote(index, path)
    if as_json:
        show(fields, as_json)
    else:
        rich.print(_table(before, made.metrics or {}))
        show({k: v for k, v in fields.items() if k not in {"metrics", "before"}}, as_json)


def _table(before: Mapping[str, object], after: Mapping[str, object]) -> Table:
    """Each figure of the live index beside that of the candidate."""
    table = Table("", "live", "candidate")
    was = dict(_figures(before))
    for name, now in _figures(after):
        table.add_row(name, f"{was[name]:.4g}" if name in was else "", f"{now:.4g}")
    return table


def _figures(metrics: Mapping[str, object], of: str = "") -> Iterator[tuple[str, float]]:
    for name, told in metrics.items():
        if isinstance(told, Mapping):
            yield from _figures(told, f"{of}{name} ")
        elif isinstance(told, int | float):
            yield f"{of}{name}", told


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
