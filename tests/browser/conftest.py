"""A real server with a small catalogue and the real encoder, and a real Chromium."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chatrec.build import build
from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.load import load
from chatrec.store import Database
from chatrec.ui import create_app
from tests.films import FILMS, film

ARTIFACTS = Path(__file__).parents[2] / "artifacts"
HOSTILE = '<img src=x onerror="window.hurt=1">${window.hurt=2}`${window.hurt=3}`{{hurt}}'
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
MORE = (
    film(
        "Gravity",
        2013,
        "Drama, Science Fiction, Thriller",
        "Alfonso Cuaron, Sandra Bullock, George Clooney",
        "space, survival, astronaut",
        "An astronaut adrift above the earth has to find her own way down.",
    ),
    film(
        "Moon",
        2009,
        "Drama, Mystery, Science Fiction",
        "Duncan Jones, Sam Rockwell",
        "space, moon, loneliness, clone",
        "The one man of a mining station on the moon meets somebody who looks like him.",
    ),
    film(
        f"Hostile {HOSTILE}",
        2020,
        "Horror",
        f"{HOSTILE}",
        f"hostile markup, javascript:window.hurt=4, {HOSTILE}",
        "Hostile markup. ![x](https://example.invalid/x.png) [y](javascript:window.hurt=5)"
        f" {HOSTILE}",
    ),
)


@pytest.fixture(scope="session")
def catalogue(encoder: BertEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("browser") / "films"
    build(Catalog.of((*FILMS, *MORE)), directory, encoder)
    return directory


@contextmanager
def serving(index: Path, state: Path, port: int, embedded: bool = False) -> Iterator[str]:
    """The page at a port, its state in a folder, until the block ends."""
    database = Database.at(state / "films.db")
    recommender = load(index, database, today=date(2026, 6, 1))
    app = create_app(recommender, secret=b"s" * 32, embedded=embedded)
    settings = uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join()
        database.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests: each opens it as a visitor of its own."""
    with serving(catalogue, tmp_path_factory.mktemp("state"), free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the page as a new visitor; fails when a page asked another host for anything, or
    had an error in its JavaScript."""
    faults: list[str] = []
    with ExitStack() as stack:

        def opened(
            url: str = address, context: BrowserContext | None = None, **look: object
        ) -> Page:
            context = context or browser.new_context(**look)  # type: ignore[arg-type]
            stack.callback(context.close)
            page = context.new_page()
            page.on("request", lambda one: _check(one.url, faults))
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(url)
            page.locator("#cards h2").wait_for()
            return page

        yield opened
    assert faults == []


def _check(url: str, faults: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        faults.append(f"asked for {url}")
