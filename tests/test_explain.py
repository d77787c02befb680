from __future__ import annotations

from chatrec.catalog import Catalog
from chatrec.explain import gap, matching_fields, reasons, shared_fields
from chatrec.types import Cause, Constraint, Query
from chatrec.wording import wording
from tests.films import FILMS

CATALOG = Catalog.of(FILMS)
HEAT = CATALOG["heat-1995"]
WORDS, LIKED = Cause("words", "a heist"), Cause("liked", "inside-man-2006")


def test_the_largest_share_comes_first_and_names_its_cause() -> None:
    query = Query(text="a heist", liked=("inside-man-2006",))
    told = reasons(
        HEAT,
        {WORDS: 0.1, LIKED: 0.3, Cause("thumb_down", "alien-1979"): -0.5},
        query,
        CATALOG,
        wording("en"),
    )
    assert [(reason.cause, reason.share) for reason in told] == [(LIKED, 0.75), (WORDS, 0.25)]
    assert told[0].text == "shares Crime and heist with Inside Man, which you like"
    assert told[1].text == "matches “a heist”: heist"


def test_a_limit_is_told_only_where_it_is_met() -> None:
    query = Query(constraints=(Constraint("year", ">=", 1990, "90s"),))
    told = reasons(HEAT, {}, query, CATALOG, wording("en"))
    assert [reason.text for reason in told] == ["from 1990 on, as you asked"]
    assert reasons(CATALOG["alien-1979"], {}, query, CATALOG, wording("en")) == ()


def test_an_item_that_is_gone_is_no_reason() -> None:
    assert reasons(HEAT, {Cause("liked", "gone"): 1.0}, Query(), CATALOG, wording("en")) == ()


def test_fields_are_the_items_own() -> None:
    assert shared_fields(HEAT, CATALOG["alien-1979"]) == []
    assert matching_fields(HEAT, "heists with Al Pacino in Los Angeles") == [
        "heist",
        "los angeles",
        "Al Pacino",
    ]


def test_the_gap_is_where_it_falls_furthest_behind() -> None:
    assert gap({WORDS: 0.1, LIKED: 0.2}, {WORDS: 0.2, LIKED: 0.9}) == LIKED
