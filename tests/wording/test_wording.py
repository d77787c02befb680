from __future__ import annotations

import re

import pytest

from chatrec.types import Constraint
from chatrec.wording import read, wording


@pytest.mark.parametrize(
    ("constraint", "english"),
    [
        (Constraint("year", ">=", 1990), "from 1990 on"),
        (Constraint("genres", "lacks", "Horror"), "no Horror"),
        (Constraint("genres", "in", ("Crime", "Mystery")), "Crime or Mystery"),
        (Constraint("cast", "lacks", "Adam Sandler"), "without Adam Sandler"),
        (Constraint("runtime", "<=", 110.0), "at most 110 minutes"),
        (Constraint("colour", "=", "red"), "colour red"),
        (Constraint("colour", "not in", ("red", "blue")), "colour: not red or blue"),
    ],
)
def test_a_limit_in_words(constraint: Constraint, english: str) -> None:
    assert wording("en").limit(constraint) == english


def test_chinese_names_values_in_chinese() -> None:
    assert wording("zh").limit(Constraint("genres", "lacks", "Horror")) == "不要恐怖片"


def test_an_unknown_language_speaks_english() -> None:
    assert wording("xx").say("restart") == wording("en").say("restart")


def test_joining() -> None:
    words = wording("en")
    assert [words.join(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_the_same_seed_says_the_same() -> None:
    assert wording("en").say("list", seed="3") == wording("en").say("list", seed="3")
    assert len({wording("en").say("list", seed=str(n)) for n in range(30)}) > 1


def test_every_language_has_every_phrase_with_the_same_blanks() -> None:
    def blanks(phrase: object) -> set[str]:
        return set(re.findall(r"{(\w+)}", str(phrase)))

    english, chinese = read("en"), read("zh")
    for key, phrase in english.items():
        assert key in chinese
        if key not in ("limits", "choices", "names"):
            assert blanks(chinese[key]) == blanks(phrase), key


def test_a_family_of_values_is_told_in_the_persons_words() -> None:
    gory = Constraint("keywords", "not in", ("blood", "bloody", "gore", "gory"), "nothing gory")
    assert wording("en").limit(gory) == "nothing gory"
