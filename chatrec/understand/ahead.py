"""What a cue says of the thing that follows it."""

from __future__ import annotations

from collections.abc import Sequence

from chatrec.understand.frames import STOPS
from chatrec.understand.meaning import (
    Amount,
    Attribute,
    Concept,
    Cue,
    Person,
    Span,
    Titles,
    Unknown,
)
from chatrec.understand.stance import STANCES, Stance

_FOR = frozenset(("for", "with", "to", "by", "into", "换", "改", "替"))
_NEAR = 8
"""Tokens after a thing within which the one that takes its place is named."""


def titled(span: Span | None) -> bool:
    return span is not None and isinstance(span.meaning, Titles | Unknown)


def exchanged(cue: Cue, following: Span | None, said: Sequence[str]) -> bool:
    """`swap Brad Pitt for Matt Damon`: whether what follows gives way to another thing."""
    if not cue.has("swap") or following is None:
        return False
    if not isinstance(following.meaning, Amount | Concept | Person):
        return False
    for word in said[following.end : following.end + _NEAR]:
        if word in STOPS or word in _FOR:
            return word in _FOR
    return False


def meant(cue: Cue, following: Span | None, *, excepting: bool) -> Stance | None:
    """Of the stances that a cue can have the one that it has here. `excepting`: something was
    refused before, so that an exception can follow."""
    stance = next((one for one in STANCES if cue.has(one)), None) or _other(cue, following)
    attribute = following is not None and isinstance(following.meaning, Attribute)
    if stance == "any" and not attribute:
        return "want" if cue.has("want") else None
    if stance == "unseen" and cue.has("want") and not titled(following):
        return "want"
    if stance == "except" and not excepting:
        return "refuse"
    return stance


def _other(cue: Cue, following: Span | None) -> Stance | None:
    """An opinion that mostly stands behind a thing, where it stands before one; a demand."""
    judged = Titles | Unknown | Concept | Person
    if following is not None and isinstance(following.meaning, judged):
        if cue.has("like_after"):
            return "like"
        if cue.has("dislike_after"):
            return "dislike"
    return "want" if cue.has("must") else None
