"""`chatrec index build|info|verify`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import Json, show

app = typer.Typer(no_args_is_help=True)
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="A built index directory.")]


@app.command()
def build(
    items: Annotated[
        str, typer.Argument(metavar="ITEMS", help="jsonl, csv or parquet; - is stdin")
    ],
    directory: Directory,
    columns: Annotated[
        str, typer.Option("--map", metavar="OURS=THEIRS,...", help="title=name,text=plot")
    ] = "",
    encoder: Annotated[str, typer.Option(metavar="NAME_OR_PATH")] = "all-MiniLM-L6-v2",
    skip_bad_lines: Annotated[bool, typer.Option(help="Report bad lines and go on.")] = False,
    as_json: Json = False,
) -> None:
    """Read a catalogue, encode it, write the index and verify it."""
    from chatrec.build import build as build_index
    from chatrec.datasets.items import read_items
    from chatrec.encoder import BertEncoder

    began = time.perf_counter()
    read = read_items(items, _mapping(columns), skip_bad_lines)
    for problem in read.problems:
        print(problem, file=sys.stderr)
    made = build_index(read.catalog, directory, BertEncoder(encoder), progress=sys.stderr.isatty())
    size = sum((directory / name).stat().st_size for name in made.files)
    seconds = round(time.perf_counter() - began, 2)
    fields = {"items": made.items, "dim": made.dim, "seconds": seconds, "bytes": size}
    show(fields | {"skipped": len(read.problems)}, as_json)


@app.command()
def info(directory: Directory, as_json: Json = False) -> None:
    """What the index holds, and whether its files are whole."""
    from chatrec import manifest
    from chatrec.errors import IndexingError

    made = manifest.read(directory)
    fields = {
        "items": made.items,
        "dim": made.dim,
        "encoder": made.encoder,
        "created": made.created,
    }
    try:
        manifest.verify(directory, made)
    except IndexingError as error:
        show({**fields, "ok": False, "problem": str(error)}, as_json)
        return
    show({**fields, "ok": True}, as_json)


@app.command()
def verify(directory: Directory, as_json: Json = False) -> None:
    """Check the sha256 of every file; fails when one differs."""
    from chatrec import manifest

    made = manifest.read(directory)
    manifest.verify(directory, made)
    fields = {"items": made.items, "dim": made.dim, "encoder": made.encoder}
    show({**fields, "created": made.created, "ok": True}, as_json)


def _mapping(columns: str) -> dict[str, str]:
    pairs = [pair.split("=", 1) for pair in columns.split(",") if pair]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise typer.BadParameter(f"{columns!r}: write --map title=name,text=plot")
    return {ours.strip(): theirs.strip() for ours, theirs in pairs}
