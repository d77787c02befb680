"""From names to items: exact, by alias, without the article, by a part, or with a typing error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chatrec.catalog import Catalog
from chatrec.types import Item
from chatrec.understand.lexicon import common_words
from chatrec.understand.phrases import Phrases
from chatrec.understand.themes import stem
from chatrec.understand.tokens import is_han, words

_ARTICLES = frozenset(("the", "a", "an"))
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_SMALL = frozenset(("the", "of", "and", "a", "to", "in", "for", "with"))
_EDITS = 2
"""Letters that may be wrong, missing or swapped in a title; in one shorter than `_LONG` one."""
_LONG = 8
_HAN_LONG = 5
"""Characters of a Chinese title that may be named by its beginning."""
_MODERN = 1960
"""Of two films of one name the older is seldom meant if it is older than this."""
_SHORTEST = 5
"""Titles of fewer letters are not matched by similarity."""

Names: TypeAlias = dict[tuple[str, ...], dict[int, int]]
"""The ranks of the rows that have a name."""
Bucket: TypeAlias = tuple[int, int, str]
"""Names by their number of letters and by the letter at one end."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item under one of its names; `rank` 0 is the title, 1 an alias, 2 a part of the title."""

    rank: int
    row: int


class TitleIndex:
    """The names of a catalogue's items."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        names: Names = defaultdict(dict)
        for row, item in enumerate(catalog.entries):
            for rank, key in _keys(item) if item is not None else ():
                if row not in names[key] or names[key][row] > rank:
                    names[key][row] = rank
        for key, sharing in _shared_parts(names).items():
            names[key].update({row: 2 for row in sharing if row not in names[key]})
        self._phrases: Phrases[tuple[Named, ...]] = Phrases()
        for key, rows in names.items():
            self._phrases.add(key, tuple(Named(rank, row) for row, rank in rows.items()))
        self._spellings = _by_bucket(names)

    def every(self, said: Sequence[str], start: int) -> Iterator[tuple[int, tuple[Named, ...]]]:
        """All names that begin at `start`, longest first."""
        return self._phrases.every(said, start)

    def choose(self, named: Sequence[Named], year: int | None = None) -> str | None:
        """The item meant: of that year if one is given, else the best name, the best known, the
        first since 1960. None when there is none within a year of the one given.
        """
        if year is not None:
            named = [one for one in named if abs(self._year(one.row) - year) <= 1]
            named = sorted(named, key=lambda one: abs(self._year(one.row) - year))[:1]
        if not named:
            return None
        best = min(named, key=lambda one: (one.rank, -self._known(one.row), self._order(one)))
        return self._catalog.at(best.row).id

    def ends_with(self, named: Sequence[Named], mark: str) -> bool:
        """Whether the title itself ends with that mark: `Airplane!`."""
        best = self.choose(named) if mark in ("!", "?") else None
        return best is not None and self._catalog[best].title.endswith(mark)

    def exact(self, name: str) -> tuple[Named, ...]:
        return self._phrases.get(words(name)) or ()

    def similar(self, name: str) -> tuple[Named, ...]:
        """The items whose name is this one but for a typing error; numbers must agree."""
        said = "".join(words(name))
        if len(said) < _SHORTEST or not said.isascii():
            return ()
        edits = _EDITS if len(said) >= _LONG else 1
        near: list[tuple[float, tuple[str, ...]]] = []
        for bucket in _buckets(said, edits):
            spellings, keys = self._spellings.get(bucket, ([], []))
            found = process.extractOne(said, spellings, scorer=OSA.distance, score_cutoff=edits)
            if found is not None:
                near.append((found[1], keys[found[2]]))
        best = min(near, default=None)
        if best is None or not _misspelt(words(name), best[1]):
            return ()
        return self._phrases.get(best[1]) or ()

    def _year(self, row: int) -> int:
        year = self._catalog.at(row).attributes.get("year", 0)
        return int(year) if isinstance(year, int | float) else 0

    def _known(self, row: int) -> float:
        known = self._catalog.at(row).attributes.get("popularity", 0)
        return float(known) if isinstance(known, int | float) else 0.0

    def _order(self, named: Named) -> tuple[bool, int]:
        """Of a series that shares a part the first; of namesakes the first of modern times."""
        year = self._year(named.row)
        return (named.rank < 2 and year < _MODERN, year)


def _keys(item: Item) -> Iterator[tuple[int, tuple[str, ...]]]:
    aliases = item.attributes.get("aliases", ())
    names = [item.title, *(aliases if isinstance(aliases, tuple) else (str(aliases),))]
    for rank, name in enumerate(names):
        for extra, key in _spelled(words(name)):
            if key and not (len(key) == 1 and is_han(key[0])):
                yield min(rank + extra, 1), key
    for part in _parts(item.title):
        yield 2, part


def _spelled(key: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The ways to write a name: with and without article, possessive, Roman numeral."""
    yield 0, key
    if len(key) > 1 and key[0] in _ARTICLES:
        yield 1, key[1:]
        yield from ((1, other) for other in _plain(key[1:]))
    yield from ((1, other) for other in _plain(key))


