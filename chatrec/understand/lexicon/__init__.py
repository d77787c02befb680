"""The lexicons: what people's words mean, a pair of files a language, and how Chinese differs from
place to place."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).parent


@lru_cache
def cues(language: str) -> Mapping[str, Any]:
    """How a request is put: negation, opinion, acts, pointing."""
    return _read(f"{language}.toml")


@lru_cache
def values(language: str) -> Mapping[str, Any]:
    """What is asked for: genres, origins, ratings, sizes, numbers."""
    return _read(f"{language}_values.toml")


@lru_cache
def common_words() -> Mapping[str, int]:
    """Everyday English words with their rank, the most frequent first."""
    text = (_HERE / "common.txt").read_text(encoding="utf-8")
    ranks: dict[str, int] = {}
    for rank, word in enumerate(text.split()):
        ranks.setdefault(word, rank)
    return ranks


@lru_cache
def name_words(kind: str) -> frozenset[str]:
    """Words that stand in or beside names: `small`, `particles`, `closers`..."""
    fields = (cues(language).get("names", {}).get(kind, "") for language in LANGUAGES)
    return frozenset(word for field in fields for word in listed(field))


@lru_cache
def spellings() -> Mapping[str, str]:
    """Contractions and short forms with the words that they stand for."""
    return {k: v for language in LANGUAGES for k, v in cues(language).get("spellings", {}).items()}


@lru_cache
def chinese_names() -> Mapping[str, Mapping[str, str]]:
    """How parts of people's names are written in Chinese: `given` and `family`."""
    return _read("zh_names.toml")


@dataclass(frozen=True)
class Dialects:
    """`words` by what is said in their place; `lengths` of those that begin with a character, the
    longest first."""

    words: Mapping[str, str]
    lengths: Mapping[str, Sequence[int]]


@lru_cache
def dialects() -> Dialects:
    """Words of Chinese dialects and of other registers with the Mandarin that says the same."""
    table = _read("zh_dialects.toml")
    words = {word: word for word in listed(table["kept"])}
    for standard, entries in table["standard"].items():
        words |= {word: standard for entry in listed(entries) for word in choices(entry)}
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in words:
        lengths[word[0]].add(len(word))
    return Dialects(words, {first: sorted(some)[::-1] for first, some in lengths.items()})


def choices(pattern: str) -> Iterator[str]:
    """The texts that a pattern stands for: `[a|b|]` is a choice, an empty one may be left out."""
    pieces = re.split(r"\[([^\[\]]*)\]", pattern)  # text and choices in turn
    ways = (piece.split("|") if n % 2 else (piece,) for n, piece in enumerate(pieces))
    return map("".join, product(*ways))


def listed(text: str) -> list[str]:
    """The entries of a field: separated by commas or line ends."""
    return [entry.strip() for entry in re.split(r"[,\n]", text) if entry.strip()]


def rows(text: str) -> Iterator[list[str]]:
    """The lines of a table, cells separated by `|` between spaces."""
    for line in text.strip().splitlines():
        yield [cell.strip() for cell in line.split(" | ")]


def _read(name: str) -> Mapping[str, Any]:
    with (_HERE / name).open("rb") as file:
        return tomllib.load(file)
