"""What a cue says of the thing that follows it."""

from __future__ import annotations

from chatrec.understand.meaning import Attribute, Concept, Cue, Person, Span, Titles, Unknown
from chatrec.understand.stance import STANCES, Stance


def titled(span: Span | None) -> bool:
    return span is not None and isinstance(span.meaning, Titles | Unknown)


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
