"""Is it a name? Words such as "It", "Heat" or "Stone" are one only where something says so."""

from __future__ import annotations

from chatrec.understand.lexicon import common_words, name_words
from chatrec.understand.meaning import Word
from chatrec.understand.place import Place
from chatrec.understand.tokens import is_han

_HAN_TELLING = 6
"""Characters of the beginning of a Chinese title from which nothing else can be meant."""
_FUNCTION = 150
"""Words more frequent than this rank ("it", "up", "us") need the strongest evidence."""


def is_title(place: Place, told: bool, known: bool, rank: int) -> bool:
    """Whether a name of the catalogue is meant as one. `told`: an opinion of it follows; `known`:
    the words also mean something else here; `rank`: how good a name it is."""
    if place.quoted() or (place.bracketed() and place.year()[1] is not None):
        return True
    if all(is_han(word) for word in place.words):
        return _is_han_title(place, known, told, rank)
    ranks = [common_words().get(word, 1 << 20) for word in place.words if word != "'s"]
    rare = max(ranks) >= 1 << 20 and not all(word.isdecimal() for word in place.words)
    content = [
        r for word, r in zip(place.words, ranks, strict=False) if word not in name_words("small")
    ]
    if len(place.words) == 1 or len(content) <= 1:
        return _is_word_title(place, told, known, min(content, default=0), rare)
    named = place.capital() or place.governed() or told or place.film()
    if known or rank == 2:
        return place.capital() and (place.middle() or told) if known else named
    if place.governed("act_about"):
        return True
    long = len(place.words) >= 4 or (len(place.words) == 3 and max(content) > _FUNCTION * 4)
    return rare or (named and (place.closes() or place.capital())) or long or place.alone()


def _is_word_title(place: Place, told: bool, known: bool, rank: int, rare: bool) -> bool:
    said = place.governed() or told or place.film() or place.asked()
    named = place.capital() and place.middle()
    year = place.year()[1] is not None
    if rare and not known and said:
        return True
    if not place.closes() and not told and not (named and said):
        return (
            rare
            and place.capital()
            and not known
            and place.said[place.end] not in name_words("works")
        )
    if rank < _FUNCTION and not rare:
        opens = place.capital() and told and not set(place.words) & name_words("pronouns")
        return (named and said) or opens or (place.film() and place.capital())
    if known:
        said = said or place.governed("refuse", "refuse_next", "allow", "lift")
        asked = place.governed("act_about")
        opens = place.capital() and told and not named
        return opens or (named and said and (place.closes() or asked or told)) or place.film()
    if rare:
        return said or place.capital() or place.closes()
    return said or named or year or place.alone()


def _is_han_title(place: Place, known: bool, told: bool, rank: int) -> bool:
    if len(place.words) == 1:
        return False
    if rank == 2 and place.vague():
        return not known
    if rank == 2 and len(place.words) < _HAN_TELLING:
        return not known and len(place.words) > 3 and (told or place.governed())
    return not known and (len(place.words) > 2 or told or place.governed() or place.alone())


def is_surname(place: Place, followed: bool) -> bool:
    """Whether a part of a name stands for the person. `followed`: by a word such as `film`."""
    if _other_person(place):
        return False
    if set(place.words) & name_words("callers") or _addressed(place):
        return place.governed("director", "cast", "directed_after")
    common = any(word in common_words() for word in place.words)
    roles = place.governed(
        "director",
        "cast",
        "person",
        "like",
        "dislike",
        "refuse",
        "similar",
        "want",
        "and",
        "or",
        "directed_after",
    )
    if common:
        return place.capital() and place.middle() and (roles or followed)
    return place.capital() or roles or followed or place.alone() or place.sentence()


def _addressed(place: Place) -> bool:
    """`Ms. Ortiz wants`: whoever is called so may be anybody."""
    before = [word for word in place.said[max(0, place.start - 2) : place.start] if word != "."]
    return bool(before) and before[-1].rstrip(".") in name_words("honorifics")


def _other_person(place: Place) -> bool:
    """Whether another part of a name stands beside it: `Jack Frost`, `The Legend of Ben Hall`."""
    following = place.tokens[place.end : place.end + 1]
    if following and following[0].text[:1].isupper() and following[0].word.isalpha():
        return not place.governed("director", "cast")
    before = place.spans[-1] if place.spans else None
    if before is None or not isinstance(before.meaning, Word) or before.end != place.start:
        return False
    link = place.said[before.start]
    if link in ("of", "and") and before.start:
        return place.tokens[before.start - 1].capital
    named = place.tokens[before.start].capital and before.start > 0
    return named and link not in name_words("small")
