from __future__ import annotations

from typing import Annotated

import typer
from typer.testing import CliRunner

from chatrec.cli.output import ManyFiles

app = typer.Typer()


@app.command(cls=ManyFiles)
def told(
    turns: Annotated[list[str], typer.Option()],
    seed: Annotated[int, typer.Option()] = 0,
    valid: Annotated[list[str] | None, typer.Option()] = None,
) -> None:
    print(turns, valid, seed)


def test_an_option_takes_as_many_files_as_are_given() -> None:
    run = CliRunner().invoke
    assert run(app, ["--turns", "a", "b", "--seed", "3", "--valid", "c"]).stdout == (
        "['a', 'b'] ['c'] 3\n"
    )
    assert run(app, ["--turns", "a", "--turns", "b", "-"]).stdout == "['a', 'b', '-'] None 0\n"
    assert run(app, ["--turns", "a", "--seed", "3", "stray"]).exit_code == 2
