"""Whatever is said in ten turns, every list keeps every limit that was stated and not lifted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatrec.constraints import satisfies
from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.types import Constraint, Feedback

MOVIES = Path(__file__).parents[1] / "index" / "movies"
GENRES = ("Horror", "Comedy", "War", "Romance", "Animation", "Western", "Thriller", "Drama")
KEEPS = "keeps"
Limits = dict[str, tuple[Constraint, ...]]
"""Limits in force by what they are about."""


def has(attribute: str, op: str, value: object) -> Constraint:
    return Constraint(attribute, op, value)  # type: ignore[arg-type]


def span(low: int, high: int) -> tuple[Constraint, ...]:
    return has("year", ">=", low), has("year", "<=", high)


SAID: list[tuple[str, Limits]] = [
    *((f"no {g.lower()} please", {g: (has("genres", "lacks", g),)}) for g in GENRES),
    *((f"不要{zh}片", {g: (has("genres", "lacks", g),)}) for zh, g in [("恐怖", "Horror")]),
    ("actually horror is fine", {"Horror": ()}),
    ("from the 90s", {"year": span(1990, 1999)}),
    ("make it the 80s instead", {"year": span(1980, 1989)}),
    ("from 2000 on", {"year": (has("year", ">=", 2000),)}),
    ("any year is fine", {"year": ()}),
    ("under 110 minutes", {"runtime": (has("runtime", "<", 110),)}),
    ("两小时以内", {"runtime": (has("runtime", "<=", 120),)}),
    ("nothing rated R", {"rating": (has("content_rating", "!=", "R"),)}),
    ("not in English", {"English": (has("languages", "lacks", "English"),)}),
    ("without Tom Cruise", {"Cruise": (has("cast", "lacks", "Tom Cruise"),)}),
    ("nothing from Japan", {"Japan": (has("countries", "lacks", "Japan"),)}),
    ("something else", {}),
    ("a bit more tense", {}),
    ("more like the second one", {}),
    ("thanks, nice", {}),
    ("why the first one?", {}),
    ("start over", {KEEPS: ()}),
]


@pytest.fixture(scope="module")
def films() -> Recommender:
    if not (MOVIES / "manifest.json").exists():
        pytest.skip("index/movies is not built: run `make index`")
    return load(MOVIES, today=date(2026, 6, 1))


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SAID), min_size=10, max_size=10), st.integers(0, 5))
def test_every_list_of_ten_turns_keeps_the_limits(
    films: Recommender, talk: list[tuple[str, Limits]], judged: int
) -> None:
    session, limits = films.start("anna"), Limits()
    films.forget("anna")
    for n, (message, change) in enumerate(talk):
        session, answer = films.reply(session, message)
        limits = {} if KEEPS in change else {**limits, **change}
        if n == judged and answer.recommendations:
            films.learn(Feedback("anna", answer.recommendations[0].item.id, -1.0))
            session, answer = films.refresh(session)
        for one in answer.recommendations:
            for limit in (limit for about in limits.values() for limit in about):
                assert satisfies(one.item, limit), (one.item.title, limit, talk[: n + 1])