def _plain(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if "'s" in key:
        yield tuple(re.sub(r" 's(?=$| )", "s", " ".join(key)).split())
        yield tuple(word for word in key if word != "'s")
    if key[-1] in _ROMAN:
        yield (*key[:-1], _ROMAN[key[-1]])
    if key[-1:] == ("1",) or key[-1:] == ("i",):
        yield key[:-1]


def _parts(title: str) -> Iterator[tuple[str, ...]]:
    """Before and after the colon, when that says enough by itself."""
    pieces = re.split(r": | - | or: ", title)
    if len(pieces) < 2:
        return
    for piece in (pieces[0], pieces[-1]):
        key = words(piece)
        key = key[1:] if key and key[0] in _ARTICLES and len(key) > 1 else key
        if len(key) > 1 or (key and key[0] not in common_words() and len(key[0]) > 3):
            yield key
            if key != words(piece):
                yield words(piece)


def _shared_parts(names: Names) -> dict[tuple[str, ...], set[int]]:
    """Parts that people use for a whole name: what follows a small word ("into the Spider-Verse"),
    and the beginning that several titles share ("Harry Potter")."""
    ends: dict[tuple[str, ...], set[int]] = defaultdict(set)
    beginnings: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for key, rows in names.items():
        titled = {row for row, rank in rows.items() if rank == 0}
        for cut in range(2, len(key) - 1) if titled else ():
            if key[cut - 1] in _SMALL and _telling(key[cut:]):
                ends[key[cut:]] |= titled
        for cut in range(2, len(key)) if titled else ():
            if _telling(key[:cut]) and key[cut - 1] not in _SMALL:
                beginnings[key[:cut]] |= titled
    shared = {key: rows for key, rows in beginnings.items() if len(rows) > 1}
    shared |= _begun(names)
    return {key: rows for key, rows in {**ends, **shared}.items() if key not in names}


def _begun(names: Names) -> dict[tuple[str, ...], set[int]]:
    """What is remembered of a long Chinese title, from its beginning."""
    begun: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for key, rows in names.items():
        if len(key) >= _HAN_LONG and all(map(is_han, key)):
            for cut in range(_HAN_LONG - 2, len(key)):
                begun[key[:cut]] |= {row for row, rank in rows.items() if rank < 2}
    return {key: rows for key, rows in begun.items() if len(rows) == 1}


def _telling(key: tuple[str, ...]) -> bool:
    """At least two words, one of which is none of everyday language."""
    return len(key) > 1 and any(
        w.isalpha() and w not in common_words() and not is_han(w) for w in key
    )


def _buckets(said: str, edits: int) -> Iterator[Bucket]:
    """Where a name may stand that differs by so many letters, but not in the first and the last."""
    for length in range(len(said) - edits, len(said) + edits + 1):
        yield length, 0, said[0]
        yield length, -1, said[-1]


def _by_bucket(names: Names) -> dict[Bucket, tuple[list[str], list[tuple[str, ...]]]]:
    """The spellings to compare with, beside their keys."""
    buckets: dict[Bucket, tuple[list[str], list[tuple[str, ...]]]] = defaultdict(lambda: ([], []))
    for key in names:
        joined = "".join(key)
        if len(joined) >= _SHORTEST and joined.isascii():
            for place in (0, -1):
                spellings, keys = buckets[len(joined), place, joined[place]]
                spellings.append(joined)
                keys.append(key)
    return dict(buckets)


def _misspelt(said: tuple[str, ...], key: tuple[str, ...]) -> bool:
    """Whether the words that differ are no words: "Before Sunset" is another film, "Before Sunrsie"
    is this one. Numbers must agree."""
    if _digits("".join(said)) != _digits("".join(key)):
        return False
    if len(said) != len(key):
        return True
    wrong = (one for one, other in zip(said, key, strict=True) if stem(one) != stem(other))
    return all(word not in common_words() for word in wrong)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+|(?:i{2,3}|iv|vi{1,3})$", text)
