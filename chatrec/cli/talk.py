"""`chatrec recommend|chat|serve`: the conversation in a terminal, and the page."""

from __future__ import annotations

import sys
import threading
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show
from chatrec.errors import ChatrecError, ServiceError
from chatrec.memory import lasting

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from chatrec.live import LiveIndex
    from chatrec.recommender import Recommender
    from chatrec.types import Reply

User = Annotated[str, typer.Option(help="Whose taste counts, and learns.")]
DEFAULT = Path("index/movies")


def recommend(
    message: Annotated[str, typer.Argument(metavar="MESSAGE")],
    index: IndexDirectory = DEFAULT,
    user: User = "",
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many.")] = 10,
    as_json: Json = False,
) -> None:
    """One turn: a message in, a list out. Without --user nothing is remembered."""
    recommender = _load(index, bool(user), k)
    _, answer = recommender.reply(recommender.start(user or "guest"), message)
    if as_json:
        show(_fields(answer), as_json)
    else:
        _print(answer)


def chat(index: IndexDirectory = DEFAULT, user: User = "me") -> None:
    """Talk in the terminal: +2 and -2 are thumbs on the second item, an empty line ends."""
    recommender = _load(index, True)
    session = recommender.resume(user)
    from chatrec.cli.conversation import Conversation

    conversation = Conversation(recommender, session)
    print("Ask for something. +2 or -2 is a thumb on the second one; an empty line ends.")
    while line := input("> ").strip():
        try:
            _print(conversation.say(line))
        except ChatrecError as error:
            print(error)


def serve(
    index: IndexDirectory = DEFAULT,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
    explore: Annotated[
        float, typer.Option(min=0, max=1, help="Share of places that try what may be liked.")
    ] = 0.0,
) -> None:
    """The web page and, with the extra [service], the services beside it, until Ctrl-C."""
    with lasting():
        import uvicorn

        _check_free(host, port)
        app, live, warn = _application(index, explore)
    ended = threading.Event()
    threading.Thread(target=live.follow_on, args=(warn, ended), daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)


def _application(index: Path, explore: float) -> tuple[FastAPI, LiveIndex, Callable[[str], object]]:
    """What is served, the index behind it, and who is told of its faults."""
    from chatrec.config import Settings
    from chatrec.live import LiveIndex
    from chatrec.pipeline import PipelineConfig
    from chatrec.ui import create_app

    settings = Settings.from_environment()
    database = settings.database(index)
    metrics = None
    warn: Callable[[str], object] = _warn
    if find_spec("limits") and find_spec("mcp"):
        from chatrec import api, mcp
        from chatrec.api.logs import log

        warn = log.warning
        metrics = api.Metrics()
    live = LiveIndex(
        index,
        database,
        config=PipelineConfig(exploration=explore),
        imports=settings.imports,
        endpoint=settings.endpoint,
        observe=None if metrics is None else metrics.took,
    )
    app = create_app(live.recommender, secret=settings.secret())
    if metrics is not None:
        service = api.Service.of(
            live.recommender, database, live=live, signing=settings.taste_key(), metrics=metrics
        )
        api.mount(app, service)
        mcp.mount(app, service)
    return app, live, warn


def _warn(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _load(index: Path, remembering: bool, k: int = 6) -> Recommender:
    from chatrec.config import Settings
    from chatrec.load import load
    from chatrec.pipeline import PipelineConfig

    database = Settings.from_environment().database(index) if remembering else None
    return load(index, database, config=PipelineConfig(slots=k))


def _fields(answer: Reply) -> dict[str, object]:
    return {
        "reply": answer.text,
        "question": answer.question,
        "constraints": [asdict(limit) for limit in answer.constraints],
        "recommendations": [
            {
                "id": one.item.id,
                "title": one.item.title,
                "score": round(one.score, 4),
                "reasons": [reason.text for reason in one.reasons],
            }
            for one in answer.recommendations
        ],
    }


def _print(answer: Reply) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    console.print(answer.text)
    for place, one in enumerate(answer.recommendations, 1):
        year = one.item.attributes.get("year")
        console.print(f"{place:2}. {one.item.title}" + (f" ({year})" if year else ""), style="bold")
        if one.item.text:
            console.print(f"    {one.item.text}")
        if one.reasons:
            console.print("    " + "; ".join(reason.text for reason in one.reasons), style="dim")
    if answer.question:
        console.print(answer.question)


def _check_free(host: str, port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"cannot listen on {host}:{port} ({error.strerror}): choose another --port"
            ) from error
