"""One session, three doors: it does not matter through which of them something is said."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.client import Client

from chatrec.api import Service
from chatrec.conversation import Session
from chatrec.mcp import create_server
from chatrec.recommender import Recommender
from chatrec.ui.events import Events
from tests.api.conftest import Open

SAYINGS = ["a film about space", "no horror", "from before 2010", "something else", "go back"]
event = st.one_of(
    st.sampled_from(SAYINGS), st.tuples(st.integers(0, 5), st.sampled_from([-1.0, 1.0]))
)
Saying = str | tuple[int, float]
Door = Callable[[str, Saying], None]


def item_at(recommender: Recommender, user: str, place: int) -> str:
    shown = recommender.resume(user).shown
    return shown[place % len(shown)] if shown else "heat-1995"


def by_page(recommender: Recommender) -> Door:
    events = Events(recommender, pause=0)

    def do(user: str, said: Saying) -> None:
        if isinstance(said, str):
            list(events.say(user, said))
        else:
            item = item_at(recommender, user, said[0])
            events.vote(user, item, said[1], "thumb", uuid.uuid4().hex)

    return do


def by_rest(recommender: Recommender, client: TestClient) -> Door:
    def do(user: str, said: Saying) -> None:
        headers = {"X-Chatrec-User": user.split("/")[1], "Idempotency-Key": uuid.uuid4().hex}
        if isinstance(said, str):
            answer = client.post("/v1/chat", json={"message": said}, headers=headers)
        else:
            item = item_at(recommender, user, said[0])
            vote = {"item": item, "value": said[1], "refresh": True}
            answer = client.post("/v1/feedback", json=vote, headers=headers)
        assert answer.status_code < 300, answer.text

    return do


def by_mcp(recommender: Recommender, service: Service) -> Door:
    def do(user: str, said: Saying) -> None:
        server = create_server(recommender, service.room, lambda _, __: user)

        async def called() -> None:
            async with Client(server) as client:
                if isinstance(said, str):
                    result = await client.call_tool("refine", {"message": said})
                else:
                    vote = {"item": item_at(recommender, user, said[0]), "value": said[1]}
                    result = await client.call_tool("feedback", vote)
                assert not result.is_error, result.content

        asyncio.run(called())

    return do


def outcome(recommender: Recommender, user: str) -> tuple[object, ...]:
    session: Session = recommender.resume(user)
    votes = [(vote.item, vote.value) for vote in recommender.votes(user)]
    turns = [(turn.role, turn.text, turn.shown) for turn in session.turns]
    profile = recommender.profile(user)
    return turns, session.query, votes, profile, recommender.vector(user).mean.tolist()


@pytest.fixture
def doors(recommender: Recommender, service: Service, opened: Open) -> list[Door]:
    client = opened("chat", "feedback", "act")
    return [by_page(recommender), by_rest(recommender, client), by_mcp(recommender, service)]


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(event, st.integers(0, 2)), min_size=1, max_size=5), st.integers(0, 2))
def test_events_split_over_the_doors_give_what_one_door_gives(
    doors: list[Door],
    recommender: Recommender,
    events: list[tuple[Saying, int]],
    only: int,
) -> None:
    split, whole = (f"acme/{uuid.uuid4().hex}" for _ in range(2))
    for said, door in events:
        doors[door](split, said)
        doors[only](whole, said)
    assert outcome(recommender, split) == outcome(recommender, whole)
