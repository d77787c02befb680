"""Signing in, against a real OpenID provider on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import gradio.oauth
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from chatrec.load import load
from chatrec.ui import create_app
from chatrec.ui.visitor import visitor_of
from tests.serving import served

pytest.importorskip("authlib", reason="needs gradio[oauth]")
CLIENT = "the space"


def provider(account: str, lasts: int) -> FastAPI:
    """Signs everybody in as this account, for so many seconds; the code is the nonce asked with."""
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    app, key = FastAPI(), RSAKey.generate_key(2048, {"kid": "1"})

    @app.get("/.well-known/openid-configuration")
    def configuration(request: Request) -> dict[str, Any]:
        own = str(request.base_url).rstrip("/")
        ways = {"authorization": "authorize", "token": "token"}
        return {
            "issuer": own,
            "jwks_uri": f"{own}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
            **{f"{name}_endpoint": f"{own}/{path}" for name, path in ways.items()},
        }

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    @app.post("/token")
    async def token(request: Request) -> dict[str, Any]:
        nonce = parse_qs((await request.body()).decode())["code"][0]
        issuer, now = str(request.base_url).rstrip("/"), int(time.time())
        claims = {"iss": issuer, "aud": CLIENT, "sub": account, "nonce": nonce, "iat": now}
        claims |= {"exp": now + 600, "preferred_username": "anna"}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
        told = {"access_token": "a", "token_type": "bearer", "expires_in": lasts}
        return told | {"id_token": signed}

    return app


@pytest.fixture
def lasts() -> int:
    return 600


@pytest.fixture
def client(
    index_directory: Path, monkeypatch: pytest.MonkeyPatch, lasts: int
) -> Iterator[TestClient]:
    monkeypatch.setenv("SYSTEM", "spaces")
    monkeypatch.setenv("SPACE_ID", "us/films")
    with served(provider("42", lasts)) as url:
        settings = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": "hidden", "SCOPES": "openid profile"}
        for name, value in settings.items():
            monkeypatch.setattr(gradio.oauth, f"OAUTH_{name}", value)
        monkeypatch.setattr(gradio.oauth, "OPENID_PROVIDER_URL", url)
        app = create_app(load(index_directory), secret=b"s" * 32, embedded=True, sign_in=True)
        with TestClient(app, base_url="https://films.example", follow_redirects=False) as opened:
            yield opened


def sign_in(client: TestClient) -> None:
    asked = client.get("/login/huggingface?_target_url=/")
    query = parse_qs(urlsplit(asked.headers["location"]).query)
    back = f"{query['redirect_uri'][0]}&code={query['nonce'][0]}&state={query['state'][0]}"
    assert client.get(back).headers["location"] == "/"


def visitor(client: TestClient) -> str:
    return str(client.get("/gradio_api/user").json())


def test_without_a_number_there_is_no_account() -> None:
    told = {"expires_at": time.time() + 60}
    session = {"oauth_info": told}
    request = Request({"type": "http", "state": {"visitor": "guest"}, "session": session})
    assert visitor_of(request) == "guest"
    told["userinfo"] = {"sub": "42"}  # type: ignore[assignment]
    assert visitor_of(request) == "hf-42"


def test_a_guest_becomes_the_account_until_they_sign_out(client: TestClient) -> None:
    client.get("/")
    guest = visitor(client)
    assert not guest.startswith("hf-")
    sign_in(client)
    assert visitor(client) == "hf-42"
    assert client.get("/logout").headers["location"] == "/"
    assert visitor(client) == guest


def test_a_forged_session_is_a_guest(client: TestClient) -> None:
    client.get("/")
    guest = visitor(client)
    client.cookies.set("session", "eyJvYXV0aF9pbmZvIjogMX0=.forged", domain="films.example")
    assert visitor(client) == guest


@pytest.mark.parametrize("lasts", [-1])
def test_a_session_that_is_over_is_a_guest(client: TestClient) -> None:
    client.get("/")
    guest = visitor(client)
    sign_in(client)
    assert visitor(client) == guest


def test_without_it_there_is_nowhere_to_sign_in(index_directory: Path) -> None:
    with TestClient(create_app(load(index_directory), secret=b"s" * 32)) as client:
        assert client.get("/login/huggingface").status_code == 404
