"""`chatrec mcp`: an agent's tools over standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory
from chatrec.errors import ServiceError

DEFAULT = Path("index/movies")


def mcp(
    index: IndexDirectory = DEFAULT,
    user: Annotated[str, typer.Option(help="Whose taste counts, and learns.")] = "me",
) -> None:
    """The Model Context Protocol on standard input and output, until it is closed."""
    from chatrec.config import Settings
    from chatrec.load import load

    try:
        from chatrec.api.limits import Room
        from chatrec.api.settings import ServiceSettings
        from chatrec.mcp import create_server
    except ModuleNotFoundError as error:
        raise ServiceError(
            f'{error.name} is not installed: run pip install "chatrec[service]"'
        ) from error
    settings = ServiceSettings()
    room = Room(settings.turns, settings.waiting, settings.turn_seconds)
    kept = Settings.from_environment()
    recommender = load(index, kept.database(index), imports=kept.imports)
    create_server(recommender, room, lambda _, __: user).run("stdio")
