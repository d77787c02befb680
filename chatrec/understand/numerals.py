"""The words of numbers: lexicon fields and tables, and Chinese numerals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chatrec.understand.lexicon import LANGUAGES, listed, values
from chatrec.understand.phrases import Phrases, spelled

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def han_number(said: Sequence[str], start: int) -> tuple[int, float] | None:
    """A Chinese numeral below ten thousand: 九十, 两百五十, or digit by digit as in 一九九四."""
    total, current, end, digits = 0, -1, start, ""
    while end < len(said):
        word = said[end]
        if word in HAN_DIGITS:
            current, digits = HAN_DIGITS[word], digits + str(HAN_DIGITS[word])
        elif word in ("十", "百", "千"):
            total += (1 if current < 0 else current) * {"十": 10, "百": 100, "千": 1000}[word]
            current, digits = -1, digits + "x"
        else:
            break
        end += 1
    if end == start:
        return None
    if len(digits) > 1 and digits.isdecimal():
        return end, float(digits)
    return end, float(total + max(current, 0))


def _numbers(language: str) -> Mapping[str, Any]:
    numbers: Mapping[str, Any] = values(language)["numbers"]
    return numbers


def field_names() -> set[str]:
    named = {
        n for lang in LANGUAGES for n, field in _numbers(lang).items() if isinstance(field, str)
    }
    return named | {"year_suffix", "decade_early", "decade_mid", "decade_late", "century_now"}


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
