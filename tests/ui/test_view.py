from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chatrec.catalog import Catalog
from chatrec.conversation import Session, Turn
from chatrec.types import (
    Cause,
    Constraint,
    Feedback,
    Item,
    Query,
    Reason,
    Recommendation,
    TasteLine,
)
from chatrec.ui import view

CATALOG = Catalog.of([Item("a", "Alien"), Item("b", "Babe"), Item("c", "Cube")])


def test_json_says_the_same_and_is_no_markup() -> None:
    text = view.as_json({"title": "<script>alert(1)</script>片"}, at=7)
    assert "<" not in text
    assert json.loads(text) == {"title": "<script>alert(1)</script>片", "at": 7}


@given(st.text())
def test_json_keeps_every_text(text: str) -> None:
    assert json.loads(view.as_json({"text": text}, 0))["text"] == text


def test_card_tells_what_the_item_has() -> None:
    attributes = {"year": 1979, "runtime": 117, "genres": ("Horror",), "directors": ("R. Scott",)}
    reason = Reason(Cause("words", "space"), 1.0, "close to “space”")
    one = Recommendation(Item("a", "Alien", "A crew is hunted.", attributes), 0.5, (reason,))
    votes = [Feedback("u", "a", -1.0), Feedback("u", "a", 1.0, "seen"), Feedback("u", "b", 1.0)]
    assert view.cards([one], votes, asked=True) == {
        "asked": True,
        "cards": [
            {
                "id": "a",
                "title": "Alien",
                "text": "A crew is hunted.",
                "year": 1979,
                "runtime": 117,
                "people": ["R. Scott"],
                "tags": ["Horror"],
                "reasons": ["close to “space”"],
                "votes": ["thumb-1", "seen1"],
            }
        ],
    }


def test_item_that_is_no_film_has_its_category_and_brand_as_tags() -> None:
    item = Item("k", "Kettle", attributes={"category": "Kitchen", "brand": "Acme"})
    (drawn,) = view.cards([Recommendation(item, 1.0)], [], asked=True)["cards"]
    assert drawn["tags"] == ["Kitchen", "Acme"]
    assert drawn["people"] == []
    assert drawn["year"] is None


def test_limit_is_told_in_words_and_named_by_its_content() -> None:
    limit = Constraint("year", ">=", 1990, source="90s", turn=3)
    drawn = view.limits(Query("space", constraints=(limit,), liked=("a", "gone")), CATALOG)
    assert drawn["limits"] == [{"key": '["year", ">=", 1990]', "text": "from 1990 on"}]
    assert drawn["liked"] == ["Alien"]
    assert view.key(replace(limit, turn=9)) == view.key(limit)


def test_taste_keeps_the_heaviest_lines_in_order() -> None:
    weights = {"Horror": 0.9, "Drama": 0.1, "War": -0.8, "Sport": -0.05}
    lines = [TasteLine("genres", genre, weight, ("a",)) for genre, weight in weights.items()]
    drawn = view.taste(lines, lines[:1], [], CATALOG, most=3)["lines"]
    assert [line["value"] for line in drawn] == ["Horror", "Drama", "War"]
    assert drawn[0]["because"] == ["Alien"]


def test_what_was_forgotten_is_named() -> None:
    assert "Alien" in view.forgotten(["a"], CATALOG, "zh")["text"]
    assert view.forgotten([], CATALOG, "en") == {"text": ""}


def test_taste_sorts_the_judged_items_newest_first() -> None:
    votes = [
        Feedback("u", "a", 1.0),
        Feedback("u", "b", -1.0),
        Feedback("u", "c", 1.0),
        Feedback("u", "b", 1.0, "seen"),
        Feedback("u", "gone", 1.0),
    ]
    drawn = view.taste([], [], votes, CATALOG)
    assert [one["title"] for one in drawn["liked"]] == ["Cube", "Alien"]
    assert [one["title"] for one in drawn["disliked"]] == ["Babe"]
    assert [one["title"] for one in drawn["watched"]] == ["Babe"]


def test_unanswered_message_stands_after_the_others() -> None:
    drawn = view.writing(Session("s", "u", (Turn("user", "space"),)), "and now?")
    assert drawn == {"message": "and now?", "partial": "", "after": 1}
