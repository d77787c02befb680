"""`chatrec audit-feedback`."""

from __future__ import annotations

from typing import Annotated

import typer

from chatrec.cli.evaluate_feedback import Events, Scale, SkipBadLines
from chatrec.cli.output import IndexDirectory, Json, show


def audit_feedback(
    index: IndexDirectory,
    events: Events,
    scale: Scale = "",
    users: Annotated[int, typer.Option(min=1, help="People to replay.")] = 500,
    seed: Annotated[int, typer.Option()] = 0,
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """Replay people with and without one thumb-down: what disappears, and what must not."""
    from chatrec.datasets.events import parse_scale, read_events
    from chatrec.evaluate.audit import AuditConfig, audit

    read = read_events(events, parse_scale(scale), skip_bad_lines)
    show(audit(index, read.events, AuditConfig(users=users, seed=seed)), as_json)
