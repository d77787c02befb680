"""Given names of people who watch too: "Anna loves romance", "Tom and I", "a film for Priya"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from chatrec.understand import lexicon
from chatrec.understand.lexicon import common_words, listed, name_words
from chatrec.understand.phrases import Phrases, spelled
from chatrec.understand.present import is_role
from chatrec.understand.tokens import Token, fold

_JOINS = ("and", ",", "plus")
_US = ("i", "myself", "my", "our")
_NEAR = 4
"""Words before a name among which "watching with" may stand."""
_DEED = 8
"""Words that an adverb and a deed have at most."""


def called(tokens: Sequence[Token], known: Callable[[str], bool]) -> frozenset[int]:
    """The tokens that are the given name of somebody who watches. `known`: whether the catalogue
    has a title, a person or a value of that name, which a rare given name must not have."""
    said = [token.word for token in tokens]
    maybe = [n for n in range(len(said)) if _may_be(tokens, said, n, known)]
    sure = {n for n in maybe if _surely(said, n)}
    for n in (*maybe, *reversed(maybe)) if sure else ():  # the rest of a list, either way
        if said[n] in given_names() and not sure.isdisjoint(_neighbours(said, n)):
            sure.add(n)
    return frozenset(sure)


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Folded."""
    others = lexicon.cues("en")["company"]["given"]
    return frozenset([*map(fold, lexicon.chinese_names()["given"]), *listed(others)])


def _may_be(
    tokens: Sequence[Token], said: Sequence[str], at: int, known: Callable[[str], bool]
) -> bool:
    """A given name that stands alone, or a rare name before what only a person does."""
    word = said[at]
    if word in given_names():
        typed = tokens[at].capital or _plainly(said, at)
        return typed and not _longer(tokens, said, at)
    rare = tokens[at].capital and word.isalpha() and word.isascii() and word not in common_words()
    return rare and _tells(said, at + 1) and not _longer(tokens, said, at) and not known(word)


def _plainly(said: Sequence[str], at: int) -> bool:
    """Whether a name without a capital is one: `ben hates`, and neither `will` nor `brad pitt`."""
    goes_on = said[at + 1 : at + 2] and said[at + 1] not in _JOINS
    acts = _tells(said, at + 1) or _tells(said, at + 1, "joint_deeds")
    return said[at] not in name_words("given_words") and (acts or not goes_on)


def _longer(tokens: Sequence[Token], said: Sequence[str], at: int) -> bool:
    """Whether a surname follows, or another part of the name comes before."""
    after, before = tokens[at + 1 : at + 2], tokens[at - 1 : at] if at else ()
    if any(one.capital and one.word.isalpha() for one in after):
        return True
    opens = (at < 2 or said[at - 2] in ".!?;\n") and said[at - 1] not in given_names()
    return any(one.capital and one.word.isalpha() and not opens for one in before)


def _surely(said: Sequence[str], at: int) -> bool:
    """Whether the words around a name make somebody of it who watches."""
    before = said[at - 1] if at else ""
    if before in name_words("roles"):
        return False
    if _tells(said, at + 1) or (before == "for" and not _names_work(said, at)):
        return True
    beside = [said[n] for n in _neighbours(said, at)]
    if is_role(before) or "me" in beside or any(map(is_role, beside)) or _with_us(said, at):
        return True
    if any(word in given_names() for word in beside) and _tells(said, at + 1, "joint_deeds"):
        return True
    near = said[max(at - _NEAR, 0) : at]
    return before == "with" and not name_words("watching").isdisjoint(near)


def _with_us(said: Sequence[str], at: int) -> bool:
    """`Anna and I`, `my wife and Anna`, where `I'm Anna, I love` goes on with a new sentence."""
    joined = [n for n in _neighbours(said, at) if abs(n - at) == 2 or said[n] == "myself"]
    return any(said[n] in _US and said[(n + at) // 2] != "," for n in joined)


def _neighbours(said: Sequence[str], at: int) -> list[int]:
    """The words that a list puts beside one: `Anna, Ben and I`."""
    found = []
    for step in (-1, 1):
        n = at + step
        if 0 <= n < len(said) and said[n] in _JOINS:
            n += step * (1 + (0 <= n + step < len(said) and said[n + step] in _JOINS))
            found += [n] if 0 <= n < len(said) else []
    return found


def _names_work(said: Sequence[str], at: int) -> bool:
    return not name_words("works").isdisjoint(said[at + 1 : at + 2])


def _tells(said: Sequence[str], at: int, deeds: str = "deeds") -> bool:
    """Whether what begins there only a person does: `loves`, `is really into`, `can't stand`."""
    following = ["is" if word == "'s" else word for word in said[at : at + _DEED]]
    if following and following[0] in name_words("adverbs"):
        del following[0]
    return bool(following) and _deeds(deeds).at(following, 0) is not None


@lru_cache
def _deeds(field: str) -> Phrases[bool]:
    phrases: Phrases[bool] = Phrases()
    for pattern in listed(lexicon.cues("en")["company"][field]):
        for phrase in spelled(pattern):
            phrases.add(phrase, True)
    return phrases
