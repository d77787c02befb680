"""The conversation, and single questions outside of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, format_sse_event

from chatrec.api.identity import Chatting, Reading
from chatrec.api.models import AskIn, ChatIn, LimitIn, RecommendationOut, ReplyOut
from chatrec.api.problems import ProblemError, responses
from chatrec.api.service import Serving
from chatrec.recommender import Recommender

router = APIRouter(tags=["conversation"])
_STREAM = "text/event-stream"
STREAMED = {
    "schema": {
        "type": "object",
        "description": "One event; its data is JSON.",
        "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        "required": ["data"],
    }
}


@router.post(
    "/v1/chat",
    response_model=ReplyOut,
    responses={
        200: {
            "description": "The answer; with Accept: text/event-stream as the events token (pieces "
            "of the reply), recommendations and done (all of the answer).",
            "content": {
                _STREAM: STREAMED | {"example": {"event": "token", "data": '{"text":"Try "}'}}
            },
        },
        **responses(),
    },
)
async def chat(
    said: ChatIn,
    service: Serving,
    caller: Chatting,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response | ReplyOut:
    """Say something in the user's newest conversation, or in a new one."""
    answer = await service.room.run(lambda: turn(service.recommender, caller.user, said))
    if _STREAM in accept:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return EventSourceResponse(_events(answer), headers=headers)
    return answer


@router.post("/v1/recommendations", responses=responses())
async def recommendations(
    asked: AskIn,
    service: Serving,
    caller: Reading,
) -> ReplyOut:
    """A list for one message and stated limits, outside of any conversation."""
    return await service.room.run(lambda: suggestion(service.recommender, caller.user, asked))


@router.get("/v1/explain", responses=responses(404))
async def explain(
    service: Serving,
    caller: Reading,
    item: Annotated[str, Query(min_length=1, max_length=400, examples=["alien-1979"])],
) -> ReplyOut:
    """Why an item stands in the user's latest list, or why not, and what speaks for it."""
    return await service.room.run(lambda: explanation(service.recommender, caller.user, item))


def turn(recommender: Recommender, user: str, said: ChatIn) -> ReplyOut:
    with recommender.turn(user):
        session = recommender.start(user) if said.new else recommender.resume(user)
        session, answer = recommender.reply(session, said.message)
    return ReplyOut.of(answer, recommender.vector(user).version, session.id)


def suggestion(recommender: Recommender, user: str, asked: AskIn) -> ReplyOut:
    limits = tuple(_known(recommender, limit).constraint() for limit in asked.limits)
    answer = recommender.suggest(user, asked.message, limits, asked.k)
    return ReplyOut.of(answer, recommender.vector(user).version)


def explanation(recommender: Recommender, user: str, item: str) -> ReplyOut:
    session = recommender.resume(user)
    answer = recommender.explain(session, item)
    return ReplyOut.of(answer, recommender.vector(user).version, session.id)


def _known(recommender: Recommender, limit: LimitIn) -> LimitIn:
    attributes = ("id", "title", "text", *recommender.catalog.attributes)
    if limit.attribute not in attributes:
        raise ProblemError(
            422, f"no attribute {limit.attribute!r}: use one of {', '.join(attributes)}"
        )
    return limit


def _events(answer: ReplyOut) -> Iterator[bytes]:
    for piece in re.findall(r"\S+\s*|\s+", answer.reply):
        yield format_sse_event(data_str=_json({"text": piece}), event="token")
    listed = [RecommendationOut.model_dump(one) for one in answer.recommendations]
    yield format_sse_event(data_str=_json({"recommendations": listed}), event="recommendations")
    yield format_sse_event(data_str=_json(answer.model_dump()), event="done")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
