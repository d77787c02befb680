from __future__ import annotations

import re

import pytest

from chatrec.ui import texts
from chatrec.ui.panel import static

PARTS = ("masthead", "chat", "quick", "limits", "cards", "taste", "notice", "demo")


def placeholders(text: str | list[str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(text)))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    english, other = texts.read("en"), texts.read(language)
    assert english.keys() == other.keys()
    for name, text in english.items():
        assert placeholders(text) == placeholders(other[name]), name


@pytest.mark.parametrize("part", PARTS)
def test_every_text_that_is_drawn_exists(part: str) -> None:
    named = re.findall(r'\bsay\("(\w+)"', static(f"{part}.js"))
    assert set(named) <= texts.read("en").keys()
