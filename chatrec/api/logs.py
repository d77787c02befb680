"""One line of JSON an event on standard error, without anything that names a person."""

from __future__ import annotations

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# The last but one needs a separator or a plus, so that counts and times are left alone.
_MASKS = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card", re.compile(r"\b\d(?:[ -]?\d){12,18}\b")),
    (
        "address",
        re.compile(
            r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b"
            r"|(?<![\w:])(?:[0-9a-f]{1,4}:){0,6}:(?::?[0-9a-f]{1,4})+\b",
            re.IGNORECASE,
        ),
    ),
    (
        "phone",
        re.compile(r"(?<![\w.])(?:\+\d[\d ().-]{6,}\d|\(?\d{2,4}\)?[ -]\d{2,4}[ -]?\d{3,6})\b"),
    ),
    (
        "street",
        re.compile(
            r"\b\d{1,5}[a-z]? (?:[A-Z][\w']+ ){1,3}"
            r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way)\b"
            r"|\b[A-Z]\w+(?:straße|strasse|weg|platz) \d+"
        ),
    ),
)


def masked(text: str) -> str:
    """The text without e-mail, accounts, cards, phones, network or street addresses; names stay."""
    for name, pattern in _MASKS:
        text = pattern.sub(f"<{name}>", text)
    return text


def _mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {"timestamp", "request"}
    return {
        name: masked(value) if isinstance(value, str) and name not in kept else value
        for name, value in event.items()
    }


class _StandardError:
    def msg(self, message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    info = warning = error = msg


log: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
    _StandardError(),
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _mask,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
)
