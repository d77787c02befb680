"""The services under load by Locust, beside the floor: a bare FastAPI echo in the same run.

    python -m benchmarks.load [--users 1,16,64] [--seconds 10] [--index DIR] [--json]

Each user talks, asks and votes without a pause over a connection of its own, and comes back when a
429 or 503 says so. Votes and turns are durable (SQLite, synced) as in the product. Client and
server share this machine's cores. Times are in milliseconds, of requests that were not refused;
Locust rounds them to two digits from 100 ms on. It patches this process (gevent), so the servers
are processes of their own.
"""

from __future__ import annotations

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
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.request import urlopen

import typer
from locust import FastHttpUser, task
from locust.env import Environment

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


def person(load: Load) -> type[FastHttpUser]:
    """A kind of Locust user that sends that load, each in a name of its own."""

    class Person(FastHttpUser):
        host = load.base

        def on_start(self) -> None:
            self.requests = requests(load.echo, load.items)
            self.identity = {
                "Authorization": f"Bearer {load.key}",
                "X-Chatrec-User": uuid.uuid4().hex,
            }

        @task
        def send(self) -> None:
            request = next(self.requests)
            headers = self.identity | request.pop("headers", {})
            with self.client.post(
                **request, headers=headers, name="taken", catch_response=True
            ) as answer:
                refused = answer.status_code in (429, 503)
                if refused:
                    answer.request_meta["name"] = "refused"
                    answer.success()
            if refused:
                time.sleep(float(answer.headers.get("retry-after", 1)))

    return Person


def level(load: Load, users: int, seconds: float) -> dict[str, float]:
    environment = Environment(user_classes=[person(load)], stop_timeout=30)
    runner = environment.create_local_runner()
    runner.start(users, spawn_rate=users)
    time.sleep(seconds)
    runner.quit()
    taken, refused = (environment.stats.get(name, "POST") for name in ("taken", "refused"))
    crashed = sum(one["count"] for one in runner.exceptions.values())
    failed = taken.num_failures + crashed
    total = max(1, taken.num_requests + refused.num_requests + crashed)
    return {
        "per_second": round((taken.num_requests - taken.num_failures) / seconds, 1),
        **{f"p{q}": taken.get_response_time_percentile(q / 100) for q in (50, 95, 99)},
        "refused": refused.num_requests / total,
        "errors": failed / total,
    }


@contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    """A server at a free port, once it is ready, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        env=os.environ | {"CHATREC_VOTES": "any"} | environment,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1800):
            try:
                urlopen(f"{base}/readyz").close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{' '.join(command)} was not ready within three minutes")
        yield base
    finally:
        process.terminate()
        process.wait(10)


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
    servers = {
        "echo": ["uvicorn", "benchmarks.echo:app", "--log-level", "error"],
        "chatrec": ["chatrec", "serve", "--index", str(index)],
    }
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as state:
        database = Database.at(Path(state) / f"{index.resolve().name}.db")
        _, key = Keys(database).create("load", ["admin"])
        for name, command in servers.items():
            with served(command, UNLIMITED | {"CHATREC_STATE": state}) as base:
                load = Load(base, key, name == "echo", items)
                for number in levels:
                    found[f"{name}, {number} users"] = level(load, number, seconds)
    if as_json:
        print(json.dumps(found))
        return
    for what, row in found.items():
        print(f"{what:20}", "  ".join(f"{name} {value:g}" for name, value in row.items()))


if __name__ == "__main__":
    typer.run(main)
