"""`chatrec train taste`."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatrec.cli.evaluate_feedback import Events, Scale, SkipBadLines
from chatrec.cli.output import IndexDirectory, Json
from chatrec.cli.training import MEASURE, Promote, finish, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatrec.evaluate.learning import Tasted
    from chatrec.types import Feedback

HELD_OUT = 5


def taste(
    index: IndexDirectory,
    events: Events,
    scale: Scale = "",
    retention: Annotated[
        float,
        typer.Option(min=0, max=1, help="What a vote leaves of all before it; below 1 it fades."),
    ] = 1.0,
    promote: Promote = True,
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """Fit the space and the prior of tastes to events; measured on a fifth of the people, then
    fitted to all."""
    from chatrec.datasets.events import by_user, parse_scale, read_events
    from chatrec.evaluate.learning import Tasted
    from chatrec.train import candidate
    from chatrec.train.taste import TasteConfig, histories
    from chatrec.user_vector import FILE, write_space

    began = time.perf_counter()
    live, tasted = candidate.served(index), Tasted.of(index)
    read = read_events(events, parse_scale(scale), skip_bad_lines)
    for problem in read.problems:
        say(problem)
    train = [event for event in read.events if not _held_out(event)]
    held = [event for event in read.events if _held_out(event)]
    say(f"{len(train)} events to fit to, {len(held)} of other people to measure with")
    before = _measured(tasted, held)
    config, rows_of = TasteConfig(retention=retention), tasted.catalog.rows
    after = _measured(tasted.fitted(histories(by_user(train), rows_of), config), held)
    say("fitting to all of them")
    space = tasted.fitted(histories(by_user(read.events), rows_of), config).learner.space
    path = candidate.prepare(index, FILE, lambda part: write_space(part, space))
    made = candidate.Candidate((FILE,), live, MEASURE, _value(before), _value(after), after)
    finish(index, path, made, before, began, promote, as_json)


def _held_out(event: Feedback) -> bool:
    return zlib.crc32(event.user.encode()) % HELD_OUT == 0


def _measured(tasted: Tasted, events: Sequence[Feedback]) -> dict[str, Any]:
    from chatrec.evaluate.learning import measure

    return dict(measure(tasted, events)) if events else {}


def _value(metrics: dict[str, Any]) -> float | None:
    """The mean after every number of votes from 1 on."""
    values = [row[MEASURE] for k, row in metrics.get("k", {}).items() if k != "0" and row["users"]]
    return sum(values) / len(values) if values else None
