"""How soon an item that is put is found, while people chat.

    python -m benchmarks.items [--people 3] [--puts 8] [--index DIR]

`PUT /v1/items` of one new item at a time, until the next answer lists it, with nobody else there
(the floor) and with so many people who chat with half a second of thought between their messages.
Writes nothing but to a temporary folder.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer

from benchmarks.load import MESSAGES, UNLIMITED, served
from chatrec.store import Database
from chatrec.store.keys import Keys

WISH = {"message": "a film by Ida Holm", "k": 10}


def chatting(base: str, key: str, person: int, ended: threading.Event, times: list[float]) -> None:
    headers = {"Authorization": f"Bearer {key}", "X-Chatrec-User": f"person-{person}"}
    with httpx.Client(base_url=base, headers=headers, timeout=30) as client:
        while not ended.is_set():
            for message in MESSAGES:
                began = time.perf_counter()
                client.post("/v1/chat", json={"message": message}).raise_for_status()
                times.append(time.perf_counter() - began)
                ended.wait(0.5)


def put(client: httpx.Client, name: str) -> float:
    """Seconds until a film of a director of its own is listed for who asks for her."""
    film = {"id": name, "title": f"The Whale of {name}", "text": "A whale.", "year": 2024}
    began = time.perf_counter()
    put = client.put("/v1/items", json=[film | {"directors": ["Ida Holm"]}])
    put.raise_for_status()
    listed = client.post("/v1/recommendations", json=WISH).json()["recommendations"]
    seconds = time.perf_counter() - began
    if name not in {one["id"] for one in listed}:
        raise SystemExit(f"{name} was put and not found: {[one['id'] for one in listed]}")
    return seconds


def report(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    middle = statistics.median(ordered)
    print(f"{name:24} min {ordered[0]:.2f}  median {middle:.2f}  max {ordered[-1]:.2f} s")


def main(
    people: Annotated[int, typer.Option(min=1)] = 3,
    puts: Annotated[int, typer.Option(min=1)] = 8,
    index: Annotated[Path, typer.Option(help="A built index directory.")] = Path("index/movies"),
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(index, Path(folder) / index.resolve().name))
        _, key = Keys(Database.at(Path(folder) / f"{copy.name}.db")).create("load", ["admin"])
        command = ["chatrec", "serve", "--index", str(copy)]
        with served(command, UNLIMITED | {"CHATREC_STATE": folder}) as base:
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.Client(base_url=base, headers=headers, timeout=60) as client:
                put(client, "first")
                report("alone", [put(client, f"alone {n}") for n in range(puts)])
                ended, times = threading.Event(), list[float]()
                talks = [
                    threading.Thread(target=chatting, args=(base, key, n, ended, times))
                    for n in range(people)
                ]
                for talk in talks:
                    talk.start()
                time.sleep(3)
                report(f"{people} people chat", [put(client, f"with {n}") for n in range(puts)])
                ended.set()
                for talk in talks:
                    talk.join()
                report("their turns", times)


if __name__ == "__main__":
    typer.run(main)
