"""What a person can mean by naming a thing: to want it, to refuse it, to have loved it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chatrec.understand.meaning import (
    Amount,
    Attribute,
    Comparison,
    Concept,
    Meaning,
    Person,
    Titles,
    Unknown,
    Word,
)

Stance: TypeAlias = Literal[
    "want", "refuse", "remove", "less", "allow", "fine", "lift", "any", "like", "dislike",
    "similar", "dissimilar", "seen", "unseen", "except", "than", "told",
]  # fmt: skip
STANCES: tuple[Stance, ...] = (
    "than", "except", "dissimilar", "dislike", "remove", "refuse", "less", "lift", "allow", "any",
    "unseen", "seen", "similar", "like", "want",
)  # fmt: skip
"""Where a cue has several stances the first of these counts."""
Link: TypeAlias = Literal["", "and", "or", "nor", ",", "、"]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing named, the stance taken to it and how it is joined to the one before.

    `cue` is the token where the words begin that decide the stance. `role` is the attribute
    in which a person is meant. `must`: it was demanded, not only wished for.
    """

    meaning: Meaning
    stance: Stance
    start: int
    end: int
    cue: int
    link: Link = ""
    role: str = ""
    either: bool = False
    must: bool = False


def fits(meaning: Meaning, stance: Stance) -> bool:
    """Whether such words after a thing can be about it."""
    if stance == "want":
        return isinstance(meaning, Concept)
    if stance in ("like", "dislike"):
        amount = stance == "dislike" and isinstance(meaning, Amount)
        return amount or isinstance(meaning, Titles | Unknown | Concept | Person)
    if stance in ("seen", "similar"):
        told = stance == "seen" and isinstance(meaning, Person | Concept)
        return told or isinstance(meaning, Titles | Unknown)
    if stance == "lift":
        return isinstance(meaning, Attribute | Amount | Comparison)
    if stance == "refuse":
        return not isinstance(meaning, Unknown | Word | Attribute)
    return not isinstance(meaning, Unknown | Word)


def alike(one: Meaning | None, other: Meaning, stance: Stance) -> bool:
    """Whether two things can stand in one list."""
    if isinstance(one, Word) or isinstance(other, Amount | Comparison):
        return isinstance(one, Word) and isinstance(other, Concept)
    if isinstance(one, Concept) and isinstance(other, Concept):
        mixed = (one.form == "adjective") != (other.form == "adjective")
        return not (stance == "refuse" and mixed and not one.soft and not other.soft)
    named = (Titles, Unknown)
    if isinstance(one, named) and isinstance(other, named):
        return True
    return type(one) is type(other) or isinstance(other, Attribute)


def suited(stance: Stance, meaning: Meaning, compared: bool, things: int) -> Stance:
    """The stance that can be taken to such a thing. `compared`: after a comparison; `things`: how
    many were named under the stance before."""
    named = isinstance(meaning, Titles | Unknown)
    if stance == "similar" and not named and not isinstance(meaning, Person):
        stance = "want"
    if stance == "dissimilar" and not named:
        stance = "refuse"
    if compared and stance == "want" and isinstance(meaning, Concept):
        stance = "like"  # Chinese says the adjective last: funnier than these is no genre
    if stance == "like" and isinstance(meaning, Amount | Comparison) and things:
        stance = "want"
    return stance
