"""The people whom a message names: "me, my wife and our 8-year-old"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from chatrec.understand import lexicon
from chatrec.understand.lexicon import listed, name_words
from chatrec.understand.phrases import Phrases, spelled
from chatrec.understand.tokens import is_han, words

Kind: TypeAlias = Literal["self", "all", "she", "he", "they", "child", "pronoun"]
_ROLES: tuple[Kind, ...] = ("she", "he", "they", "child")
_ALONE = ("pronoun", "all")
_COMMAS = (",", "、", ";")
_GROWN = 18


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens ``start..end-1`` that name somebody; `role` is "" for who speaks, and for a
    pronoun the kind of person that it stands for."""

    start: int
    end: int
    kind: Kind
    role: str = ""

    @property
    def other(self) -> bool:
        """Whether it names somebody besides the one who speaks."""
        return self.kind in _ROLES


def mentions(
    said: Sequence[str], taken: frozenset[int], called: frozenset[int] = frozenset()
) -> Iterator[list[Mention]]:
    """The lists of people, in order; one person alone is a list too. `taken` tokens mean something
    else, such as a title; `called` ones are given names."""
    at = 0
    while at < len(said):
        one = _mention(said, at, taken, called)
        chain = [one] if one else []
        while chain and chain[-1].kind not in _ALONE:
            more = _joined(said, chain[-1].end, taken, called)
            if more is None:
                break
            chain.append(more)
        if chain:
            yield chain
        at = chain[-1].end if chain else at + 1


def named_in(said: Sequence[str]) -> bool:
    """Whether a message can name somebody at all: most do not."""
    return not _telling().isdisjoint(said)


def kind_of(role: str) -> Kind:
    """Which pronouns can mean somebody of that role; a role by age alone is a child's."""
    found = _people().get(tuple(words(role)))
    return found[0] if found else "child"


def is_role(word: str) -> bool:
    """Whether the word alone names somebody: `wife`, `kids`."""
    found = _people().get((word,))
    return found is not None and found[0] in _ROLES


def after(name: str, said: Sequence[str], at: int) -> int:
    """Where the words of that name in the lexicon end that begin there; `at` where none do."""
    found = _named(name).at(said, at) if at < len(said) else None
    return found[0] if found else at


def _mention(
    said: Sequence[str], at: int, taken: frozenset[int], called: frozenset[int]
) -> Mention | None:
    """The longest of `my wife`, `wife`, `my 8-year-old daughter`, `I`, `my wife Anna`, `Anna`."""
    if at in called:
        return Mention(at, at + 1, "they", said[at])
    if at and said[at - 1] in name_words("past"):
        return None  # `my late wife`
    found = (_person(said, at, start) for start in (at, after("whose", said, at)))
    best = max((one for one in found if one), key=lambda one: one.end, default=None)
    if best is None or not taken.isdisjoint(range(best.start, best.end)):
        return None
    return replace(best, end=best.end + 1) if best.other and best.end in called else best


def _person(said: Sequence[str], first: int, at: int) -> Mention | None:
    """Somebody named from `at` on, an age before the role; without a role the age stands for it."""
    aged = after("aged", said, at)
    found = _people().at(said, aged) if aged < len(said) else None
    if found and (found[1][0] in _ROLES or first == aged):
        return Mention(first, found[0], *found[1])
    return Mention(first, aged, "child", _written(said[at:aged])) if aged > at else None


def _joined(
    said: Sequence[str], at: int, taken: frozenset[int], called: frozenset[int]
) -> Mention | None:
    """One more person of a list: after `and`, or after a comma unless a sentence begins with I."""
    comma = at < len(said) and said[at] in _COMMAS
    start = after("and", said, at + comma)
    one = _mention(said, start, taken, called) if start > at and start < len(said) else None
    if one is None or one.kind in _ALONE:
        return None
    fresh = start == at + comma and one.kind == "self" and said[start] != "me"
    return None if fresh else one


@lru_cache
def _named(name: str) -> Phrases[bool]:
    phrases: Phrases[bool] = Phrases()
    for entries in _entries():
        for phrase in _phrases(entries[name]):
            phrases.add(phrase, True)
    return phrases


@lru_cache(maxsize=1)
def _people() -> Phrases[tuple[Kind, str]]:
    """Every word for somebody, with the first word of its role."""
    phrases: Phrases[tuple[Kind, str]] = Phrases()
    for entries in _entries():
        for kind in _ROLES:
            for names in map(spelled, listed(entries[kind])):
                for name in names:
                    phrases.add(name, (kind, _written(names[0])))
        for phrase in _phrases(entries.get("named", "")):
            phrases.add(phrase, ("they", _written(phrase)))
        for phrase in _phrases(entries["self"]):
            phrases.add(phrase, ("self", ""))
        for phrase in _phrases(entries["all"]):
            phrases.add(phrase, ("all", ""))
        for kind in _ROLES[:3]:
            for phrase in _phrases(entries[f"pronoun_{kind}"]):
                phrases.add(phrase, ("pronoun", kind))
    return phrases


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """The first words of roles, and the last ones of ages but for 的."""
    kinds = (*_ROLES, "named")
    named = [_phrases(entries.get(kind, "")) for entries in _entries() for kind in kinds]
    roles = {phrase[0] for phrases in named for phrase in phrases}
    return frozenset(roles | {phrase[-1] for phrase in _named("aged")} - {"的"})


def _entries() -> Iterator[dict[str, str]]:
    """The section of each language, the ages written out."""
    for language in lexicon.LANGUAGES:
        entries = dict(lexicon.cues(language)["company"])
        aged = (entries["aged"].replace("{}", age) for age in _ages())
        yield {**entries, "aged": ", ".join(aged)}


def _ages() -> Iterator[str]:
    """The ages of children, in digits and in the words of both languages."""
    english = lexicon.values("en")["numbers"]["words"]
    for age in range(1, _GROWN):
        yield str(age)
        yield listed(english.get(str(age), str(age)))[0]
        yield ("十" if age >= 10 else "") + "零一二三四五六七八九"[age % 10].strip("零")


def _written(phrase: Sequence[str]) -> str:
    return ("" if is_han(phrase[-1]) else " ").join(phrase)


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [phrase for pattern in listed(text) for phrase in spelled(pattern)]
