"""The services as an application of their own, or beside the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from chatrec.api import catalogue, chat, completions, feedback, health, items, me
from chatrec.api.limits import BodyLimit
from chatrec.api.problems import ProblemDocument, add_handlers
from chatrec.api.service import Service
from chatrec.api.watch import Watch

_ROUTERS = (
    *(chat.router, completions.router, feedback.router),
    *(items.router, catalogue.router, me.router, health.router),
)
_PATHS = ("/v1", "/healthz", "/readyz", "/metrics", "/openapi.json")
_DESCRIPTION = """A conversational recommender that learns from every thumb.

Every request but those for health carries `Authorization: Bearer KEY`. It acts for the key's own
user; a key with the role `act` names another user of its tenant in `X-Chatrec-User`. Errors are
problem documents (RFC 9457); 429 and 503 say in `Retry-After` when to come back."""


class Below(BaseRoute):
    """Some paths, and all that lies below them, belong to another application."""

    def __init__(self, paths: tuple[str, ...], app: ASGIApp) -> None:
        self._paths = paths
        self._app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        below = any(path == one or path.startswith(f"{one}/") for one in self._paths)
        return (Match.FULL if below and scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def create_api(service: Service) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.room.close()
        service.desk.close()

    api = FastAPI(
        title="chatrec",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    api.state.service = service
    for router in _ROUTERS:
        api.include_router(router)
    add_handlers(api)
    api.add_middleware(BodyLimit, most=service.body_bytes)
    api.add_middleware(Watch, service=service)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]
    return api


def mount(app: FastAPI, service: Service) -> None:
    """Serve /v1, /healthz, /readyz, /metrics and /openapi.json beside whatever `app` serves.

    The limit on bodies then holds for all of `app`.
    """
    api = create_api(service)
    app.router.routes.insert(0, Below(_PATHS, api))
    app.add_middleware(BodyLimit, most=service.body_bytes)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(outer: FastAPI) -> AsyncIterator[Any]:
        async with before(outer) as state, api.router.lifespan_context(api):
            yield state

    app.router.lifespan_context = lifespan


def _described(api: FastAPI) -> dict[str, Any]:
    if api.openapi_schema is None:
        schema = get_openapi(
            title=api.title, version=api.version, description=api.description, routes=api.routes
        )
        template = "#/components/schemas/{model}"
        problem = ProblemDocument.model_json_schema(ref_template=template)
        schemas = schema["components"]["schemas"]
        schemas |= problem.pop("$defs") | {"ProblemDocument": problem}
        api.openapi_schema = schema
    return api.openapi_schema
