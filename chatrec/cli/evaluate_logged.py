"""`chatrec evaluate logged`."""

from __future__ import annotations

from typing import Annotated

import typer

from chatrec.cli.output import Json, show


def logged(
    log: Annotated[
        str,
        typer.Option(metavar="FILE", help="Impressions with propensity, reward and target."),
    ],
    as_json: Json = False,
) -> None:
    """What another ranker would have earned on logged impressions: IPS, SNIPS and doubly robust."""
    from chatrec.evaluate.logged import read_log, report

    show(report(read_log(log)), as_json)
