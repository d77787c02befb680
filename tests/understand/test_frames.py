"""Sentences with a gap."""

from __future__ import annotations

import time

import pytest

from chatrec.understand.frames import framed
from chatrec.understand.tokens import LONGEST, readable, tokenize


def _said(text: str) -> list[str]:
    return [token.word for token in tokenize(readable(text))]


_ACTS = (
    "forget", "unlearn", "untaste", "profile", "back", "why", "why_not", "about", "chat", "accept",
    "ask",
)  # fmt: skip


@pytest.mark.parametrize(
    ("act", "text", "fits"),
    [
        ("why_not", "why is Jaws not listed", True),
        ("why_not", "why is Jaws. It is not listed", False),
        ("back", "undo that last step please!", True),
        ("back", "undo that last step of the western", False),
        ("forget", "把我忘了吧", True),
        ("forget", "把恐怖片忘了吧", False),
        ("chat", "你到底是真人还是机器人", True),
        ("chat", "真人出演的电影", False),
    ],
)
def test_fits_within_one_sentence(act: str, text: str, fits: bool) -> None:
    assert bool(list(framed(act, _said(text)))) == fits


def test_says_where_the_sentence_and_the_fit_begin() -> None:
    said = _said("Hello. Well, why is Jaws not listed?")
    [(sentence, at)] = framed("why_not", said)
    assert (said[sentence.start], said[at]) == ("well", "why")


def test_the_longest_message_takes_no_second() -> None:
    said = _said(("what do you know " * LONGEST)[:LONGEST])
    before = time.perf_counter()
    for act in _ACTS:
        list(framed(act, said))
    assert time.perf_counter() - before < 1
