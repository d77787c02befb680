"""`chatrec evaluate reasons`."""

from __future__ import annotations

from typing import Annotated

import typer

from chatrec.cli.evaluate_feedback import Events, Scale, SkipBadLines
from chatrec.cli.output import IndexDirectory, Json, show


def reasons(
    index: IndexDirectory,
    events: Events,
    scale: Scale = "",
    cards: Annotated[int, typer.Option(min=1, help="Cards to sample.")] = 1000,
    seed: Annotated[int, typer.Option()] = 0,
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """Take away what a card names as its reason: does the item's score fall?"""
    from chatrec.datasets.events import parse_scale, read_events
    from chatrec.evaluate.reasons import ReasonsConfig, evaluate
    from chatrec.load import load

    read = read_events(events, parse_scale(scale), skip_bad_lines)
    found = evaluate(load(index), read.events, ReasonsConfig(cards=cards, seed=seed))
    show(found, as_json)
