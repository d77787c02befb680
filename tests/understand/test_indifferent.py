"""An opinion that is taken back leaves nothing behind: neither a wish nor a dislike."""

from __future__ import annotations

import pytest

from chatrec.understand import Grammar
from tests.understand.cases import converse


@pytest.mark.parametrize(
    "turns",
    [
        ["I love romance", "no strong feelings on romance"],
        ["I like romance", "I don't care for romance either way"],
        ["I hate sequels", "I don't dislike sequels"],
        ["我喜欢爱情片", "爱情片谈不上喜欢也谈不上讨厌"],
    ],
)
def test_what_is_indifferent_is_neither_wished_for_nor_unwanted(
    grammar: Grammar, turns: list[str]
) -> None:
    query = converse(grammar, turns)
    assert (query.text, query.unwanted, query.constraints) == ("", "", ())


@pytest.mark.parametrize("gender", ["wife", "husband"])
def test_a_companion_may_be_indifferent_too(grammar: Grammar, gender: str) -> None:
    said = [
        f"my {gender} loves Titanic and hates horror",
        f"my {gender} doesn't care about Titanic",
    ]
    query = converse(grammar, said)
    assert [one.liked for one in query.company] == [()]
    assert len(query.constraints) == 1
