"""What is acknowledged stays, whatever becomes of the process."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

from chatrec import manifest
from chatrec.build import ITEMS
from chatrec.datasets.items import read_items
from chatrec.load import load
from chatrec.store import Database
from chatrec.store.database import user_vectors
from chatrec.store.keys import Keys
from tests.films import FILMS

pytestmark = pytest.mark.slow


class Served:
    """A server in a process of its own; what it answers does not outlive it."""

    def __init__(self, index: Path, url: str, *page: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = str(probe.getsockname()[1])
        self._command = [
            sys.executable,
            "-m",
            "tests.api.serving",
            str(index),
            url,
            self._port,
            *page,
        ]
        self.base = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self._command, stdout=quiet, stderr=quiet)

    def wait(self) -> None:
        for _ in range(600):
            try:
                if httpx.get(f"{self.base}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise TimeoutError(self.base)


class Voter(threading.Thread):
    """Votes on and on; a vote without an answer is sent again with the same key."""

    def __init__(self, base: str, secret: str, name: str) -> None:
        super().__init__(daemon=True)
        headers = {"Authorization": f"Bearer {secret}"}
        self._client = httpx.Client(base_url=base, headers=headers, timeout=5)
        self._prefix = name
        self.acknowledged: list[str] = []
        self.stopped = False

    def run(self) -> None:
        number = 0
        while not self.stopped:
            key = f"{self._prefix}-{number}"
            if self._sent(key, number):
                self.acknowledged.append(key)
                number += 1

    def _sent(self, key: str, number: int) -> bool:
        body = {"item": FILMS[number % len(FILMS)].id, "kind": "click", "value": 1 - number % 3}
        try:
            answer = self._client.post("/v1/feedback", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            time.sleep(0.02)
            return False
        assert answer.status_code in (201, 503), answer.text
        return answer.status_code == 201


@pytest.mark.timeout(900)
def test_twenty_kills_under_load_lose_no_acknowledged_vote(
    index_directory: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    database = Database(url)
    _, secret = Keys(database).create("acme", ["feedback", "read"], "ann")
    served = Served(index_directory, url)
    voters = [Voter(served.base, secret, name) for name in ("a", "b")]
    for voter in voters:
        voter.start()
    for _ in range(20):
        served.wait()
        reached = sum(len(voter.acknowledged) for voter in voters) + 10
        _until(lambda: sum(len(voter.acknowledged) for voter in voters) >= reached)  # noqa: B023
        served.process.kill()
        served.process.wait()
        served.start()
    served.wait()
    for voter in voters:
        voter.stopped = True
        voter.join(10)
    served.process.kill()
    recommender = load(index_directory, database)
    keys = [event.key for event in recommender.memory("acme/ann").feedback]
    assert len(keys) == len(set(keys))
    assert set(keys) >= {key for voter in voters for key in voter.acknowledged}
    kept = recommender.vector("acme/ann")
    with database.writing() as connection:
        connection.execute(user_vectors.delete())
    np.testing.assert_allclose(kept.mean, recommender.vector("acme/ann").mean, atol=1e-4)
    print(f"{len(keys)} votes, {sum(len(v.acknowledged) for v in voters)} acknowledged, 20 kills")


class Putter(threading.Thread):
    """Puts many items of one edition, and knows whether that was acknowledged."""

    def __init__(self, base: str, secret: str, edition: int) -> None:
        super().__init__(daemon=True)
        headers = {"Authorization": f"Bearer {secret}"}
        self._client = httpx.Client(base_url=base, headers=headers, timeout=60)
        self._edition = edition
        self.acknowledged = False

    def run(self) -> None:
        items = [
            {"id": f"whale-{n}", "title": f"Whale {n}", "text": "A whale.", "year": self._edition}
            for n in range(300)
        ]
        try:
            self.acknowledged = self._client.put("/v1/items", json=items).status_code == 200
        except httpx.TransportError:
            self.acknowledged = False


def editions(directory: Path) -> set[object]:
    """Of the whales in an index that is whole."""
    manifest.verify(directory, manifest.read(directory))
    items = list(read_items(str(directory / ITEMS)).catalog)
    whales = [item.attributes["year"] for item in items if item.id.startswith("whale")]
    assert len(whales) in (0, 300)
    assert len(items) == len(FILMS) + len(whales) == manifest.read(directory).items
    return set(whales)


@pytest.mark.timeout(600)
def test_a_kill_while_items_are_put_leaves_the_old_or_the_new(
    index_directory: Path, tmp_path: Path
) -> None:
    """Killed once one of its files lies there, or once it is acknowledged."""
    directory = Path(shutil.copytree(index_directory, tmp_path / "films"))
    url = f"sqlite:///{tmp_path / 'a.db'}"
    _, secret = Keys(Database(url)).create("acme", ["catalogue", "read"], "ann")
    served, kept, told = Served(directory, url), set[object](), []
    moments = (f"{ITEMS}.part", "index.faiss.part", manifest.NEXT, "")
    for edition, name in enumerate(moments, 1901):
        served.wait()
        putter = Putter(served.base, secret, edition)
        putter.start()
        _until((directory / name).is_file if name else lambda: putter.acknowledged, 0.0)  # noqa: B023
        served.process.kill()
        served.process.wait()
        putter.join(60)
        served.start()
        served.wait()
        found = editions(directory)
        assert found == {edition} or (found == kept and not putter.acknowledged)
        answer = httpx.get(
            f"{served.base}/v1/items/whale-7", headers={"Authorization": f"Bearer {secret}"}
        )
        assert {answer.json()["attributes"]["year"]} == found if found else answer.is_error
        told.append("new" if found == {edition} else "old")
        kept = found
    served.process.kill()
    print(f"killed at {moments}: {told}")


def test_sigterm_ends_an_open_page_and_a_stream_within_six_seconds(
    index_directory: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    _, secret = Keys(Database(url)).create("acme", ["chat"], "ann")
    served = Served(index_directory, url, "page")
    served.wait()
    headers = {"Authorization": f"Bearer {secret}", "Accept": "text/event-stream"}
    body = {"message": "a film about space"}
    with (
        httpx.Client(base_url=served.base, headers=headers) as client,
        client.stream("GET", "/gradio_api/heartbeat/tab"),
        client.stream("POST", "/v1/chat", json=body) as stream,
    ):
        next(stream.iter_raw())
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(10) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 6


def _until(met: Callable[[], bool], pause: float = 0.01) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if met():
            return
        time.sleep(pause)
    raise TimeoutError
