"""The words of numbers: lexicon fields and tables, numerals, and what a number says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chatrec.understand.lexicon import LANGUAGES, listed, values
from chatrec.understand.phrases import Phrases, spelled

_NO_NUMERALS = ("a", "an", "single", "couple")
_LARGEST = 1e12
"""A number above this counts nothing; in seconds or years it could be more than a float holds."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A number with what it measures; a decade or a span of years has `low` below `high`."""

    kind: str
    low: float
    high: float

    @classmethod
    def of(cls, kind: str, number: float) -> Atom:
        return cls(kind, number, number)


HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}


def number_at(said: Sequence[str], start: int) -> tuple[int, float] | None:
    """The longest number that begins at `start`, with its end."""
    found = _longest(said, start)
    return found if found and found[1] <= _LARGEST else None


def _longest(said: Sequence[str], start: int) -> tuple[int, float] | None:
    word = said[start] if start < len(said) else ""
    if word[:1].isdecimal():
        return start + 1, float(word)
    if word not in _openers():
        return None
    found = (_named().at(said, start), _english_number(said, start), han_number(said, start))
    return max(filter(None, found), default=None)


def han_number(said: Sequence[str], start: int) -> tuple[int, float] | None:
    """A Chinese numeral below ten thousand: 九十, 两百五十, or digit by digit as in 一九九四."""
    total, current, end, digits = 0, -1, start, ""
    while end < len(said):
        word = said[end]
        if word in HAN_DIGITS:
            current, digits = HAN_DIGITS[word], digits + str(HAN_DIGITS[word])
        elif word in _HAN_TENS:
            total += (1 if current < 0 else current) * _HAN_TENS[word]
            current, digits = -1, digits + "x"
        else:
            break
        end += 1
    if end == start:
        return None
    if len(digits) > 1 and digits.isdecimal():
        return end, float(digits)
    return end, float(total + max(current, 0))


def _english_number(said: Sequence[str], start: int) -> tuple[int, float] | None:
    """An English numeral of several words, as by dictation: `a hundred and thirty`, `two thousand
    and ten`, and a year in pairs, `nineteen seventy five`."""
    one = said[start] in ("a", "an")
    found = (start + 1, 1) if one else _below_hundred(said, start)
    at, number = found or (start, 1)
    for name, size in (("thousand", 1000), ("hundred", 100)):
        if said[at : at + 1] == [name] and number < 100:
            return _rest(said, at + 1, number * size)
    if one or found is None:
        return None
    return _in_pairs(said, at, number) or (at, float(number))


def _rest(said: Sequence[str], at: int, total: int) -> tuple[int, float]:
    """What follows a hundred or a thousand: `and ten`, `six hundred`."""
    joined = at + (said[at : at + 1] == ["and"])
    more = _below_hundred(said, joined)
    if more is None:
        return at, float(total)
    if said[more[0] : more[0] + 1] == ["hundred"] and not total % 1000:
        return _rest(said, more[0] + 1, total + more[1] * 100)
    return more[0], float(total + more[1])


def _in_pairs(said: Sequence[str], at: int, century: int) -> tuple[int, float] | None:
    """`nineteen oh five`, `twenty ten`."""
    if not 18 <= century <= 20:
        return None
    if said[at : at + 1] in (["oh"], ["o"], ["zero"]):
        low = _below_hundred(said, at + 1)
        return (low[0], float(century * 100 + low[1])) if low and low[1] < 10 else None
    low = _below_hundred(said, at)
    return (low[0], float(century * 100 + low[1])) if low and low[1] >= 10 else None


def _below_hundred(said: Sequence[str], at: int) -> tuple[int, int] | None:
    number = _small().get(said[at]) if at < len(said) else None
    if number is None:
        return None
    unit = _small().get(said[at + 1], 0) if at + 1 < len(said) and number >= 20 else 0
    return (at + 2, number + unit) if 0 < unit < 10 else (at + 1, number)


@lru_cache(maxsize=1)
def _named() -> Phrases[float]:
    return number_table("words")


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """The words that a number can begin with."""
    return frozenset((*(phrase[0] for phrase in _named()), *HAN_DIGITS, *_HAN_TENS))


@lru_cache(maxsize=1)
def _small() -> Mapping[str, int]:
    """The numerals of one word below a hundred."""
    return {
        name: int(number)
        for number, names in _numbers("en")["words"].items()
        for name in listed(names)
        if int(number) < 100 and " " not in name and name not in _NO_NUMERALS
    }


def _numbers(language: str) -> Mapping[str, Any]:
    numbers: Mapping[str, Any] = values(language)["numbers"]
    return numbers


def field_names() -> set[str]:
    named = {
        n for lang in LANGUAGES for n, field in _numbers(lang).items() if isinstance(field, str)
    }
    return named | {
        "year_suffix",
        "decade_early",
        "decade_mid",
        "decade_late",
        "century_now",
        "decade_some",
    }


def field_phrases(name: str) -> Phrases[bool]:
    phrases: Phrases[bool] = Phrases()
    for language in LANGUAGES:
        for entry in listed(_numbers(language).get(name, "")):
            for phrase in spelled(entry):
                phrases.add(phrase, True)
    return phrases


def number_table(name: str) -> Phrases[float]:
    phrases: Phrases[float] = Phrases()
    for language in LANGUAGES:
        for number, entries in _numbers(language).get(name, {}).items():
            for entry in listed(entries):
                for phrase in spelled(entry):
                    phrases.add(phrase, float(number))
    return phrases
