"""Short forms that no word holds, `b4`, `wi'`, `'98`, spelled out before the message is read."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from chatrec.understand import lexicon

_DROPPED = re.compile(r"(?<=[a-z]{2}in)'(?![\w'])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w'’])['’‘](\d\d)(?![\w'’])")
_PARTS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_PART = re.compile(r"(?<=\d) ?([½¼¾])")
_ARE = re.compile(
    r"\b((?:that|which|they|these|those|there|what|who|where|how|why|u|you|we|all|both|\w{2,}[^\Ws]s)"
    r" +)r(?= (?!rated|rating|ratings|or |movies?\b|films?\b|stuff|ones?\b))",
    re.IGNORECASE,
)


def spelled_out(message: str) -> str:
    """The message with its short forms written as words."""
    text = _PART.sub(lambda found: f" and {_PARTS[found.group(1)]}", message)
    text = text.translate({0x2019: "'", 0x2018: "'"})
    if "'" in text:
        text = _DROPPED.sub("g", text)
    text = _short().sub(lambda found: _forms()[found.group().lower()] + _gap(found), text)
    return _ARE.sub(r"\1are", text)


def full_years(message: str, today: date) -> str:
    """`'98` as 1998: a year of two digits is the latest one that has begun."""
    this = today.year
    return _YEAR.sub(lambda found: str(this - (this - int(found.group(1))) % 100), message)


def _gap(found: re.Match[str]) -> str:
    """`w/Tom` has no space of its own."""
    return " " if found.group().endswith("/") else ""


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    return dict(lexicon.cues("en")["elisions"])


@lru_cache(maxsize=1)
def _short() -> re.Pattern[str]:
    forms = sorted(_forms(), key=len, reverse=True)
    ends = (re.escape(one) + ("" if one.endswith("/") else r"(?!\w)") for one in forms)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(ends)})", re.IGNORECASE)
