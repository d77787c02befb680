"""`chatrec dataset convert|fetch`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

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
    as_json: Json = False,
) -> None:
    """Write published files as items, turns and feedback that every other command reads."""
    from chatrec.datasets.published.convert import TERMS
    from chatrec.datasets.published.convert import convert as converted

    counts = converted(name, files, out)
    print(TERMS[name], file=sys.stderr)
    show(counts, as_json)


@app.command()
def fetch(
    name: Name,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new directory.")],
    sha256: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE=HEX", help="Of a file whose sum is not known or has changed."),
    ] = None,
    mirror: Annotated[str, typer.Option(metavar="URL", help="Where else the same files lie.")] = "",
    as_json: Json = False,
) -> None:
    """Download a public data set from its publisher, check its sha256 and convert it."""
    from chatrec.datasets.published.convert import TERMS
    from chatrec.datasets.published.fetch import fetch as fetched

    counts = fetched(name, directory, _sums(sha256 or []), mirror)
    print(TERMS[name], file=sys.stderr)
    show(counts, as_json)


def _sums(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not file or not sum_ for file, _, sum_ in pairs):
        raise typer.BadParameter(f"{' '.join(given)!r}: write --sha256 FILE=HEX")
    return {file: sum_ for file, _, sum_ in pairs}
