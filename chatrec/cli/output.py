"""What commands print: one JSON object, or a short text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
IndexDirectory = Annotated[
    Path, typer.Option("--index", metavar="DIR", help="A built index directory.")
]


def show(fields: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(fields, ensure_ascii=False))
        return
    for name, value in fields.items():
        print(f"{name}: {value}")
