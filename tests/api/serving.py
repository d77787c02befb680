"""`python -m tests.api.serving INDEX DATABASE PORT [page]`: as `chatrec serve` has them."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from chatrec import api, mcp
from chatrec.live import LiveIndex
from chatrec.store import Database
from tests.api.conftest import GENEROUS


def main(index: str, url: str, port: str, page: str = "") -> None:
    database = Database(url)
    live = LiveIndex(Path(index), database, imports=True)
    recommender = live.recommender
    app = FastAPI()
    if page:
        from chatrec.ui import create_app

        app = create_app(recommender, secret=b"secret")
    service = api.Service.of(recommender, database, GENEROUS, live)
    api.mount(app, service)
    mcp.mount(app, service)
    uvicorn.run(app, port=int(port), log_level="error", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    main(*sys.argv[1:])
