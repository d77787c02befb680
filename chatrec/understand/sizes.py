"""Sizes with a number by convention: "short", "recent", "cheap"; the lexicon has the numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np

from chatrec.catalog import Catalog
from chatrec.types import Op
from chatrec.understand import lexicon
from chatrec.understand.lexicon import listed
from chatrec.understand.meaning import Amount, Bound
from chatrec.understand.phrases import Phrases, spelled

_PERCENTILE = {"cheap": 25, "dear": 75}
"""Cheap is the cheapest quarter of the catalogue, dear the dearest."""
_RANGE = re.compile(r"(?:(\S+) (<=|<) )?([a-z]+)(?: (<=|<|>=|>) (\S+))?")


def sizes(catalog: Catalog, today: date) -> Phrases[Amount]:
    """The phrases of the lexicon for the attributes that the catalogue has."""
    phrases: Phrases[Amount] = Phrases()
    for language in lexicon.LANGUAGES:
        for written, words in lexicon.values(language).get("sizes", {}).items():
            amount = _read(written, catalog, today)
            if amount is None:
                continue
            for phrase in (p for word in listed(words) for p in spelled(word)):
                bare = len(phrase) == 1 and phrase[0].isascii()
                phrases.add(
                    phrase, Amount(amount.attribute, amount.bounds, (), bare, True), keep=True
                )
    return phrases


def _read(written: str, catalog: Catalog, today: date) -> Amount | None:
    match = _RANGE.fullmatch(written)
    assert match is not None, f"the size {written!r} is no range"
    low, low_op, attribute, op, high = match.groups()
    found: list[tuple[Op, str]] = []
    if low:
        found.append((">=" if low_op == "<=" else ">", low))
    if op:
        found.append((op, high))  # type: ignore[arg-type]
    if attribute == "year" and "year" not in catalog.attributes:
        return _dated(found, catalog, today)
    if attribute not in catalog.attributes:
        return None
    if attribute == "published":
        return Amount(attribute, tuple((op, _day(text, today)) for op, text in found))
    return Amount(
        attribute, tuple((op, _number(text, attribute, catalog, today)) for op, text in found)
    )


def _dated(found: list[tuple[Op, str]], catalog: Catalog, today: date) -> Amount | None:
    """Years, where the items have a date of publication instead."""
    if "published" not in catalog.attributes:
        return None
    bounds: list[Bound] = []
    for op, text in found:
        year = int(_number(text, "year", catalog, today))
        bounds.append((op, f"{year}-01-01" if op in (">=", "<") else f"{year}-12-31"))
    return Amount("published", tuple(bounds))


def _number(text: str, attribute: str, catalog: Catalog, today: date) -> float:
    if text in _PERCENTILE:
        numbers = catalog.numbers(attribute)
        here = numbers[~np.isnan(numbers)]
        return round(float(np.percentile(here, _PERCENTILE[text])), 2) if len(here) else 0.0
    if text.startswith("today"):
        return today.year - int(text.partition("-")[2] or 0)
    return int(text)


def _day(text: str, today: date) -> str:
    days = text.partition("-")[2].rstrip("d")
    return (today - timedelta(days=int(days or 0))).isoformat()
