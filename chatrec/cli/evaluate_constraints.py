"""`chatrec evaluate constraints`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show


def constraints(
    index: IndexDirectory,
    probes: Annotated[str, typer.Option(metavar="FILE", help="Probes, one a line.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100)] = 10,
    broken: Annotated[bool, typer.Option(help="Print each breach on standard error.")] = False,
    as_json: Json = False,
) -> None:
    """Do stated limits hold? Each probe is a conversation; every item listed last is checked."""
    from chatrec.evaluate.constraints import read_probes, run, summary
    from chatrec.load import load
    from chatrec.pipeline import PipelineConfig

    asked = read_probes(probes)
    outcomes = run(load(index, config=PipelineConfig(slots=k)), asked)
    for one in outcomes if broken else ():
        if one.satisfied < 1:
            titles = [item.title for item in one.broken]
            print(f"{' / '.join(one.probe.turns)} -> {titles or 'nothing'}", file=sys.stderr)
    show(summary(outcomes, k), as_json)
