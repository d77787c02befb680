"""Messages that ask for nothing more, and those that only look so."""

from __future__ import annotations

import pytest

from chatrec.conversation import Session
from chatrec.understand import Grammar


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("I'll check it out", "chat"),
        ("sounds good, thanks for the suggestions", "chat"),
        ("great, have a good one", "chat"),
        ("那就看这部吧，谢谢", "chat"),
        ("I'll check it out. Anything from the 90s?", "recommend"),
        ("thanks for the list, now something shorter", "recommend"),
        ("horror sounds good", "recommend"),
        ("I want to watch a movie", "recommend"),
        ("谢谢推荐，有没有短一点的", "recommend"),
    ],
)
def test_takes_leave_only_where_nothing_is_asked(grammar: Grammar, message: str, act: str) -> None:
    assert grammar.understand(Session("s", "u"), message).act == act
