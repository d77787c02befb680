"""Nobody gets more than their share: rates, room for work, and the size of a body."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from limits import RateLimitItem, parse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatrec.api.problems import ProblemError, too_many
from chatrec.errors import ServiceError

Result = TypeVar("Result")
_SWEEP = 10_000


class Rates:
    """How often each key, user and address may ask, over a moving window in this process.

    The time is monotonic, for a window of `limits` by the clock on the wall would stay shut when
    that one is set back.
    """

    def __init__(
        self, limits: Mapping[str, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`limits` are texts such as `60/minute` by what is counted; else raises ServiceError."""
        self._limits = {kind: _parsed(text) for kind, text in limits.items()}
        self._clock = clock
        self._spent: dict[tuple[str, str], deque[float]] = {}
        self._most = _SWEEP
        self._lock = threading.Lock()

    def spend(self, kind: str, who: str) -> None:
        """Raises the problem 429 when nothing is left."""
        limit, now = self._limits[kind], self._clock()
        with self._lock:
            times = self._spent.setdefault((kind, who), deque(maxlen=limit.amount))
            free = times[0] + limit.get_expiry() if len(times) == limit.amount else now
            if free <= now:
                times.append(now)
            self._sweep(now)
        if free > now:
            raise too_many(f"too many requests of this {kind}: {limit}", free - now)

    def _sweep(self, now: float) -> None:
        """Forget whom nothing holds back, each time their number has doubled."""
        if len(self._spent) > self._most:
            self._spent = {
                (kind, who): times
                for (kind, who), times in self._spent.items()
                if times[-1] + self._limits[kind].get_expiry() > now
            }
            self._most = max(_SWEEP, 2 * len(self._spent))


class Room:
    """At most `turns` pieces of work at a time and `waiting` more; the next is sent away."""

    def __init__(self, turns: int, waiting: int, seconds: float) -> None:
        self._threads = ThreadPoolExecutor(turns, thread_name_prefix="turn")
        self._most = turns + waiting
        self._seconds = seconds
        self._inside = 0
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of the work; raises the problem 429 when there is no room for it, 503 when it
        takes too long. Work that has begun goes on to its end."""
        self._enter()
        future = self._threads.submit(contextvars.copy_context().run, work)
        future.add_done_callback(self._leave)
        try:
            waited = asyncio.shield(asyncio.wrap_future(future))
            return await asyncio.wait_for(waited, self._seconds)
        except asyncio.TimeoutError:
            future.cancel()
            detail = f"no answer within {self._seconds:g} seconds: try again"
            raise ProblemError(503, detail, {"Retry-After": "5"}) from None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _enter(self) -> None:
        with self._lock:
            if self._inside >= self._most:
                raise too_many("the service is busy: try again", 1)
            self._inside += 1

    def _leave(self, _: Future[Result]) -> None:
        with self._lock:
            self._inside -= 1


class BodyLimit:
    """Refuses bodies of more than so many bytes, whether their length is declared or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        messages = await self._read(scope, receive)
        if messages is None:
            detail = f"the body is too large: send at most {self._most} bytes"
            await ProblemError(413, detail).response()(scope, receive, send)
            return
        waiting = iter(messages)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, again, send)

    async def _read(self, scope: Scope, receive: Receive) -> list[Message] | None:
        """The messages of the body; None when it is too large."""
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        left = self._most - (int(declared) if declared.isdigit() else 0)
        messages: list[Message] = []
        size = 0
        while left >= 0 and size <= self._most:
            messages.append(await receive())
            size += len(messages[-1].get("body", b""))
            if not messages[-1].get("more_body", False):
                return messages if size <= self._most else None
        return None


def _parsed(text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError as error:
        raise ServiceError(f"{text!r} is no rate: write one such as 60/minute") from error
