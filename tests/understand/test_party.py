"""Whose a wish is, in both languages."""

from __future__ import annotations

import pytest

from chatrec.types import Query
from chatrec.understand import Grammar
from tests.understand.cases import converse, meaning

HORROR = ("genres", "not in", "Horror")
CHILD = ("content_rating", "in", "G | PG")
Wishes = dict[str, str]


def wishes(query: Query) -> Wishes:
    """What each likes, the speaker as ""."""
    own = {one.name: " ".join((one.text, *one.liked)).strip() for one in query.company}
    return {"": " ".join((query.text, *query.liked)).strip(), **own}


@pytest.mark.parametrize(
    ("message", "expected", "limits"),
    [
        (
            "me, my wife and our 8-year-old",
            {"": "", "my wife": "", "our 8-year-old": "family friendly"},
            {CHILD},
        ),
        ("my wife loves romance but hates horror", {"": "", "my wife": "romance"}, {HORROR}),
        ("my wife won't watch horror", {"": "", "my wife": ""}, {HORROR}),
        (
            "a film for me, my wife who loves romance, and our 8-year-old who loves Titanic",
            {"": "", "my wife": "romance", "our 8-year-old": "family friendly titanic-1997"},
            {CHILD},
        ),
        ("me and my wife, who hates horror", {"": "", "my wife": ""}, {HORROR}),
        (
            "I like action, my wife likes romance, our kid loves animation",
            {"": "action", "my wife": "romance", "our kid": "animation"},
            set(),
        ),
        (
            "My husband loves Heat and I love Titanic. No horror please",
            {"": "titanic-1997", "my husband": "heat-1995"},
            {HORROR},
        ),
        (
            "my wife and son love animation",
            {"": "", "my wife": "animation", "son": "animation"},
            set(),
        ),
        (
            "I want action, my wife wants a comedy",
            {"": "action", "my wife": "comedy"},
            set(),
        ),
        (
            "my wife wants a comedy",
            {"": "", "my wife": "comedy"},
            {("genres", "in", "Comedy")},
        ),
        (
            "my wife and I want a thriller",
            {"": "thriller", "my wife": ""},
            {("genres", "in", "Thriller")},
        ),
        (
            "a film for me and my wife. She loves romance, something tense for me",
            {"": "tense", "my wife": "romance"},
            set(),
        ),
        (
            "Anna loves romance and Ben hates horror; something for both",
            {"": "", "Anna": "romance", "Ben": ""},
            {HORROR},
        ),
        (
            "Tom and I: he wants action, I want comedy",
            {"": "comedy", "Tom": "action"},
            set(),
        ),
        (
            "me, Anna and Ben want a thriller",
            {"": "thriller", "Anna": "", "Ben": ""},
            {("genres", "in", "Thriller")},
        ),
        ("My wife Anna loves romance", {"": "", "my wife Anna": "romance"}, set()),
        ("小明喜欢动作片，小红讨厌恐怖片", {"": "", "小明": "action", "小红": ""}, {HORROR}),
        ("给我和喜欢爱情片的老婆", {"": "", "老婆": "romance"}, set()),
        (
            "我喜欢动作片，和讨厌恐怖片的女儿一起看",
            {"": "action", "女儿": ""},
            {HORROR},
        ),
        (
            "我和老婆还有8岁的孩子",
            {"": "", "老婆": "", "8岁的孩子": "family friendly"},
            {CHILD},
        ),
        (
            "我老婆喜欢爱情片，我喜欢动作片，不要恐怖片",
            {"": "action", "我老婆": "romance"},
            {HORROR},
        ),
        ("我老公喜欢《泰坦尼克号》但讨厌恐怖片", {"": "", "我老公": "titanic-1997"}, {HORROR}),
        (
            "陪8岁的女儿看，她喜欢动画，讨厌恐怖片",
            {"": "", "8岁的女儿": "family friendly animation"},
            {HORROR, CHILD},
        ),
    ],
)
def test_each_has_their_own_wish_and_every_veto_is_a_limit(
    grammar: Grammar, message: str, expected: Wishes, limits: set[tuple[str, str, str]]
) -> None:
    query = converse(grammar, [message])
    assert wishes(query) == expected
    assert meaning(query.constraints) == limits


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["my wife loves romance", "she also likes Titanic"], "romance titanic-1997"),
        (["my wife loves Titanic", "she hates Titanic"], ""),
        (["my wife Anna loves romance", "Anna also likes Titanic"], "romance titanic-1997"),
        (["Anna loves romance", "he also likes Titanic"], "romance titanic-1997"),
        (["我老婆喜欢爱情片", "她还喜欢泰坦尼克号"], "romance titanic-1997"),
    ],
)
def test_she_is_the_one_who_was_named(grammar: Grammar, turns: list[str], expected: str) -> None:
    query = converse(grammar, turns)
    assert [wishes(query)[one.name] for one in query.company] == [expected]


@pytest.mark.parametrize(
    ("message", "source"),
    [
        ("My wife hates horror", "My wife hates horror"),
        ("my wife loves romance but hates horror", "my wife hates horror"),
        ("老婆不看恐怖片", "老婆不看恐怖片"),
        ("Anna likes romance and Ben hates horror", "Ben hates horror"),
        ("with our 8-year-old", "8-year-old"),
    ],
)
def test_a_veto_keeps_the_words_that_stated_it(grammar: Grammar, message: str, source: str) -> None:
    (limit,) = converse(grammar, [message]).constraints
    assert limit.source == source


@pytest.mark.parametrize("message", ["just me, something funny", "只有我，来点喜剧", "start over"])
def test_who_goes_on_alone_has_no_company(grammar: Grammar, message: str) -> None:
    assert converse(grammar, ["my wife loves romance", message]).company == ()


@pytest.mark.parametrize(
    "message",
    [
        "he hates musicals",
        "my wife is asleep, something quiet",
        "a film about a husband and wife",
        "I loved My Best Friend's Wedding",
        "for kids",
        "I love Tom Hanks",
        "Tom Hanks hates horror",
        "something with Tom Hanks and Leonardo DiCaprio",
        "swap Tom Hanks for Matt Damon",
        "一部关于孩子的电影",
    ],
)
def test_not_everybody_who_is_named_is_there(grammar: Grammar, message: str) -> None:
    assert converse(grammar, [message]).company == ()
