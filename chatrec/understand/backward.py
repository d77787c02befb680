"""Cues that are about what was said before them: `horror is fine`, `Titanic bored me`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatrec.understand.meaning import Person, Titles, Unknown, Word
from chatrec.understand.stance import Said, Stance, fits

AFTER: dict[str, Stance] = {
    "refuse_after": "refuse",
    "lift_after": "lift",
    "allow_after": "fine",
    "like_after": "like",
    "dislike_after": "dislike",
    "seen_after": "seen",
    "similar_after": "similar",
}
"""The stance that each such cue gives, the first that fits first."""
_OPINIONS = ("like", "dislike", "seen")


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
    if at < 0 or not fits(found[at].meaning, stance) or not _open(found[at], stance):
        return False
    if touching >= 0 and found[at].end != touching:
        return False
    listed = False
    while at >= 0:
        one = found[at]
        found[at] = _judged(one, name)
        listed = listed or one.link in ("and", "or", "nor")
        if not listed or not one.link:
            break
        at = last_thing(found[:at], clause)
    return True


def give_role(found: list[Said], clause: int, role: str) -> bool:
    """`Spielberg-directed`, `with Hanks in it`: False when no person stands right before."""
    at = last_thing(found, clause)
    if at < 0 or not isinstance(found[at].meaning, Person) or found[at].role:
        return False
    found[at] = replace(found[at], role=role)
    return True


def _judged(one: Said, name: str) -> Said:
    """An opinion of anything but a title is only told: "the music was great" asks for nothing."""
    opinion = name in ("like_after", "dislike_after")
    told = opinion and not isinstance(one.meaning, Titles | Unknown)
    stance: Stance = "told" if told else AFTER[name]
    if stance == "refuse" and isinstance(one.meaning, Titles | Unknown):
        stance = "dislike"
    cue = one.start if stance == "fine" else min(one.start, one.cue)
    return replace(one, stance=stance, cue=cue)


def _open(one: Said, stance: Stance) -> bool:
    """What has been refused or lifted already is not turned by `is fine`."""
    return stance in _OPINIONS or one.stance in ("want", "any", "similar", "like")
