"""The services under load, beside the floor: a bare FastAPI echo in the same run.

    python -m benchmarks.load [--users 1,16,64] [--seconds 10] [--index DIR] [--json]

Each user talks, asks and votes without a pause over a connection of its own, and comes back when a
429 or 503 says so. Votes and turns are durable (SQLite, synced) as in the product. Client and
server share this machine's cores. Times are in milliseconds, of answered requests.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer
from fastapi import FastAPI

from chatrec.build import ITEMS
from chatrec.datasets.items import read_items
from chatrec.store import Database
from chatrec.store.keys import Keys

MESSAGES = (
    "a tense heist film from the 2000s, nothing gory",
    "something else",
    "a feel-good comedy under two hours",
    "no romance",
    "90s sci-fi with a sense of wonder",
)
UNLIMITED = {f"CHATREC_LIMIT_{kind}": "100000/second" for kind in ("KEY", "USER", "ADDRESS")}


@dataclass(frozen=True)
class Load:
    """Where requests go, and what they carry."""

    base: str
    key: str
    echo: bool
    items: Sequence[str]


@dataclass
class Tally:
    times: list[float] = field(default_factory=list)
    refused: int = 0
    failed: int = 0

    def row(self, seconds: float) -> dict[str, float]:
        done = len(self.times)
        total = max(1, done + self.refused + self.failed)
        times = np.array(self.times or [np.nan])
        found = {f"p{q}": round(float(np.percentile(times, q)), 1) for q in (50, 95, 99)}
        rates = {"refused": self.refused / total, "errors": self.failed / total}
        return {"per_second": round(done / seconds, 1), **found, **rates}


def echo_app() -> FastAPI:
    app = FastAPI()

    @app.get("/readyz")
    async def ready() -> str:
        return "ok"

    @app.post("/echo")
    async def echo(body: dict[str, Any]) -> dict[str, Any]:
        return body

    return app


def requests(echo: bool, items: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What one user sends, over and over; six in ten are turns."""
    for number in itertools.count():
        message = MESSAGES[number % len(MESSAGES)]
        if echo:
            yield {"url": "/echo", "json": {"message": message}}
        elif number % 5 == 3:
            yield {"url": "/v1/recommendations", "json": {"message": message, "k": 10}}
        elif number % 5 == 4:
            vote = {"item": items[number % len(items)], "value": 1 if number % 2 else -1}
            key = {"Idempotency-Key": uuid.uuid4().hex}
            yield {"url": "/v1/feedback", "json": vote, "headers": key}
        else:
            yield {"url": "/v1/chat", "json": {"message": message, "new": number % 5 == 0}}


async def user(load: Load, headers: dict[str, str], until: float, tally: Tally) -> None:
    async with httpx.AsyncClient(base_url=load.base, headers=headers, timeout=30) as client:
        for request in requests(load.echo, load.items):
            began = time.perf_counter()
            if began > until:
                return
            answer = await client.post(**request)
            if answer.status_code < 300:
                tally.times.append(1000 * (time.perf_counter() - began))
            elif answer.status_code in (429, 503):
                tally.refused += 1
                await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
            else:
                tally.failed += 1


async def level(load: Load, users: int, seconds: float) -> dict[str, float]:
    tally, until = Tally(), time.perf_counter() + seconds
    headers = [
        {"Authorization": f"Bearer {load.key}", "X-Chatrec-User": f"u{n}-{users}"}
        for n in range(users)
    ]
    results = await asyncio.gather(
        *(user(load, one, until, tally) for one in headers), return_exceptions=True
    )
    tally.failed += sum(isinstance(result, Exception) for result in results)
    return tally.row(seconds)


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        command,
        env=os.environ | {"CHATREC_VOTES": "any"} | environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                if httpx.get(f"{base}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def main(
    users: Annotated[str, typer.Option(help="How many at the same time, one level each.")] = (
        "1,16,64"
    ),
    seconds: float = 10.0,
    index: Path = Path("index/movies"),
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    levels = [int(number) for number in users.split(",")]
    items = [item.id for item in read_items(str(index / ITEMS)).catalog][:100]
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as state:
        database = Database.at(Path(state) / f"{index.resolve().name}.db")
        _, key = Keys(database).create("load", ["admin"])
        for name, echo in (("echo", True), ("chatrec", False)):
            port = free_port()
            command = _echo(port) if echo else _service(index, port)
            with served(command, port, UNLIMITED | {"CHATREC_STATE": state}) as base:
                load = Load(base, key, echo, items)
                for number in levels:
                    found[f"{name}, {number} users"] = asyncio.run(level(load, number, seconds))
    if as_json:
        print(json.dumps(found))
        return
    for what, row in found.items():
        print(f"{what:20}", "  ".join(f"{name} {value:g}" for name, value in row.items()))


def _echo(port: int) -> list[str]:
    app = ["uvicorn", "--factory", "benchmarks.load:echo_app", "--log-level", "error"]
    return [sys.executable, "-m", *app, "--port", str(port)]


def _service(index: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "chatrec", "serve", "--index", str(index), "--port", str(port)]


if __name__ == "__main__":
    typer.run(main)
