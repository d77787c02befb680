from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.ui import create_app
from chatrec.ui.visitor import COOKIE


@pytest.fixture(scope="module")
def recommender(index_directory: Path) -> Recommender:
    return load(index_directory)


@pytest.fixture
def client(recommender: Recommender) -> Iterator[TestClient]:
    with TestClient(create_app(recommender, secret=b"s" * 32)) as opened:
        yield opened


def test_page_comes_with_a_visitor_once_and_keeps_other_hosts_out(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    assert first.status_code == 200
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Lax" in first.headers["set-cookie"]
    assert "set-cookie" not in second.headers
    policy = first.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert first.headers["x-content-type-options"] == "nosniff"


def test_frame_on_hugging_face_is_allowed_only_there(recommender: Recommender) -> None:
    client = TestClient(create_app(recommender, secret=b"s" * 32, embedded=True))
    embedded = client.get("/")
    assert embedded.headers["content-security-policy"].endswith("'self' https://huggingface.co")
    assert "SameSite=None; Secure; Partitioned" in embedded.headers["set-cookie"]


@pytest.mark.parametrize("embedded", [True, False])
def test_only_a_demo_says_that_votes_may_be_forgotten(
    recommender: Recommender, embedded: bool
) -> None:
    app = create_app(recommender, secret=b"s" * 32, embedded=embedded)
    with TestClient(app, base_url="https://films.example") as client:
        client.get("/")
        parts = client.get("/config").json()["components"]
    assert ("demo" in {part["props"].get("elem_id") for part in parts}) == embedded


@pytest.mark.parametrize("cookie", [None, "forged"])
def test_event_without_a_signed_cookie_is_refused(client: TestClient, cookie: str | None) -> None:
    headers = {"cookie": f"{COOKIE}={cookie}"} if cookie else {}
    body = {"data": [], "fn_index": 0, "session_hash": "x"}
    for path in ("/gradio_api/run/predict", "/gradio_api/queue/join"):
        assert client.post(path, json=body, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        *("/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/runs", "/docs"),
        *("/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/monitoring", "/openapi.json"),
    ],
)
def test_what_the_page_does_not_use_is_closed(client: TestClient, path: str) -> None:
    client.get("/")
    answer = client.get(path)
    assert answer.status_code == 404
    assert "content-security-policy" in answer.headers
