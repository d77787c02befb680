"""People by their whole name, and by the part of it that everybody uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from chatrec.catalog import Catalog
from chatrec.understand import lexicon
from chatrec.understand.lexicon import common_words, listed, name_words
from chatrec.understand.meaning import Person
from chatrec.understand.phrases import Phrases
from chatrec.understand.tokens import words
from chatrec.understand.values import PEOPLE

_TOO_SHORT = 2
_SHORTEST_HAN = 4
"""Characters of a first and a last name together, from which they are no other words."""
_WELL_KNOWN = 3
"""A first name alone means somebody who has this many items and three times the next one's."""


class People:
    """Looks up whole names, and surnames (or rare first names) apart: those need evidence."""

    def __init__(self, catalog: Catalog) -> None:
        counts = _counts(catalog)
        self.whole: Phrases[Person] = Phrases()
        self.short: Phrases[Person] = Phrases()
        sharing: dict[tuple[str, ...], list[tuple[str, str, int]]] = defaultdict(list)
        given: dict[tuple[str, ...], list[tuple[str, str, int]]] = defaultdict(list)
        for name, roles in counts.items():
            split = words(name)
            found = [(attribute, name, count) for attribute, count in roles.items()]
            self.whole.add(split, Person(tuple(found)), keep=True)
            for other in _written_also(split):
                self.whole.add(other, Person(tuple(found)), keep=True)
            for short in _surnames(name, split):
                sharing[short] += found
            if len(split) > 1 and split[0] not in common_words():
                given[split[:1]] += found
        for name in counts:
            self._paired(name)
        for short, namesakes in sharing.items():
            self.short.add(short, Person(tuple(namesakes)))
        for first, namesakes in given.items():
            if (one := _unmistakable(namesakes)) is not None:
                self.short.add(first, one, keep=True)
        for language in lexicon.LANGUAGES:
            for name, written in lexicon.values(language).get("people", {}).items():
                self._translated(name, listed(written))

    def _translated(self, name: str, written: list[str]) -> None:
        known = self.whole.get(words(name))
        for other in map(words, written if known else ()):
            if len(other) == 1:  # `leo`: as uncertain as a surname
                self.short.add(other, known)  # type: ignore[arg-type]
            else:
                self.whole.add(other, known, keep=True)  # type: ignore[arg-type]

    def _paired(self, name: str) -> None:
        """By every Chinese spelling of the first name with every one of the last."""
        first, _, rest = name.partition(" ")
        given, family = lexicon.chinese_names()["given"], lexicon.chinese_names()["family"]
        last = family.get(rest) or family.get(rest.rpartition(" ")[2], "")
        for one in listed(given.get(first, "")) if last else ():
            for other in listed(last):
                if len(one + other) >= _SHORTEST_HAN:
                    self._translated(name, [one + other])


def likeliest(person: Person, attribute: str = "", *, all_of_them: bool = False) -> Person:
    """Of several people of one name those in that role who have the most items.

    One who has twice as many as the next is meant alone; otherwise all who have at least half.
    """
    found = [role for role in person.roles if attribute in ("", role[0])] or list(person.roles)
    names: dict[str, int] = defaultdict(int)
    for _, name, count in found:
        names[name] += count
    best = max(names.values())
    kept = {name for name, count in names.items() if 2 * count > best or all_of_them}
    return Person(tuple(role for role in found if role[1] in kept))


def main_roles(person: Person, *, refused: bool) -> list[tuple[str, str, int]]:
    """The roles in which the name mostly stands; refused, every role that counts."""
    most = max(count for _, _, count in person.roles)
    if refused:
        return [role for role in person.roles if role[2] >= most / 4]
    attribute = next(role[0] for role in person.roles if role[2] == most)
    return [role for role in person.roles if role[0] == attribute]


def _counts(catalog: Catalog) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    roles = [attribute for attribute in PEOPLE if attribute in catalog.attributes]
    for item in catalog:
        for attribute in roles:
            value = item.attributes.get(attribute, ())
            for name in value if isinstance(value, tuple) else (str(value),):
                if sum(letter.isalpha() for letter in name) > 1:  # a footnote's "[a]" is nobody
                    counts[name][attribute] += 1
    return counts


def _surnames(name: str, split: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    kept = tuple(word for word in split if word not in name_words("suffixes"))
    if len(kept) < 2:
        return
    if "-" in name.rsplit(" ", 1)[-1] and name.rsplit("-", 1)[-1].islower():
        if len(kept[0]) > _TOO_SHORT:
            yield kept[:1]
        return
    if kept[-2] in name_words("particles"):
        yield kept[-2:]
    if len(kept[-1]) > _TOO_SHORT:
        yield kept[-1:]


def _written_also(split: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """`Samuel Jackson` without the initial, `Robert Deniro` in two words."""
    if len(split) == 3 and len(split[1]) == 1:
        yield split[::2]
    if len(split) > 2 and split[-2] in name_words("particles"):
        yield (*split[:-2], split[-2] + split[-1])


def _unmistakable(namesakes: list[tuple[str, str, int]]) -> Person | None:
    names: dict[str, int] = defaultdict(int)
    for _, name, count in namesakes:
        names[name] += count
    first, *others = sorted(names.values(), reverse=True)
    if first < _WELL_KNOWN or (others and others[0] * 3 > first):
        return None
    best = max(names, key=lambda name: names[name])
    return Person(tuple(role for role in namesakes if role[1] == best))
