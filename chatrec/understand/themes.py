"""Which keywords of the catalogue are meant by a word: "zombies" means "zombie apocalypse" too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from chatrec.understand.lexicon import common_words
from chatrec.understand.tokens import words

NEGATED = ("no ", "non-")
"""Keywords that begin so say what is not there: nobody asks for them by name."""


class Themes:
    """Keywords by the stems of their words."""

    def __init__(self, keywords: Iterable[str]) -> None:
        self.keywords = tuple(keywords)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for keyword in self.keywords:
            if keyword.startswith(NEGATED):
                continue
            for word in words(keyword):
                self._stems[stem(word)].add(keyword)

    def holding(self, phrase: str) -> tuple[str, ...]:
        """The keywords that hold every word of the phrase, in order of the alphabet."""
        said = [stem(word) for word in words(phrase)]
        if not said:
            return ()
        found = set.intersection(*(self._stems.get(word, set()) for word in said))
        return tuple(sorted(found))

    def bounded(self, word: str) -> tuple[str, ...]:
        """The keywords that begin or end with the word; an everyday one must be all of it."""
        common, said = word in common_words(), (stem(word),)
        split = ((keyword, _stems(keyword)) for keyword in self.holding(word))
        return tuple(k for k, s in split if s == said or (not common and said[0] in (s[0], s[-1])))

    def family(self, phrases: Sequence[str], said: str) -> tuple[str, ...]:
        """The keywords of a theme: those that hold what was said or the name of the theme (its
        first two phrases), and those that are one of its other phrases."""
        held = {keyword for phrase in (said, *phrases[:2]) for keyword in self.holding(phrase)}
        same = {_stems(phrase) for phrase in phrases}
        return tuple(
            sorted(held | {one for one in self.holding_any(phrases) if _stems(one) in same})
        )

    def holding_any(self, phrases: Sequence[str]) -> set[str]:
        return {keyword for phrase in phrases for keyword in self.holding(phrase)}


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(phrase))


def stem(word: str) -> str:
    """The word without an English plural ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word
