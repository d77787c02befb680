"""Patterns that are followed word by word find what they would find written out."""

from __future__ import annotations

from itertools import islice

import pytest

from chatrec.understand import lexicon
from chatrec.understand.cues import Cues
from chatrec.understand.lexicon import listed
from chatrec.understand.patterns import Patterns
from chatrec.understand.phrases import spelled

PATTERNS = Patterns(
    [
        ("[i|we] [really|] like", "like"),
        ("i like", "taste"),
        ("i like it [when|that]", "reason"),
        ("[别|不要]推荐", "refuse"),
        ("[|]", "nothing"),
    ]
)


@pytest.mark.parametrize(
    ("said", "end", "names"),
    [
        ("i like", 2, {"like", "taste"}),
        ("we really like whales", 3, {"like"}),
        ("i like it", 2, {"like", "taste"}),
        ("i like it when", 4, {"reason"}),
        ("不 要 推 荐", 4, {"refuse"}),
    ],
)
def test_finds_the_longest_phrase_with_all_its_names(said: str, end: int, names: set[str]) -> None:
    found = PATTERNS.at(["so", *said.split()], 1)
    assert found is not None
    assert (found[0] - 1, found[1].names) == (end, names)


@pytest.mark.parametrize("said", ["we", "we really", "like i", "推 荐"])
def test_finds_nothing_in_a_part_of_a_phrase(said: str) -> None:
    assert PATTERNS.at(said.split(), 0) is None


@pytest.mark.parametrize("language", lexicon.LANGUAGES)
def test_finds_the_first_phrases_of_every_pattern_of_the_lexicon(language: str) -> None:
    cues, skip = Cues(), listed(lexicon.cues(language)["skip"])
    for name, patterns in lexicon.cues(language)["cues"].items():
        phrases = (p for one in listed(patterns) for p in islice(spelled(one), 20) if p)
        for phrase in (p for p in phrases if p[-1] not in skip):
            found = cues.at(phrase, 0)
            assert found is not None, phrase
            assert (found[0], found[1].has(name)) == (len(phrase), True), phrase
