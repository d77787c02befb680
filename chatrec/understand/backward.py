"""Cues that are about what was said before them: `horror is fine`, `Titanic bored me`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatrec.understand.meaning import (
    Amount,
    Comparison,
    Concept,
    Cue,
    Person,
    Span,
    Titles,
    Unknown,
    Word,
)
from chatrec.understand.stance import Said, Stance, fits

AFTER: dict[str, Stance] = {
    "must_after": "want",
    "mild_after": "allow",
    "outside_after": "refuse",
    "told_after": "told",
    "refuse_after": "refuse",
    "lift_after": "lift",
    "allow_after": "fine",
    "like_after": "like",
    "dislike_after": "dislike",
    "seen_after": "seen",
    "similar_after": "similar",
    "drop_after": "lift",
    "fan_after": "like",
}
"""The stance that each such cue gives, the first that fits first."""
_VERBS = tuple([verb] for verb in ("is", "was", "has", "had", "does", "did", "makes", "always"))
_OPINIONS = ("like", "dislike", "seen")


def listed_by_or(found: list[Said]) -> list[Said]:
    """In "A, B or C" the comma says "or" as well."""
    for n in range(len(found) - 1, 0, -1):
        if found[n].link == "or" and found[n - 1].link == ",":
            found[n - 1] = replace(found[n - 1], link="or")
    return found


def spoken_of(span: Span, said: Sequence[str]) -> bool:
    """`Vin Diesel is a legend` asks for nothing."""
    opens = span.start == 0 or not said[span.start - 1].isalnum()
    return opens and said[span.end : span.end + 1] in _VERBS


def dated(found: list[Said], span: Span, cue: Cue) -> bool:
    """《异形》之前的: the film right before is the one to compare the year with."""
    if not found or not isinstance(found[-1].meaning, Titles) or found[-1].stance != "want":
        return False
    found[-1] = replace(found[-1], stance="than")
    comparison = Comparison("year", "<" if cue.has("earlier_after") else ">")
    found.append(Said(comparison, "want", span.start, span.end, found[-1].start))
    return True


def refused(found: Sequence[Said], clause: int) -> bool:
    """Whether something was refused since the clause began, so that an exception can follow."""
    return any(one.stance in ("refuse", "dislike", "except") for one in found[clause:])


def last_thing(found: Sequence[Said], clause: int) -> int:
    """The place of the last thing named since the clause began, -1 when there is none."""
    for at in range(len(found) - 1, clause - 1, -1):
        if not isinstance(found[at].meaning, Word):
            return at
    return -1


def judge(found: list[Said], clause: int, name: str, touching: int) -> bool:
    """Give the last thing, and those that are listed with it, the stance of the cue `name`.

    False when there is nothing that it can be about, or when the thing does not end at the token
    `touching` (-1 for anywhere).
    """
    at, stance = last_thing(found, clause), AFTER[name]
    fitting = at >= 0 and (name == "drop_after" or fits(found[at].meaning, stance))
    if name == "outside_after":
        fitting = fitting and isinstance(found[at].meaning, Concept | Person)
    fitting = fitting and (name != "must_after" or found[at].stance == "want")
    if not fitting or not _open(found[at], stance, name):
        return False
    if touching >= 0 and found[at].end != touching:
        return False
    listed = False
    while at >= 0:
        one = found[at]
        found[at] = _judged(one, name)
        listed = listed or one.link in ("and", "or", "nor")
        before = last_thing(found[:at], clause)
        if not _paired(found, before, at, name) and (not listed or not one.link):
            break
        at = before
    return True


def _paired(found: Sequence[Said], before: int, at: int, name: str) -> bool:
    """Two of a kind side by side: sizes that may be either, 长的短的, titles that were both liked,
    《星际穿越》《降临》."""
    if before < 0 or found[before].stance != "want" or found[at].link:
        return False
    one, other = found[before].meaning, found[at].meaning
    if name == "allow_after":
        return isinstance(one, Amount) and isinstance(other, Amount)
    titles = isinstance(one, Titles | Unknown) and isinstance(other, Titles | Unknown)
    return titles and AFTER[name] in _OPINIONS and found[at].start - found[before].end == 2


def give_role(found: list[Said], clause: int, role: str) -> bool:
    """`Spielberg-directed`, `with Hanks in it`: False when no person stands right before."""
    at = last_thing(found, clause)
    if at < 0 or not isinstance(found[at].meaning, Person) or found[at].role:
        return False
    found[at] = replace(found[at], role=role)
    return True


def _judged(one: Said, name: str) -> Said:
    """An opinion of anything but a title is only told: "the music was great" asks for nothing."""
    if name == "must_after":
        return replace(one, must=True)
    opinion = name in ("like_after", "dislike_after", "fan_after")
    told = opinion and not isinstance(one.meaning, Titles | Unknown)
    stance: Stance = "told" if told else AFTER[name]
    if stance == "refuse" and isinstance(one.meaning, Titles | Unknown):
        stance = "dislike"
    cue = one.start if stance == "fine" else min(one.start, one.cue)
    return replace(one, stance=stance, cue=cue)


def _open(one: Said, stance: Stance, name: str) -> bool:
    """What has been refused or lifted already is not turned by `is fine`, nor by `fan`; a kind that
    is refused is not turned by an opinion either."""
    if one.stance == "refuse" and not isinstance(one.meaning, Titles | Unknown):
        return False
    if one.stance == "told":  # `Tarantino is okay after all`
        return isinstance(one.meaning, Person) and stance not in _OPINIONS
    return (stance in _OPINIONS and name != "fan_after") or one.stance in (
        "want",
        "any",
        "similar",
        "like",
    )
