from __future__ import annotations

import pytest

from chatrec.understand.present import kind_of, mentions
from chatrec.understand.tokens import readable, tokenize


def named(message: str) -> list[list[tuple[str, str]]]:
    said = [token.word for token in tokenize(readable(message))]
    return [[(one.kind, one.role) for one in chain] for chain in mentions(said, frozenset())]


@pytest.mark.parametrize(
    ("message", "people"),
    [
        ("my wife", [[("she", "wife")]]),
        (
            "me, my hubby and our 8-year-old",
            [[("self", ""), ("he", "husband"), ("child", "8 year old")]],
        ),
        ("my twelve year old son", [[("he", "son")]]),
        ("with my wife, I want", [[("she", "wife")], [("self", "")]]),
        ("my wife and I want", [[("she", "wife"), ("self", "")]]),
        ("我和老婆还有8岁的孩子", [[("self", ""), ("she", "老婆"), ("child", "孩子")]]),
        ("我们十岁的儿子", [[("he", "儿子")]]),
        ("小明和小红", [[("they", "小明"), ("they", "小红")]]),
        ("a film of the 90s", []),
    ],
)
def test_people_are_named_in_lists(message: str, people: list[list[tuple[str, str]]]) -> None:
    assert named(message) == people


def test_words_of_a_title_name_nobody() -> None:
    assert list(mentions(["my", "girlfriend"], frozenset({1}))) == []


def test_an_age_alone_is_a_child() -> None:
    assert (kind_of("8 year old"), kind_of("老婆"), kind_of("dad")) == ("child", "she", "he")
