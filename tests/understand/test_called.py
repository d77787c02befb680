"""Given names of people who watch, apart from those of whom films are made."""

from __future__ import annotations

import pytest

from chatrec.understand.called import called
from chatrec.understand.tokens import readable, tokenize


def names(message: str) -> list[str]:
    tokens = tokenize(readable(message))
    found = called(tokens, lambda word: word in ("tarantino", "carrie"))
    return [tokens[n].word for n in sorted(found)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Anna loves romance", ["anna"]),
        ("ben hates horror", ["ben"]),
        ("Jack's really into westerns", ["jack"]),
        ("Tom and I want action", ["tom"]),
        ("Anna, Ben and I", ["anna", "ben"]),
        ("Anna and Ben love comedies", ["anna", "ben"]),
        ("my wife and Anna love horror", ["anna"]),
        ("our kids Max and Ella", ["max", "ella"]),
        ("a film for Grace", ["grace"]),
        ("watching with Maria", ["maria"]),
        ("Zdenka hates gore", ["zdenka"]),
    ],
)
def test_who_does_what_only_people_do_is_a_person(message: str, expected: list[str]) -> None:
    assert names(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "I love Tom",
        "Tom Hanks loves action",
        "something with Tom, please",
        "starring Tom and I want action",
        "swap brad pitt for matt damon",
        "Tarantino loves violence",
        "Carrie hates school",
        "will likes be counted",
        "I'm Anna, I love romance",
    ],
)
def test_a_name_alone_is_nobody_who_watches(message: str) -> None:
    assert names(message) == []
