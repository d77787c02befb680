"""People whose names have typing errors: `scarlet johanson`, `directed by Speilberg`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chatrec.understand.lexicon import common_words
from chatrec.understand.meaning import Person
from chatrec.understand.people import People

_SHORTEST = 3
"""Letters of a first name that is compared; a surname has one more, alone two more."""
_LONG = 7
"""From so many letters on two may be wrong, missing or swapped; below it one."""
_KNOWN = 2
"""Items of somebody whose surname alone is taken for mistyped."""


class Mistyped:
    """Compares with the names that begin with the same letters."""

    def __init__(self, people: People) -> None:
        self._whole: dict[str, tuple[list[str], list[Person]]] = defaultdict(lambda: ([], []))
        self._short: dict[str, tuple[list[str], list[Person]]] = defaultdict(lambda: ([], []))
        for name in people.whole:
            if len(name) > 1 and all(word.isascii() and word.isalpha() for word in name):
                self._put(self._whole, f"{name[0]} {''.join(name[1:])}", people.whole.get(name))
        for name in people.short:
            if len(name) == 1 and len(name[0]) >= _SHORTEST + 2:
                self._put(self._short, name[0], people.short.get(name))

    def whole(self, said: Sequence[str]) -> Person | None:
        """The person of whom two words are the name but for a letter or two in each."""
        if len(said) != 2 or not all(word.isascii() and word.isalpha() for word in said):
            return None
        if len(said[0]) < _SHORTEST or len(said[1]) <= _SHORTEST or said[1] in common_words():
            return None
        near = self._near(self._whole, " ".join(said), 4)
        fits = [(name, one) for name, one in near if _alike(said, name.split())]
        return fits[0][1] if fits else None

    def surname(self, word: str) -> Person | None:
        """The well-known person whose surname that is but for a letter or two."""
        if len(word) < _SHORTEST + 2 or word in common_words() or not word.isalpha():
            return None
        near = self._near(self._short, word, _edits(word))
        known = (one for _, one in near if max(n for _, _, n in one.roles) >= _KNOWN)
        return next(known, None)

    def _put(
        self, names: dict[str, tuple[list[str], list[Person]]], name: str, one: Person | None
    ) -> None:
        if one is not None:
            spelled, people = names[_bucket(name)]
            spelled.append(name)
            people.append(one)

    def _near(
        self, names: dict[str, tuple[list[str], list[Person]]], name: str, edits: int
    ) -> list[tuple[str, Person]]:
        """The nearest first, of equally near ones who has the most items."""
        spelled, people = names.get(_bucket(name), ([], []))
        found = process.extract(name, spelled, scorer=OSA.distance, score_cutoff=edits, limit=None)
        found.sort(key=lambda one: (one[1], -max(n for _, _, n in people[one[2]].roles)))
        return [(text, people[at]) for text, _, at in found]


def _bucket(name: str) -> str:
    """The first letters of the first name and of the surname."""
    return "".join(word[0] for word in name.split()[:2])


def _edits(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _alike(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether both words are nearly the name's, and the surname of another is not meant."""
    first, last = (OSA.distance(a, b) for a, b in zip(said, name, strict=True))
    return first <= _edits(said[0]) and last <= _edits(said[1]) and first + last <= 3
