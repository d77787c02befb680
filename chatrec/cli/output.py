"""What commands print: one JSON object, or a short text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
IndexDirectory = Annotated[
    Path, typer.Option("--index", metavar="DIR", help="A built index directory.")
]


class ManyFiles(TyperCommand):
    """A command for which `--turns A B` means `--turns A --turns B`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        many = {
            name
            for one in self.params
            if isinstance(one, TyperOption) and one.multiple
            for name in one.opts
        }
        return super().parse_args(ctx, list(_spread(args, many)))


def _spread(args: Iterable[str], many: Iterable[str]) -> Iterator[str]:
    option, given = "", False
    for arg in args:
        if arg.startswith("--"):
            option, given = (arg if arg in many else ""), False
        else:
            if option and given:
                yield option
            given = True
        yield arg


def show(fields: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(fields, ensure_ascii=False))
        return
    for name, value in fields.items():
        print(f"{name}: {value}")
