"""The table of steering words, and of words that point at the last list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chatrec.understand import lexicon
from chatrec.understand.lexicon import listed
from chatrec.understand.meaning import Attribute, Comparison, Cue
from chatrec.understand.patterns import Patterns
from chatrec.understand.phrases import Phrases, spelled


class Cues:
    """Cues are matched with the skippable words ("really", "just") taken out of the message."""

    def __init__(self) -> None:
        entries = [lexicon.cues(language) for language in lexicon.LANGUAGES]
        skip = (word for one in entries for word in listed(one["skip"]))
        self._skip = frozenset(word for word in skip if " " not in word)
        self._phrases = Patterns(
            (pattern, name)
            for one in entries
            for name, patterns in one["cues"].items()
            for pattern in listed(patterns)
        )

    def at(self, said: Sequence[str], start: int) -> tuple[int, Cue] | None:
        """The longest cue that begins at `start`, and where it ends."""
        found = self._phrases.at(said, start)
        kept = [n for n in range(start, min(start + 16, len(said))) if said[n] not in self._skip]
        if kept and kept[0] == start and kept[-1] - start >= len(kept):
            thin = self._phrases.at([said[n] for n in kept], 0)
            if thin is not None:
                end = kept[thin[0] - 1] + 1
                if found is None or end > found[0]:
                    return end, thin[1]
                if end == found[0]:
                    return end, Cue(thin[1].names | found[1].names)
        return found

    def has(self, said: Sequence[str], at: int, *names: str) -> bool:
        """Whether a cue of one of those names begins there."""
        found = self.at(said, at) if at < len(said) else None
        return found is not None and found[1].has(*names)


class Pointers:
    """ "the second one", "that", "both": phrases that mean items of the last list."""

    def __init__(self) -> None:
        self._phrases: Phrases[slice] = Phrases()
        for language in lexicon.LANGUAGES:
            entries = lexicon.cues(language)
            pointing = entries["pointing"]
            for number, names in entries["ordinals"].items():
                self._ordinal(int(number), listed(names), pointing)
            for name, part in (("last", slice(-1, None)), ("all", slice(None))):
                for pattern in listed(pointing.get(name, "")):
                    for phrase in spelled(pattern):
                        self._phrases.add(phrase, part)

    def at(self, said: Sequence[str], start: int) -> tuple[int, slice] | None:
        return self._phrases.at(said, start)

    def _ordinal(self, number: int, names: list[str], pointing: dict[str, str]) -> None:
        one, many = slice(number - 1, number), slice(0, number)
        for name in names:
            for pattern in listed(pointing["nth"]):
                self._put(pattern.replace("{}", name), one)
        for spoken in (str(number), *_cardinals(number)):
            for pattern in listed(pointing["number"]):
                self._put(pattern.replace("{}", spoken), one)
            for pattern in listed(pointing["several"]) if number > 1 else ():
                self._put(pattern.replace("{}", spoken), many)

    def _put(self, pattern: str, part: slice) -> None:
        for phrase in spelled(pattern):
            self._phrases.add(phrase, part)


@lru_cache(maxsize=1)
def steering() -> tuple[Cues, Pointers]:
    """The tables that no catalogue changes, built once a process."""
    return Cues(), Pointers()


def attributes(here: Sequence[str]) -> Phrases[Attribute]:
    """The names of the attributes that the catalogue has, in people's words."""
    phrases: Phrases[Attribute] = Phrases()
    for language in lexicon.LANGUAGES:
        named = lexicon.values(language).get("attributes", {})
        limits = [p for word in listed(named.get("limit_words", "")) for p in spelled(word)]
        for attribute, words in named.items():
            if attribute not in (*here, "everything"):
                continue
            meaning = Attribute("" if attribute == "everything" else attribute)
            for phrase in (p for word in listed(words) for p in spelled(word)):
                for limit in ((), *(limits if meaning.name else ())):  # `year`, `year limit`
                    phrases.add((*phrase, *limit), meaning, keep=True)
    for attribute in here:
        phrases.add(tuple(attribute.split("_")), Attribute(attribute), keep=True)
    return phrases


def comparatives(here: Sequence[str], section: str = "comparatives") -> Phrases[Comparison]:
    """Those of one section of the lexicon: `after_than` has the words that need a "than"."""
    phrases: Phrases[Comparison] = Phrases()
    for language in lexicon.LANGUAGES:
        for key, words in lexicon.values(language).get(section, {}).items():
            attribute, _, op = key.partition(" ")
            if attribute == "year" and "year" not in here:
                attribute = "published"
            for phrase in (p for word in listed(words) for p in spelled(word)):
                if attribute in here:
                    phrases.add(phrase, Comparison(attribute, ">" if op == ">" else "<"))
    return phrases


def _cardinals(number: int) -> list[str]:
    words = lexicon.values("en")["numbers"]["words"].get(str(number), "")
    return [word for word in listed(words) if " " not in word and word not in ("a", "an", "single")]
