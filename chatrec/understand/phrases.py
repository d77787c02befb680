"""A table of phrases with their meanings, looked up by the longest match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Generic, TypeVar

from chatrec.understand.tokens import readable, tokenize

M = TypeVar("M")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Phrases(Generic[M]):
    """Built once, read often: `at` costs one look-up a length that some phrase has."""

    def __init__(self) -> None:
        self._meanings: dict[tuple[str, ...], M] = {}
        self._lengths: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._meanings)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._meanings)

    def __contains__(self, phrase: tuple[str, ...]) -> bool:
        return phrase in self._meanings

    def add(self, phrase: Sequence[str], meaning: M, *, keep: bool = False) -> None:
        """A later meaning replaces an earlier one unless `keep`."""
        key = tuple(phrase)
        if not key or (keep and key in self._meanings):
            return
        self._meanings[key] = meaning
        lengths = self._lengths.setdefault(key[0], [])
        if len(key) not in lengths:
            lengths.append(len(key))
            lengths.sort(reverse=True)

    def get(self, phrase: tuple[str, ...]) -> M | None:
        return self._meanings.get(phrase)

    def at(self, said: Sequence[str], start: int) -> tuple[int, M] | None:
        """The end and the meaning of the longest phrase that begins at `start`."""
        return next(self.every(said, start), None)

    def every(self, said: Sequence[str], start: int) -> Iterator[tuple[int, M]]:
        """All phrases that begin at `start`, longest first."""
        for length in self._lengths.get(said[start], ()):
            meaning = self._meanings.get(tuple(said[start : start + length]))
            if meaning is not None and start + length <= len(said):
                yield start + length, meaning


@lru_cache(maxsize=1 << 16)  # most patterns are the lexicon's, the same for the next catalogue
def spelled(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The phrases that a pattern stands for: `[a|b|]` is a choice, an empty one may be left out."""
    ways = [[said_as(part) for part in piece] for piece in pieces(pattern)]
    return tuple(tuple(word for words in chosen for word in words) for chosen in product(*ways))


def pieces(pattern: str) -> list[tuple[str, ...]]:
    """The parts of a pattern in turn, each with the texts of which one is said."""
    split = _CHOICE.split(pattern)  # text and choices in turn
    return [tuple(piece.split("|")) if n % 2 else (piece,) for n, piece in enumerate(split)]


@lru_cache(maxsize=1 << 16)
def said_as(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokenize(readable(text))) if text.strip() else ()


def plurals(noun: str) -> Iterator[str]:
    """The plural of an English noun phrase."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        yield noun[:-1] + "ies"
    elif noun.endswith(("s", "x", "ch", "sh")):
        yield noun + "es"
    else:
        yield noun + "s"
