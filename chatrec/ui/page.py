"""The page: its parts, and which event of which part does what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal, TypeAlias

import gradio as gr
from pydantic import BaseModel, Field

from chatrec.recommender import Recommender
from chatrec.ui import texts, view
from chatrec.ui.events import Events, Screen
from chatrec.ui.panel import panel

Values: TypeAlias = tuple[Any, ...]

I18N = gr.I18n(
    **{
        locale: {name: str(texts.read(language)[name]) for name in ("message", "placeholder")}
        for locale, language in {"en": "en", "zh-CN": "zh", "zh-TW": "zh"}.items()
    }
)


class Press(BaseModel):
    """What a press on a card's button sends."""

    item: str
    value: Literal[-1, 0, 1]
    kind: Literal["thumb", "seen"]
    key: str = Field(min_length=1, max_length=64)


def build(recommender: Recommender, demo: bool = False, sign_in: bool = False) -> gr.Blocks:
    """The page; serve it with `create_app`, which tells visitors apart.

    A `demo` says that what it learns may be forgotten; `sign_in` adds the button for it.
    """
    blocks = gr.Blocks(title="chatrec", analytics_enabled=False, fill_width=True)
    with blocks:
        with gr.Row(elem_id="main"):
            with gr.Column(elem_id="talk"):
                masthead, chat, quick = panel("masthead"), panel("chat"), panel("quick")
                message, limits = _message(), panel("limits")
            with gr.Column(elem_id="shelf"):
                cards, taste = panel("cards"), panel("taste")
                if demo:
                    panel("demo")
                if sign_in:
                    gr.LoginButton(icon=None, elem_id="sign-in")
        notice = panel("notice")
        do = _Handlers(Events(recommender))
        quiet: dict[str, Any] = {
            "outputs": [chat, message, quick, limits, cards, taste, notice],
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        # Streamed events wait in Gradio's queue; the others answer in one round trip.
        streamed = {**quiet, "concurrency_limit": 8, "concurrency_id": "say"}
        message.submit(do.say, message, **streamed)
        quick.pick(do.pick, **streamed)
        cards.more(do.pick, **streamed)
        at_once = {**quiet, "queue": False, "trigger_mode": "multiple"}
        blocks.load(do.open, **at_once)
        masthead.renew(do.renew, **at_once)
        cards.vote(do.vote, **at_once)
        limits.lift(do.lift, **at_once)
        taste.forget(do.forget, **at_once)
        taste.forget_line(do.forget_line, **at_once)
    return blocks


class _Handlers:
    """Gradio's side of each event: the visitor and what was pressed in, the new values out."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def open(self, request: gr.Request) -> Values:
        return _values(self._events.open(_visitor(request)))

    def renew(self, request: gr.Request) -> Values:
        return _values(self._events.renew(_visitor(request)))

    def say(self, message: str, request: gr.Request) -> Iterator[Values]:
        yield from map(_values, self._events.say(_visitor(request), message))

    def pick(self, request: gr.Request, event: gr.EventData) -> Iterator[Values]:
        yield from self.say(str(event.text), request)

    def vote(self, request: gr.Request, event: gr.EventData) -> Values:
        press = Press.model_validate(event._data)
        vote = partial(self._events.vote, _visitor(request))
        return _values(vote(press.item, press.value, press.kind, press.key))

    def lift(self, request: gr.Request, event: gr.EventData) -> Values:
        return _values(self._events.lift(_visitor(request), str(event.limit)))

    def forget(self, request: gr.Request, event: gr.EventData) -> Values:
        item = None if event.item is None else str(event.item)
        return _values(self._events.forget(_visitor(request), item))

    def forget_line(self, request: gr.Request, event: gr.EventData) -> Values:
        forget = self._events.forget_line
        return _values(forget(_visitor(request), str(event.attribute), str(event.value)))


def _visitor(request: gr.Request) -> str:
    """Whom `visitor_of` found; Gradio's session hash is no identity."""
    return str(request.username)


def _values(screen: Screen) -> Values:
    """One value an output, in the order of the outputs."""
    drawn = (screen.quick, screen.limits, screen.cards, screen.taste, screen.notice)
    message = gr.skip() if screen.message is None else screen.message
    return (
        _json(screen.chat, screen.at),
        message,
        *(_json(value, screen.at) for value in drawn),
    )


def _json(value: view.Value | None, at: int) -> Any:
    return gr.skip() if value is None else view.as_json(value, at)


def _message() -> gr.Textbox:
    return gr.Textbox(
        elem_id="message",
        label=I18N("message"),
        placeholder=I18N("placeholder"),
        show_label=False,
        container=False,
        max_lines=6,
        submit_btn=True,
    )
