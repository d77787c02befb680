"""`chatrec evaluate conversations`."""

from __future__ import annotations

from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show


def conversations(
    index: IndexDirectory,
    turns: Annotated[str, typer.Option(metavar="FILE", help="Conversation turns, one a line.")],
    limit: Annotated[int, typer.Option(min=0, help="Only the first so many turns; 0 is all.")] = 0,
    ks: Annotated[str, typer.Option(metavar="K,K,...", help="Depths of recall.")] = "1,10,50",
    gold_mentions: Annotated[
        bool, typer.Option(help="Take the mentions that the file gives, not those read.")
    ] = False,
    limits: Annotated[
        bool, typer.Option(help="Hold the list to the limits read from the messages.")
    ] = False,
    as_json: Json = False,
) -> None:
    """How high the chat ranks what a person recommended next, over the whole catalogue."""
    from chatrec.datasets.conversations import read_turns
    from chatrec.evaluate.conversations import Protocol, measure

    given = read_turns(turns).turns
    protocol = Protocol(_depths(ks), gold_mentions, limits)
    show(measure(index, given[: limit or None], protocol), as_json)


def _depths(ks: str) -> tuple[int, ...]:
    depths = [k.strip() for k in ks.split(",")]
    if not all(k.isdecimal() and int(k) > 0 for k in depths):
        raise typer.BadParameter(f"{ks!r}: write depths such as 1,10,50")
    return tuple(sorted({int(k) for k in depths}))
