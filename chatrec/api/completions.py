"""For clients that speak the chat completions protocol of OpenAI."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from chatrec.api.chat import STREAMED, turn
from chatrec.api.identity import Chatting
from chatrec.api.models import LONGEST, ChatIn, ReplyOut
from chatrec.api.problems import ProblemError, responses
from chatrec.api.service import Serving

router = APIRouter(tags=["conversation"])


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str = Field(max_length=20 * LONGEST)


class CompletionIn(BaseModel):
    """Fields that steer a language model are passed over: there is none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "chatrec", "messages": [{"role": "user", "content": "a heist film"}]}
            ]
        }
    )
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=1000)]
    stream: bool = False


class Choice(BaseModel):
    index: int = 0
    message: ChatMessage
    finish_reason: Literal["stop"] = "stop"


class CompletionOut(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = "chatrec"
    choices: list[Choice]


@router.post(
    "/v1/chat/completions",
    response_model=CompletionOut,
    responses={
        200: {
            "description": "The answer; with `stream` as chunks that end in [DONE].",
            "content": {"text/event-stream": STREAMED},
        },
        **responses(),
    },
)
async def complete(
    asked: CompletionIn, service: Serving, caller: Chatting
) -> Response | CompletionOut:
    """Answer the last message. What was said before it is known from the user's newest
    conversation; a first message of a user begins a new one."""
    said = _said(asked)
    answer = await service.room.run(lambda: turn(service.recommender, caller.user, said))
    completion = _completion(_text(answer))
    return EventSourceResponse(_chunks(completion)) if asked.stream else completion


def _said(asked: CompletionIn) -> ChatIn:
    users = [message.content for message in asked.messages if message.role == "user"]
    if not users or not 1 <= len(users[-1]) <= LONGEST:
        detail = f"the last message of the user must have 1 to {LONGEST} characters"
        raise ProblemError(422, detail)
    return ChatIn(message=users[-1], new=len(users) == 1)


def _text(answer: ReplyOut) -> str:
    """The reply with its list, for clients that show nothing but text."""
    lines = [
        f"{place}. {one.title}" + "".join(f" – {reason.text}" for reason in one.reasons[:1])
        for place, one in enumerate(answer.recommendations, 1)
    ]
    return "\n".join(part for part in (answer.reply, *lines, answer.question) if part)


def _completion(text: str) -> CompletionOut:
    choice = Choice(message=ChatMessage(role="assistant", content=text))
    name = f"chatcmpl-{uuid.uuid4().hex}"
    return CompletionOut(id=name, created=int(time.time()), choices=[choice])


def _chunks(completion: CompletionOut) -> Iterator[bytes]:
    same = completion.model_dump(include={"id", "created", "model"})
    same["object"] = "chat.completion.chunk"
    pieces = re.findall(r"\S+\s*|\s+", completion.choices[0].message.content)
    deltas: list[tuple[dict[str, str], str | None]] = [({"role": "assistant"}, None)]
    deltas += [({"content": piece}, None) for piece in pieces]
    for delta, reason in (*deltas, ({}, "stop")):
        chunk = same | {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        yield format_sse_event(data_str=json.dumps(chunk, ensure_ascii=False))
    yield format_sse_event(data_str="[DONE]")
