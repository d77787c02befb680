"""How long a turn and a thumb take, stage by stage, beside the floor: the bare encoder call.

    python -m benchmarks.turn [--items 100000] [--turns 200] [--json]

Runs at the shipped catalogue and at a larger one made of its vectors, perturbed. All times are in
milliseconds; every turn is durable (SQLite, synced) as in the product.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import typer

from chatrec.build import Built, read
from chatrec.catalog import Catalog
from chatrec.index import FaissIndex
from chatrec.load import compose
from chatrec.store import Database
from chatrec.types import Feedback

MESSAGES = (
    "a {mood} heist film from the 2000s, nothing gory",
    "{mood} 90s sci-fi with a sense of wonder",
    "something {mood} like Alien but not horror, from this century",
    "a {mood} comedy under two hours",
    "something else",
    "a {mood} French romance, no musicals",
)
MOODS = (
    *("tense", "quiet", "strange", "bleak", "playful", "elegant", "raw", "dreamy", "noisy"),
    *("warm", "icy", "clever", "lonely", "epic", "small", "stylish", "honest", "violent"),
    *("gentle", "absurd", "political", "nostalgic", "rainy", "sunny", "lavish"),
)
Times = dict[str, list[float]]


class Timed:
    """Another object whose calls are timed, by method name."""

    def __init__(self, inner: Any, times: Times) -> None:
        self._inner = inner
        self._times = times

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._inner, name)
        if not callable(attribute):
            return attribute
        key = f"{type(self._inner).__name__}.{name}"

        def timed(*arguments: Any) -> Any:
            with clock(self._times[key]):
                return attribute(*arguments)

        return timed


@contextmanager
def clock(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(1000 * (time.perf_counter() - began))


def enlarged(built: Built, n: int) -> Built:
    """n items: copies of the real ones under new ids, their vectors turned a little."""
    rng, items = np.random.default_rng(0), list(built.catalog)
    rows, shape = np.arange(n) % len(items), (n, built.index.dim)
    vectors = built.index.vectors(rows) + rng.normal(scale=0.01, size=shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    copies = (replace(items[row], id=f"{items[row].id}-{n}") for n, row in enumerate(rows))
    return replace(built, catalog=Catalog.of(copies), index=FaissIndex.build(vectors))


def watched(built: Built, times: Times) -> Built:
    """The same index, whose encoder's calls are timed wherever they come from."""
    encoder: Any = Timed(built.encoder, times)
    return replace(built, encoder=encoder)


def measure(built: Built, database: Database, trained: Path | None, turns: int) -> Times:
    times: Times = defaultdict(list)
    encoder, calls = built.encoder, times["BertEncoder.encode"]
    recommender = compose(watched(built, times), database, trained=trained)
    served = recommender._served
    index, ranker = served.pipeline.index, served.pipeline.ranker
    pipeline = replace(served.pipeline, index=Timed(index, times), ranker=Timed(ranker, times))
    understander = Timed(served.understander, times)
    recommender.serve(replace(served, pipeline=pipeline, understander=understander))
    recommender._sessions = Timed(recommender._sessions, times)
    session = recommender.start("bench")
    for n in range(turns):
        mood = MOODS[n // len(MESSAGES) % len(MOODS)]  # no query is met again
        message = MESSAGES[n % len(MESSAGES)].format(mood=mood)
        if n % len(MESSAGES) == 0:
            session = recommender.start("bench")
        with clock(times["floor: encode the message"]):
            encoder.encode([message])
        before = len(calls)
        with clock(times["whole turn"]):
            session, _ = recommender.reply(session, message)
        encoded = sum(calls[before:])
        times["whole turn: the encoder"].append(encoded)
        times["whole turn: all else"].append(times["whole turn"][-1] - encoded)
        item = session.shown[n % len(session.shown)]
        value = 1.0 if n % 3 else -1.0
        with clock(times["thumb, click to durable"]):
            recommender.learn(Feedback("bench", item, value, key=f"{session.id}-{n}"))
        with clock(times["list after the thumb"]):
            session, _ = recommender.refresh(session)
    return times


def summary(times: Times) -> dict[str, dict[str, float]]:
    return {
        name: {f"p{q}": round(float(np.percentile(taken, q)), 2) for q in (50, 95, 99)}
        for name, taken in sorted(times.items())
    }


def start_up() -> float:
    """Seconds from starting app.py until the page answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    began = time.perf_counter()
    app = subprocess.Popen([sys.executable, "-m", "chatrec", "serve", "--port", str(port)])
    try:
        return _until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2), began)
    finally:
        app.terminate()
        app.wait()


def _until(ready: Callable[[], object], began: float) -> float:
    while time.perf_counter() - began < 120:
        try:
            ready()
        except OSError:
            time.sleep(0.1)
        else:
            return time.perf_counter() - began
    raise TimeoutError("the page did not answer within 120 s")


def main(
    items: int = 100_000, turns: int = 200, as_json: bool = typer.Option(False, "--json")
) -> None:
    directory = Path("index/movies")
    report: dict[str, Any] = {"start_up_s": round(start_up(), 2)}
    shipped = read(directory)
    for built, trained in ((shipped, directory), (enlarged(shipped, items), None)):
        with tempfile.TemporaryDirectory() as folder:
            database = Database.at(Path(folder) / "bench.db")
            measure(built, database, trained, 10)
            times = measure(built, database, trained, turns)
            report[f"{len(built.catalog)} items"] = summary(times)
    if as_json:
        print(json.dumps(report))
        return
    print(f"start-up until the page answers: {report.pop('start_up_s')} s")
    for size, stages in report.items():
        print(f"\n{size:40} {'p50':>8} {'p95':>8} {'p99':>8}  ms")
        for name, row in stages.items():
            print(f"{name:40} {row['p50']:8.2f} {row['p95']:8.2f} {row['p99']:8.2f}")


if __name__ == "__main__":
    typer.run(main)
