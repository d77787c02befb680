"""Ranges as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from chatrec.understand.amounts import Amounts
from chatrec.understand.meaning import Amount
from chatrec.understand.numerals import han_number
from chatrec.understand.tokens import readable, tokenize

AMOUNTS = Amounts(("year", "runtime", "price"), (), date(2026, 6, 1))


def bounds(text: str) -> tuple[str, ...]:
    span = AMOUNTS.at([token.word for token in tokenize(readable(text))], 0)
    assert span is not None
    assert isinstance(span.meaning, Amount)
    return tuple(f"{span.meaning.attribute} {op} {value}" for op, value in span.meaning.bounds)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", ("year >= 1990", "year <= 1999")),
        ("'80s", ("year >= 1980", "year <= 1989")),
        ("mid-90s", ("year >= 1994", "year <= 1996")),
        ("late seventies", ("year >= 1977", "year <= 1979")),
        ("in 1994", ("year = 1994",)),
        ("pre-1970", ("year < 1970",)),
        ("between 1990 and 2005", ("year >= 1990", "year <= 2005")),
        ("1990-2005", ("year >= 1990", "year <= 2005")),
        ("from the last ten years", ("year >= 2016",)),
        ("21st century", ("year >= 2000", "year <= 2099")),
        ("under two hours", ("runtime < 120",)),
        ("two and a half hours or less", ("runtime <= 150",)),
        ("1h45", ("runtime >= 95", "runtime <= 115")),
        ("90 minutes tops", ("runtime <= 90",)),
        ("under $50", ("price < 50",)),
        ("at most 1,200 euros", ("price <= 1200",)),
        ("八九十年代", ("year >= 1980", "year <= 1999")),
        ("上世纪七十年代", ("year >= 1970", "year <= 1979")),
        ("一个半小时以内", ("runtime <= 90",)),
        ("2010年以后", ("year >= 2010",)),
    ],
)
def test_reads(text: str, expected: tuple[str, ...]) -> None:
    assert bounds(text) == expected


def test_decades_with_a_hole_between_them_are_listed() -> None:
    span = AMOUNTS.at(["70", "s", "or", "90", "s"], 0)
    assert span is not None
    assert isinstance(span.meaning, Amount)
    assert span.meaning.exact == (*range(1970, 1980), *range(1990, 2000))


@pytest.mark.parametrize(
    ("text", "number"),
    [("九十", 90), ("两百五十", 250), ("一九九四", 1994), ("十", 10), ("十二", 12)],
)
def test_han_numerals(text: str, number: int) -> None:
    assert han_number(list(text), 0) == (len(text), number)
