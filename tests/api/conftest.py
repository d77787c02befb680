from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from chatrec.api import Metrics, Service, ServiceSettings, mount
from chatrec.live import LiveIndex
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests.conftest import TODAY

GENEROUS = ServiceSettings(
    limit_key="9999/second", limit_user="9999/second", limit_address="9999/second"
)
Open = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def quick(one_encoder: None) -> None:
    """Every server loads the same encoder."""


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def live(served_directory: Path, database: Database, metrics: Metrics) -> LiveIndex:
    return LiveIndex(served_directory, database, TODAY, imports=True, observe=metrics.took)


@pytest.fixture
def recommender(live: LiveIndex) -> Recommender:
    return live.recommender


@pytest.fixture
def service(live: LiveIndex, database: Database, metrics: Metrics) -> Service:
    return Service.of(live.recommender, database, GENEROUS, live, b"signs exports", metrics)


@pytest.fixture
def app(service: Service) -> FastAPI:
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    mount(outer, service)
    return outer


@pytest.fixture
def opened(app: FastAPI, service: Service) -> Iterator[Open]:
    """A client with a new key; names are its tenant, its user and the user it acts for."""

    def client(
        *roles: str, tenant: str = "acme", user: str = "ann", act_for: str | None = None
    ) -> TestClient:
        _, secret = service.keys.create(tenant, roles or ["read", "chat", "feedback"], user)
        headers = {"Authorization": f"Bearer {secret}"}
        if act_for is not None:
            headers["X-Chatrec-User"] = act_for
        return TestClient(app, headers=headers)

    yield client
    service.room.close()


@pytest.fixture
def ann(opened: Open) -> TestClient:
    return opened()
