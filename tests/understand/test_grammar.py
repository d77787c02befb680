"""What holds of every message, and of the parts of a query that the cases do not look at."""

from __future__ import annotations

import gzip
import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatrec.catalog import Catalog
from chatrec.conversation import Session, Turn
from chatrec.errors import MessageError
from chatrec.types import Item, Query
from chatrec.understand import Grammar
from tests.data import data_directory
from tests.understand import catalogues
from tests.understand.cases import converse, meaning

TODAY = date(2026, 6, 1)


def limits(query: Query) -> set[tuple[str, str, object]]:
    return {(one.attribute, one.op, one.value) for one in query.constraints}


@pytest.mark.parametrize("message", ["", "  \n ", "x" * 4001, "a\x00b", "\x1b[31m", "bad \ufffd"])
def test_refuses_what_nobody_could_have_typed(grammar: Grammar, message: str) -> None:
    with pytest.raises(MessageError):
        grammar.understand(Session("s", "u"), message)


@pytest.mark.parametrize(
    "message", ["🎬🍿", "مرحبا", "<b>hi</b>{{x}}", "???", "'", '"', "《》", "-"]
)
def test_reads_anything_else_as_a_plain_wish(grammar: Grammar, message: str) -> None:
    assert not grammar.understand(Session("s", "u"), message).constraints


@given(st.text(min_size=1, max_size=200))
def test_raises_nothing_but_message_errors(message: str) -> None:
    try:
        query = _GRAMMAR.understand(Session("s", "u"), message)
    except MessageError:
        return
    assert query == _GRAMMAR.understand(Session("s", "u"), message)


_PARTS = ["no", "not", "unless", "horror", "Alien", "the second one", "90s", "but", "and", ",", "."]


@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=40))
def test_long_chains_of_negation_give_limits_of_the_catalogue(parts: list[str]) -> None:
    query = converse(_GRAMMAR, [" ".join(parts)])
    assert {one.attribute for one in query.constraints} <= set(_FILMS.attributes)
    assert set(query.liked).isdisjoint(query.disliked)
    assert all(item in _FILMS for item in (*query.mentioned, *query.liked, *query.disliked))


def test_a_limit_keeps_its_words_and_its_turn(grammar: Grammar) -> None:
    query = converse(grammar, ["a comedy", "no horror or musicals, please"])
    by_value = {one.value: one for one in query.constraints}
    assert by_value["Comedy"].source == "comedy"
    assert by_value["Comedy"].turn == 2
    assert by_value["Horror"].source == "no horror"
    assert by_value["Musical"].source == "no musicals"
    assert by_value["Musical"].turn == 3


def test_the_wish_leaves_out_refusals_titles_and_politeness(grammar: Grammar) -> None:
    query = converse(
        grammar,
        ["Hi, could you recommend a quiet space movie like Alien, no gore, thanks", "with robots"],
    )
    assert query.text == "quiet space robots"


def test_a_wish_that_was_replaced_leaves_the_text(grammar: Grammar) -> None:
    assert converse(grammar, ["a comedy from the 90s", "actually a thriller"]).text == ("thriller")


def test_a_later_mood_takes_the_place_of_a_contrary_one(grammar: Grammar) -> None:
    asked = ["a tense heist film", "something a bit funnier"]
    assert converse(grammar, asked).text == "heist funny"
    assert converse(grammar, ["a tense and funny film"]).text == "tense comedy"


def test_less_of_a_genre_lifts_the_limit_to_it(grammar: Grammar) -> None:
    softer = converse(grammar, ["a scary film set in space", "less scary please"])
    assert (softer.text, softer.unwanted, softer.constraints) == ("space", "horror", ())
    refused = converse(grammar, ["no horror", "less horror"])
    assert limits(refused) == {("genres", "lacks", "Horror")}


def test_more_ends_less(grammar: Grammar) -> None:
    query = converse(grammar, ["a horror comedy", "less horror, more comedy"])
    assert limits(query) == {("genres", "contains", "Comedy")}
    assert (query.text, query.unwanted) == ("comedy", "horror")


def test_soft_refusals_are_kept_in_words(grammar: Grammar) -> None:
    assert converse(grammar, ["a drama, less violent"]).unwanted == "violent"


def test_a_chinese_wish_is_english_words(grammar: Grammar) -> None:
    query = converse(grammar, ["想看烧脑的太空科幻片"])
    assert query.text == "mind bending space science fiction"
    assert query.language == "zh"


