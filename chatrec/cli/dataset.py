"""`chatrec dataset convert|fetch`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from chatrec.cli.evaluate_feedback import SkipBadLines
from chatrec.cli.output import Json, show

app = typer.Typer(no_args_is_help=True)
Name = Annotated[
    Literal["redial", "inspired", "opendialkg", "movielens"],
    typer.Argument(metavar="NAME", help="redial, inspired, opendialkg or movielens."),
]


@app.command()
def convert(
    name: Name,
    files: Annotated[
        list[str], typer.Argument(metavar="FILES", help="As their publisher gives them.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A directory for what is made.")],
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """Write published files as items, turns and feedback that every other command reads."""
    from chatrec.datasets.published.convert import TERMS
    from chatrec.datasets.published.convert import convert as converted

    problems: list[str] = []
    counts = converted(name, files, out, problems if skip_bad_lines else None)
    _tell(counts, problems, TERMS[name], as_json)


@app.command()
def fetch(
    name: Name,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new directory.")],
    sha256: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE=HEX", help="Of a file whose sum is not known or has changed."),
    ] = None,
    mirror: Annotated[str, typer.Option(metavar="URL", help="Where else the same files lie.")] = "",
    skip_bad_lines: SkipBadLines = False,
    as_json: Json = False,
) -> None:
    """Download a public data set from its publisher, check its sha256 and convert it."""
    from chatrec.datasets.published.convert import TERMS
    from chatrec.datasets.published.fetch import fetch as fetched

    problems: list[str] = []
    skipped = problems if skip_bad_lines else None
    counts = fetched(name, directory, _sums(sha256 or []), mirror, skipped)
    _tell(counts, problems, TERMS[name], as_json)


def _tell(counts: dict[str, int], problems: list[str], terms: str, as_json: bool) -> None:
    for line in (*problems, terms):
        print(line, file=sys.stderr)
    show(counts | {"skipped": len(problems)}, as_json)


def _sums(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not file or not sum_ for file, _, sum_ in pairs):
        raise typer.BadParameter(f"{' '.join(given)!r}: write --sha256 FILE=HEX")
    return {file: sum_ for file, _, sum_ in pairs}
