"""The Model Context Protocol: an agent's tools, over stdio or HTTP."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from fastapi import FastAPI
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chatrec.api.app import Below
from chatrec.api.chat import explanation, turn
from chatrec.api.feedback import learn
from chatrec.api.identity import ACT_FOR, Caller, allowed, identify
from chatrec.api.limits import BodyLimit, Room
from chatrec.api.models import (
    ChatIn,
    FeedbackIn,
    FeedbackOut,
    ItemOut,
    Message,
    RecommendationOut,
    ReplyOut,
    TasteOut,
    VersionOut,
)
from chatrec.api.problems import ProblemError, problem_of
from chatrec.api.service import Service
from chatrec.api.watch import Watch, tell_failure
from chatrec.errors import ChatrecError
from chatrec.recommender import Recommender
from chatrec.store.keys import Role

Result = TypeVar("Result")
Who: TypeAlias = Callable[[Context[Any, Any], Role], str]
"""The user for whom a call is made; raises the problem 403 when it may not be."""
ItemId = Annotated[str, Field(min_length=1, max_length=400, description="An item's id.")]
Many = Annotated[int, Field(ge=1, le=100)]
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(destructive_hint=False, open_world_hint=False)
_ERASES = ToolAnnotations(destructive_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = """Recommends items of one catalogue and learns from every thumb. Begin with
recommend, narrow with refine in the person's own words, and pass on what they like with feedback:
the list that comes back has already learned from it. Limits that were stated hold until lifted."""


class Items(BaseModel):
    items: list[ItemOut]


class Listed(BaseModel):
    recommendations: list[RecommendationOut]


class Profile(BaseModel):
    taste: list[TasteOut]


class Tools:
    """What an agent can do; each call is for one user, whom `who` tells."""

    def __init__(self, recommender: Recommender, room: Room, who: Who) -> None:
        self._recommender = recommender
        self._room = room
        self._who = who

    async def recommend(self, message: Message, ctx: Context[Any, Any]) -> ReplyOut:
        """Begin a new conversation with a wish in plain words and get a list with reasons."""
        said = ChatIn(message=message, new=True)
        return await self._do(ctx, "chat", lambda user: turn(self._recommender, user, said))

    async def refine(self, message: Message, ctx: Context[Any, Any]) -> ReplyOut:
        """Go on in the conversation: narrow, lift a limit, ask why, ask for others, go back."""
        said = ChatIn(message=message)
        return await self._do(ctx, "chat", lambda user: turn(self._recommender, user, said))

    async def feedback(
        self,
        item: ItemId,
        value: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)],
        ctx: Context[Any, Any],
        kind: Literal["thumb", "click", "purchase", "rating", "skip", "dwell", "seen"] = "thumb",
        key: Annotated[
            str, Field(max_length=200, description="The same key is recorded once.")
        ] = "",
    ) -> FeedbackOut:
        """Record what the person thinks of an item, from -1 to 1 (a thumb of 0 takes it back), and
        get the list that follows."""
        given = FeedbackIn(item=item, kind=kind, value=value, refresh=True)
        named = key or uuid.uuid4().hex
        return await self._do(
            ctx, "feedback", lambda user: learn(self._recommender, user, given, named)
        )

    async def explain(self, item: ItemId, ctx: Context[Any, Any]) -> ReplyOut:
        """Why an item stands in the latest list, or why not, and what speaks for it."""
        return await self._do(ctx, "read", lambda user: explanation(self._recommender, user, item))

    async def find_item(
        self,
        title: Annotated[str, Field(min_length=1, max_length=400)],
        ctx: Context[Any, Any],
        k: Many = 5,
    ) -> Items:
        """Items by their title or another name of theirs, the nearest first."""

        def found(_: str) -> Items:
            return Items(items=[ItemOut.of(item) for item in self._recommender.find(title, k)])

        return await self._do(ctx, "read", found)

    async def similar(self, item: ItemId, ctx: Context[Any, Any], k: Many = 10) -> Listed:
        """The items most like one, for this person."""

        def found(user: str) -> Listed:
            alike = self._recommender.similar(item, user, k)
            return Listed(recommendations=RecommendationOut.listed(alike))

        return await self._do(ctx, "read", found)

    async def profile(self, ctx: Context[Any, Any]) -> Profile:
        """What was learned of the person's taste, the most liked first."""

        def told(user: str) -> Profile:
            return Profile(taste=[TasteOut.of(line) for line in self._recommender.profile(user)])

        return await self._do(ctx, "read", told)

    async def forget(
        self,
        ctx: Context[Any, Any],
        item: Annotated[
            str | None, Field(max_length=400, description="One item's id; without it, everything.")
        ] = None,
    ) -> VersionOut:
        """Unlearn what was said of one item, or all that was learned of the person."""

        def forgotten(user: str) -> VersionOut:
            with self._recommender.turn(user):
                return VersionOut(version=self._recommender.forget(user, item).version)

        return await self._do(ctx, "feedback", forgotten)

    async def _do(
        self, ctx: Context[Any, Any], role: Role, work: Callable[[str], Result]
    ) -> Result:
        try:
            user = self._who(ctx, role)
            return await self._room.run(lambda: work(user))
        except ProblemError as problem:
            raise ToolError(problem.detail) from None
        except ChatrecError as error:
            raise ToolError(problem_of(error).detail) from None
        except Exception as error:
            tell_failure(error)
            raise ToolError("this failed on our side: try again later") from None


def create_server(recommender: Recommender, room: Room, who: Who) -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer(
        "chatrec", instructions=_INSTRUCTIONS, version="1", log_level="WARNING"
    )
    tools = Tools(recommender, room, who)
    kinds: Mapping[Callable[..., Awaitable[BaseModel]], ToolAnnotations] = {
        tools.recommend: _WRITES,
        tools.refine: _WRITES,
        tools.feedback: _WRITES,
        tools.explain: _READS,
        tools.find_item: _READS,
        tools.similar: _READS,
        tools.profile: _READS,
        tools.forget: _ERASES,
    }
    for tool, hints in kinds.items():
        server.add_tool(tool, annotations=hints, structured_output=True)
    return server


def mount(app: FastAPI, service: Service) -> None:
    """Serve /mcp (streamable HTTP, stateless) beside whatever `app` serves, with the same keys,
    users and limits as REST."""
    server = create_server(service.recommender, service.room, _caller_in)
    # A key is needed anyway, and no browser sends it by itself: rebinding a name gains nothing.
    open_hosts = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    inner = server.streamable_http_app(
        stateless_http=True, json_response=True, transport_security=open_hosts
    )
    guarded = Watch(BodyLimit(Keyed(inner, service), service.body_bytes), service, "/mcp")
    app.router.routes.insert(0, Below(("/mcp",), guarded))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(outer: FastAPI) -> AsyncIterator[Any]:
        async with before(outer) as state, inner.router.lifespan_context(inner):
            yield state

    app.router.lifespan_context = lifespan


class Keyed:
    """Lets nobody in without a valid key, and notes who calls."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Request(scope).headers
        secret = headers.get("authorization", "").removeprefix("Bearer ")
        act_for = headers.get(ACT_FOR)
        try:
            caller = await run_in_threadpool(identify, self._service, secret, act_for)
        except ProblemError as problem:
            await problem.response()(scope, receive, send)
            return
        state = {**scope.get("state", {}), "caller": caller}
        await self._app({**scope, "state": state}, receive, send)


def _caller_in(ctx: Context[Any, Any], role: Role) -> str:
    request: Any = ctx.request_context.request
    caller: Caller = request.state.caller
    return allowed(caller, role).user
