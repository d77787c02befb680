"""With the protocol's own client, over both transports."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from chatrec import mcp
from chatrec.api import Service, mount
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests import serving
from tests.api.conftest import GENEROUS
from tests.films import FILMS

TOOLS = {
    *("recommend", "refine", "feedback", "explain"),
    *("find_item", "similar", "profile", "forget"),
}
SERVER = """
import sys
from pathlib import Path
from chatrec.cli.mcp import mcp
mcp(Path(sys.argv[1]), "me")
"""


async def call(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def talk(client: Client) -> None:
    """One conversation through every tool."""
    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    answer = await call(client, "recommend", message="a film about space")
    first = answer["recommendations"][0]
    answer = await call(client, "refine", message="no horror")
    assert answer["limits"][0]["value"] == "Horror"
    after = await call(client, "feedback", item=first["id"], value=-1)
    assert after["version"] == 1
    assert after["recommendations"]
    why = await call(client, "explain", item="alien-1979")
    assert "Horror" in why["reply"]
    found = await call(client, "find_item", title="spirited awya")
    assert found["items"][0]["title"] == "Spirited Away"
    alike = await call(client, "similar", item="titanic-1997", k=2)
    assert len(alike["recommendations"]) == 2
    profile = await call(client, "profile")
    assert {line["value"] for line in profile["taste"]} > {"Horror", "Romance"}
    await call(client, "forget", item=first["id"])
    assert (await call(client, "profile"))["taste"] == []


async def err(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


@pytest.fixture
def served(recommender: Recommender, database: Database) -> Iterator[tuple[Service, str]]:
    service = Service.of(recommender, database, GENEROUS)
    app = FastAPI()
    mount(app, service)
    mcp.mount(app, service)
    with serving.served(app) as address:
        yield service, f"{address}/mcp"


def over_http(
    url: str, headers: dict[str, str], talked: Callable[[Client], Awaitable[None]]
) -> None:
    async def connected() -> None:
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            await talked(client)

    asyncio.run(connected())


def bearer(service: Service, *roles: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.keys.create('acme', roles, 'ann')[1]}"}


def test_over_http(served: tuple[Service, str]) -> None:
    service, url = served
    over_http(url, bearer(service, "read", "chat", "feedback"), talk)
    sessions = service.recommender.memory("acme/ann").sessions
    assert [turn.text for turn in sessions[0].turns if turn.role == "user"] == [
        "a film about space",
        "no horror",
    ]


def test_over_stdio(index_directory: Path, tmp_path: Path) -> None:
    environment = os.environ | {"CHATREC_STATE": str(tmp_path)}
    started = StdioServerParameters(
        command=sys.executable, args=["-c", SERVER, str(index_directory)], env=environment
    )

    async def connected() -> None:
        async with Client(started) as client:
            await talk(client)

    asyncio.run(connected())


def test_mistakes_are_told_to_the_agent(served: tuple[Service, str]) -> None:
    service, url = served

    async def wrong(client: Client) -> None:
        assert "nothing" in await err(client, "explain", item="nothing")
        assert "nothing" in await err(client, "feedback", item="nothing", value=1)
        assert "empty" in await err(client, "recommend", message="   ")
        await err(client, "feedback", item=FILMS[0].id, value=3)
        await call(client, "feedback", item=FILMS[0].id, value=1, key="k")
        assert "k" in await err(client, "feedback", item=FILMS[0].id, value=-1, key="k")

    over_http(url, bearer(service, "read", "chat", "feedback"), wrong)


def test_roles_and_users_are_those_of_the_key(served: tuple[Service, str]) -> None:
    service, url = served

    async def reading(client: Client) -> None:
        assert "feedback" in await err(client, "feedback", item=FILMS[0].id, value=1)
        await call(client, "profile")

    async def liking(client: Client) -> None:
        await call(client, "feedback", item=FILMS[0].id, value=1)

    over_http(url, bearer(service, "read"), reading)
    over_http(url, bearer(service, "feedback", "act") | {"X-Chatrec-User": "bob"}, liking)
    assert service.recommender.votes("acme/ann") == ()
    assert len(service.recommender.votes("acme/bob")) == 1


@pytest.mark.parametrize("authorization", ["", "Bearer wrong"])
def test_without_a_key_nothing_is_told(served: tuple[Service, str], authorization: str) -> None:
    _, url = served
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx2.post(url, json=body, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_crash_tells_the_agent_nothing_of_the_inside(
    served: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, url = served

    def crash(*_: object) -> None:
        raise KeyError("/srv/secret.db")

    monkeypatch.setattr(service.recommender, "reply", crash)

    async def crashing(client: Client) -> None:
        assert "secret" not in await err(client, "recommend", message="space")

    over_http(url, bearer(service, "chat"), crashing)
