"""`chatrec evaluate feedback`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from chatrec.cli.output import IndexDirectory, Json, show

Events = Annotated[list[str], typer.Option(metavar="FILE", help="Feedback events, one a line.")]
Scale = Annotated[
    str,
    typer.Option(
        metavar="LOW:HIGH", help="The scale of the ratings; else the lowest and highest there are."
    ),
]
SkipBadLines = Annotated[bool, typer.Option(help="Report bad lines and go on.")]


def feedback(
    index: IndexDirectory,
    events: Events,
    scale: Scale = "",
    at: Annotated[str, typer.Option(metavar="K,K,...", help="Votes learned.")] = "0,1,3,5,10,20",
    mode: Annotated[Literal["replay", "loop"], typer.Option(help="Whose order.")] = "replay",
    condition: Annotated[
        Literal["warm", "cold", "noise", "drift"], typer.Option(help="What makes it hard.")
    ] = "warm",
    train: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Events of other people, to fit alternatives to."),
    ] = None,
    compare: Annotated[bool, typer.Option(help="Set the alternatives beside it.")] = False,
    thumbs: Annotated[bool, typer.Option(help="Learn thumbs instead of the values.")] = False,
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """How well people's remaining items are ranked after so many of their votes."""
    from chatrec.datasets.events import parse_scale, read_events
    from chatrec.evaluate.feedback import Protocol
    from chatrec.evaluate.learning import Tasted, measure

    tasted = Tasted.of(index)
    read = read_events(events, parse_scale(scale), skip_bad_lines)
    for problem in read.problems:
        print(problem, file=sys.stderr)
    others = read_events(train, read.scale, skip_bad_lines).events if train else ()
    found = measure(
        tasted,
        read.events,
        Protocol(_numbers(at), mode, thumbs=thumbs),
        condition,
        others,
        compare,
    )
    if as_json:
        show(found, as_json)
    else:
        print(table(found))


def table(found: Mapping[str, Any]) -> str:
    """One line a system, for each number of votes: nDCG@10 and AUC with standard errors."""
    beside = found.get("beside", {})
    rows = {"chatrec": found["k"]} | {name: one["k"] for name, one in beside.items()}
    depths = list(found["k"])
    lines = [f"{'nDCG@10 | AUC after':20}" + "".join(f"{k:>26}" for k in depths)]
    for name, row in rows.items():
        cells = "".join(f"{_cell(row[k]):>26}" for k in depths)
        lines.append(f"{name:20}{cells}")
    users = "".join(f"{found['k'][k]['users']:>26}" for k in depths)
    return "\n".join([*lines, f"{'people':20}{users}", f"{found['us_per_update']} µs an update"])


def _cell(row: Mapping[str, float]) -> str:
    parts = [
        f"{row[name]:.3f} ±{row[f'{name}_se']:.3f}" if name in row else "-"
        for name in ("ndcg@10", "auc")
    ]
    return " | ".join(parts).replace("0.", ".")


def _numbers(at: str) -> tuple[int, ...]:
    numbers = [k.strip() for k in at.split(",")]
    if not all(k.isdecimal() for k in numbers):
        raise typer.BadParameter(f"{at!r}: write numbers of votes such as 0,5,20")
    return tuple(sorted({int(k) for k in numbers}))
