"""What a cue says of the thing that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chatrec.understand.frames import STOPS
from chatrec.understand.lexicon import name_words
from chatrec.understand.meaning import (
    Amount,
    Attribute,
    Comparison,
    Concept,
    Cue,
    Person,
    Span,
    Titles,
    Unknown,
    Word,
)
from chatrec.understand.stance import STANCES, Said, Stance
from chatrec.understand.tokens import is_han

_FOR = frozenset(("for", "with", "to", "by", "into", "换", "改", "替", "调"))
_MEASURES = {
    "earlier": Comparison("year", "<"),
    "later": Comparison("year", ">"),
    "shorter": Comparison("runtime", "<"),
    "longer": Comparison("runtime", ">"),
}
_NEAR = 8
"""Tokens after a thing within which the one that takes its place is named."""


def titled(span: Span | None) -> bool:
    return span is not None and isinstance(span.meaning, Titles | Unknown)


def taken(cue: Cue, following: Span | None, said: Sequence[str]) -> tuple[Stance, bool] | None:
    """The stance that a cue takes to what follows it by a second half of its own, or whatever
    follows; and whether to the next thing only."""
    if cue.has("told_next") and not cue.has("allow_after"):
        return "told", True
    if _exchanged(cue, following, said) or _unlimited(cue, following, said):
        return "lift", True
    return ("refuse", False) if _expelled(cue, following, said) else None


def dated(span: Span, comparison: Comparison, at: int, *, refused: bool, alone: bool) -> Said:
    """A comparison of years, made by the words from `at` on. `Nothing before` refuses it; `no
    horror made before` cannot be kept and is no limit."""
    stance: Stance = "want" if not refused else "refuse" if alone else "told"
    return Said(comparison, stance, span.start, span.end, at)


def opening(cue: Cue) -> tuple[Stance, bool] | None:
    """The stance of a cue that says something only where it opens a clause: `too long`."""
    if cue.has("too"):
        return "refuse", True
    told = cue.has("told") and not cue.has("refuse", "refuse_next")
    return ("told", False) if told else None


def measured(cue: Cue) -> Comparison | None:
    """`made before Alien`, `shorter than Alien`: what is compared with the film that follows."""
    for name, comparison in _MEASURES.items():
        if cue.has(name):
            return comparison
    return None


def closing(spans: Sequence[Span], at: int, said: Sequence[str]) -> bool:
    """Whether a Chinese cue ends its clause but for particles: 《龙猫》我们超爱."""
    if not is_han(said[spans[at].start]):
        return False
    for span in spans[at + 1 :]:
        if isinstance(span.meaning, Word):
            return said[span.start] == "," or said[span.start] in STOPS
        if not isinstance(span.meaning, Cue) or not span.meaning.names <= {"filler", "film"}:
            return False
    return True


def _exchanged(cue: Cue, following: Span | None, said: Sequence[str]) -> bool:
    """`swap Brad Pitt for Matt Damon`: whether what follows gives way to another thing."""
    if not cue.has("swap") or following is None:
        return False
    if not isinstance(following.meaning, Amount | Concept | Person):
        return False
    for word in said[following.end : following.end + _NEAR]:
        if word in STOPS or word in _FOR:
            return word in _FOR
    return False


def _unlimited(cue: Cue, following: Span | None, said: Sequence[str]) -> bool:
    """`remove the horror filter`: a limit goes, named by what it limits."""
    if not cue.has("lift") or following is None:
        return False
    limits = isinstance(following.meaning, Amount | Comparison | Concept | Person)
    return limits and said[following.end : following.end + 1] in _limit_words()


def _expelled(cue: Cue, following: Span | None, said: Sequence[str]) -> bool:
    """`keep Hanks out of it`: the verb says so only with its second half."""
    if not cue.has("expel") or following is None:
        return False
    whole = said[following.start] in name_words("wholes")
    if not whole and not isinstance(
        following.meaning, Amount | Attribute | Concept | Person | Titles
    ):
        return False
    for word in said[following.end : following.end + _NEAR]:
        if word in STOPS or word in ("but", ",") or word in name_words("outwards"):
            return word in name_words("outwards")
    return False


def goes_on(before: Stance, now: Stance) -> Stance | None:
    """The stance of two cues side by side, `nothing` + `like`, where the second belongs to the
    first; None where it does not."""
    if now in ("want", "any") or (now == "similar" and before in ("like", "seen")):
        return before
    if before in ("refuse", "dislike") and now in ("similar", "like"):
        return "dissimilar" if now == "similar" else "dislike"
    return before if before == "refuse" and now == "less" else None


def goes_on_refusing(word: str, following: Span | None, stance: Stance, link: str) -> bool:
    """`no horror and anything by Bay`: more of what is refused."""
    listed = stance == "refuse" and link in ("and", "or", "nor")
    by = following is not None and isinstance(following.meaning, Cue)
    return listed and by and word in ("anything", "everything")


@lru_cache(maxsize=1)
def _limit_words() -> list[list[str]]:
    return [[word] for word in name_words("limits")]


def meant(cue: Cue, following: Span | None, *, excepting: bool) -> Stance | None:
    """Of the stances that a cue can have the one that it has here. `excepting`: something was
    refused before, so that an exception can follow."""
    stance = next((one for one in STANCES if cue.has(one)), None) or _other(cue, following)
    attribute = following is not None and isinstance(following.meaning, Attribute)
    if attribute and cue.has("lift"):
        return "lift"
    if stance == "any" and not attribute:
        return "want" if cue.has("want") else None
    if stance == "unseen" and cue.has("want") and not titled(following):
        return "want"
    if stance == "except" and not excepting:
        return "told" if cue.has("unless") else "refuse"
    return stance


def _other(cue: Cue, following: Span | None) -> Stance | None:
    """An opinion that mostly stands behind a thing, where it stands before one; a demand."""
    judged = Titles | Unknown | Concept | Person
    if following is not None and isinstance(following.meaning, judged):
        if cue.has("like_after"):
            return "like"
        if cue.has("dislike_after"):
            return "dislike"
        if cue.has("refuse_after") and not cue.has("correct", "lift_after", "allow_after"):
            return "refuse"
    return "want" if cue.has("must") else None
