"""Who visits: an account at Hugging Face, or a random id in a signed cookie."""

from __future__ import annotations

import secrets
import time
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "chatrec_visitor"
_YEAR = 365 * 24 * 3600


class Visitors:
    """Signs and reads visitors' cookies."""

    def __init__(self, secret: bytes, embedded: bool = False) -> None:
        """`embedded` pages stand in a frame of another site, as on a Hugging Face Space, where
        browsers send only cookies of SameSite=None, which must be Secure."""
        self._signer = URLSafeSerializer(secret, salt=COOKIE)
        self._site = "SameSite=None; Secure; Partitioned" if embedded else "SameSite=Lax"

    def read(self, header: str) -> str | None:
        """The visitor in a Cookie header; None without a cookie that was signed here."""
        try:
            cookie = SimpleCookie(header)[COOKIE].value
            return str(self._signer.loads(cookie))
        except (KeyError, CookieError, BadSignature):
            return None

    def header(self, visitor: str) -> str:
        """The Set-Cookie header that makes a browser that visitor."""
        signed = self._signer.dumps(visitor)
        return f"{COOKIE}={signed}; Path=/; Max-Age={_YEAR}; HttpOnly; {self._site}"


class VisitorMiddleware:
    """Puts the visitor into the request's state; a page opened without one gets a new one."""

    def __init__(self, app: ASGIApp, visitors: Visitors) -> None:
        self._app = app
        self._visitors = visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visitor = self._visitors.read(Request(scope).headers.get("cookie", ""))
        new = visitor is None and scope["path"] == "/"
        if new:
            visitor = secrets.token_urlsafe(18)
        scope.setdefault("state", {})["visitor"] = visitor

        async def send_with_cookie(message: Message) -> None:
            if new and message["type"] == "http.response.start":
                cookie = self._visitors.header(str(visitor)).encode()
                message["headers"] = [*message["headers"], (b"set-cookie", cookie)]
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def visitor_of(request: Request) -> str | None:
    """Who signed in, else the guest of the cookie."""
    guest: str | None = request.scope.get("state", {}).get("visitor")
    return _account(request) or guest


def _account(request: Request) -> str | None:
    """The account of the session that Gradio keeps for who signed in; None once it is over."""
    session = request.scope.get("session", {}).get("oauth_info") or {}
    number = session.get("userinfo", {}).get("sub")
    return f"hf-{number}" if number and session.get("expires_at", 0) >= time.time() else None
