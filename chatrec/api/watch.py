"""Every request gets an id, a line in the log and its place in the metrics."""

from __future__ import annotations

import re
import time
import traceback
import uuid
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatrec.api.logs import log
from chatrec.api.problems import ProblemError, unexpected
from chatrec.api.service import Service

_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FREE = frozenset({"/healthz", "/readyz"})


class Watch:
    """Counts requests by their address, and lets no exception out."""

    def __init__(self, app: ASGIApp, service: Service, elsewhere: str = "other") -> None:
        """`elsewhere` is what the metrics call a path without a route."""
        self._app = app
        self._service = service
        self._elsewhere = elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request):
            try:
                await self._within_limits(scope, receive, watched)
            except Exception as error:
                tell_failure(error)
                if status == 0:
                    await unexpected().response()(scope, receive, watched)
            self._tell(scope, status, time.perf_counter() - began)

    async def _within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("unknown",))[0]
        try:
            if scope["path"] not in _FREE:
                self._service.rates.spend("address", address)
        except ProblemError as problem:
            await problem.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        path = str(getattr(route, "path", self._elsewhere))
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._service.metrics.answered(method, path, status, seconds)
        milliseconds = round(1000 * seconds, 1)
        log.info("answered", method=method, path=path, status=status, ms=milliseconds)


def tell_failure(error: Exception) -> None:
    """Logs where it happened, without the message, in which a person's words may stand."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    at = [f"{frame.name}:{frame.lineno}" for frame in frames]
    log.error("failed", error=type(error).__name__, at=at)
