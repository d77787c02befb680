"""The web application: the page, its visitors and its security headers."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatrec.recommender import Recommender
from chatrec.ui.page import I18N, build
from chatrec.ui.panel import static
from chatrec.ui.visitor import VisitorMiddleware, Visitors, visitor_of

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")

_STYLES = ("frame.css", "talk.css", "shelf.css", "small.css")

# Gradio writes inline scripts and styles and makes functions of templates; nothing may come from,
# or go to, another host.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors "
)
# What Gradio serves and this page does not use: uploads, files, its API's description, and more.
_CLOSED = (
    *("/gradio_api/upload", "/gradio_api/file", "/gradio_api/proxy", "/gradio_api/stream"),
    *("/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/runs", "/gradio_api/vibe"),
    *("/gradio_api/call", "/gradio_api/api", "/gradio_api/deep_link", "/gradio_api/profiling"),
    *("/gradio_api/undo", "/gradio_api/process_recording", "/monitoring", "/login"),
)
_SIGN_IN = ("/login/huggingface", "/login/callback")


class Shield:
    """Closes what the page does not use, and sends the security headers with everything."""

    def __init__(self, app: ASGIApp, ancestors: str, opened: tuple[str, ...] = ()) -> None:
        self._app = app
        self._opened = opened
        self._headers = [
            (b"content-security-policy", (_POLICY + ancestors).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        closed = scope["type"] == "http" and scope["path"].startswith(_CLOSED)
        closed = closed and scope["path"] not in self._opened
        app = PlainTextResponse("Not found", 404) if closed else self._app
        await app(scope, receive, send_with_headers)


def create_app(
    recommender: Recommender,
    *,
    secret: bytes,
    root_path: str = "",
    embedded: bool = False,
    sign_in: bool = False,
) -> FastAPI:
    """The page as an application for uvicorn.

    `secret` signs the visitors' cookies, `root_path` is where a proxy puts the page, `embedded`
    whether it stands in a frame on Hugging Face, where what is written ends with the machine.
    With `sign_in` people may sign in with their account there, which Gradio sees to.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app,
        build(recommender, demo=embedded, sign_in=sign_in),
        path="/",
        auth_dependency=visitor_of,
        root_path=root_path or None,
        show_error=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        allowed_paths=[],
        ssr_mode=False,
        mcp_server=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        pwa=False,
        i18n=I18N,
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO),
        head=f"<style>{''.join(static(name) for name in _STYLES)}</style>",
    )
    app.add_middleware(VisitorMiddleware, visitors=Visitors(secret, embedded))
    ancestors = "'self' https://huggingface.co" if embedded else "'self'"
    app.add_middleware(Shield, ancestors=ancestors, opened=_SIGN_IN if sign_in else ())
    return app