def test_titles_named_by_the_answer_are_mentioned_and_meant_by_it(grammar: Grammar) -> None:
    turns = (Turn("user", "hi"), Turn("assistant", "Have you seen Heat?"))
    query = grammar.understand(Session("s", "u", turns), "I loved it")
    assert query.mentioned == ("heat-1995",)
    assert query.liked == ("heat-1995",)


def test_context_holds_the_last_six_messages(grammar: Grammar) -> None:
    turns = tuple(Turn("user" if n % 2 == 0 else "assistant", f"m{n}") for n in range(8))
    query = grammar.understand(Session("s", "u", turns), "a comedy")
    assert query.context == ("m3", "m4", "m5", "m6", "m7", "a comedy")


def test_an_exception_to_a_refusal_is_kept(grammar: Grammar) -> None:
    query = converse(grammar, ["no animation unless it's Spirited Away"])
    assert query.exceptions == {"spirited-away-2001"}


def test_forgetting_one_opinion_keeps_the_others(grammar: Grammar) -> None:
    query = converse(grammar, ["I loved Alien and Heat", "forget that I liked Alien"])
    assert query.liked == ("heat-1995",)


def test_what_is_said_beside_a_question_still_counts(grammar: Grammar) -> None:
    query = converse(grammar, ["Who directed the first one? No horror please."])
    assert query.act == "about"
    assert limits(query) == {("genres", "lacks", "Horror")}


def test_an_unknown_title_is_not_swapped_for_a_near_one(grammar: Grammar) -> None:
    query = converse(grammar, ["I loved Before Midnight"])
    assert query.unknown == ("Before Midnight",)
    assert not query.liked


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Nike under £100", {("brand", "in", "Nike"), ("price", "<", "100")}),
        ("no Adidas", {("brand", "not in", "Adidas")}),
        ("jackets or shoes", {("category", "in", "jackets | shoes")}),
        ("something with a rating above 4", {("rating", ">", "4")}),
        ("a lamp for at most 40 euros", {("price", "<=", "40")}),
        ("不超过100元的鞋子", {("price", "<=", "100"), ("category", "in", "shoes")}),
    ],
)  # fmt: skip
def test_a_shop_has_its_own_attributes(message: str, expected: set[tuple[str, str, str]]) -> None:
    shop = Grammar(catalogues.shop(), TODAY)
    assert meaning(shop.understand(Session("s", "u"), message).constraints) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("from this week", {("published", ">=", "2026-05-25")}),
        ("no sports", {("category", "!=", "sports")}),
        ("science since 2025", {("category", "=", "science"), ("published", ">=", "2025-01-01")}),
    ],
)  # fmt: skip
def test_news_has_dates(message: str, expected: set[tuple[str, str, object]]) -> None:
    news = Grammar(catalogues.news(), TODAY)
    assert limits(news.understand(Session("s", "u"), message)) == expected


@pytest.mark.realdata
def test_is_fast_at_34306_films() -> None:
    catalog = _wikipedia()
    start = time.process_time()
    grammar = Grammar(catalog, TODAY)
    assert time.process_time() - start < 3.0
    messages = ["I loved Alien but hated Titanic, no horror", "不要恐怖片，九十年代的科幻片"] * 20
    start = time.process_time()
    for message in messages:
        grammar.understand(Session("s", "u"), message)
    assert (time.process_time() - start) / len(messages) < 0.005


def _wikipedia() -> Catalog:
    directory = data_directory()
    assert directory is not None
    with gzip.open(directory / "wikipedia-movies" / "items.jsonl.gz", "rt") as file:
        rows = [json.loads(line) for line in file]
    return Catalog.of(
        Item(
            row["id"],
            row["title"],
            row["text"],
            {
                name: tuple(row[name]) if isinstance(row[name], list) else row[name]
                for name in ("year", "genres", "directors", "cast")
                if row[name]
            },
        )
        for row in rows
    )


_FILMS = catalogues.films()
_GRAMMAR = Grammar(_FILMS, TODAY)


def test_a_catalogue_of_very_many_genres_is_read_too() -> None:
    items = (Item(str(n), f"Film {n}", "", {"genres": (f"kind {n}", "noir")}) for n in range(3000))
    query = Grammar(Catalog.of(items), TODAY).understand(Session("s", "u"), "a noir film")
    assert query.act == "recommend"
