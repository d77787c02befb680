"""Short forms are spelled out."""

from __future__ import annotations

from datetime import date

import pytest

from chatrec.understand.spelling import full_years, spelled_out


@pytest.mark.parametrize(
    ("today", "written", "year"),
    [
        (date(2026, 11, 24), "'98", "1998"),
        (date(2026, 11, 24), "’26", "2026"),
        (date(2026, 11, 24), "'27", "1927"),
        (date(2031, 1, 1), "'27", "2027"),
    ],
)
def test_a_short_year_is_the_latest_that_has_begun(today: date, written: str, year: str) -> None:
    assert full_years(f"before {written}, please", today) == f"before {year}, please"


def test_a_quoted_number_is_no_year() -> None:
    assert full_years("'21'", date(2026, 11, 24)) == "'21'"


def test_short_forms_become_words() -> None:
    assert spelled_out("somethin' b4 noon") == "something before noon"
