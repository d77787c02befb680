"""Cues that judge what was named before them: `horror is fine`, `Titanic bored me`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatrec.types import Op
from chatrec.understand.backward import exact, last_thing
from chatrec.understand.meaning import (
    Amount,
    Comparison,
    Concept,
    Cue,
    Person,
    Span,
    Titles,
    Unknown,
)
from chatrec.understand.stance import Said, Stance, fits
from chatrec.understand.tokens import is_han

AFTER: dict[str, Stance] = {
    "neutral_after": "lift",
    "must_after": "want",
    "mild_after": "allow",
    "outside_after": "refuse",
    "told_after": "told",
    "excess_after": "refuse",
    "remove_after": "remove",
    "over_after": "refuse",
    "under_after": "refuse",
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
_BEYOND: dict[str, Op] = {"over_after": "<", "under_after": ">"}
"""`Two hours is too long`: which numbers will do."""
_TOUCHING = ("free", "aside")
"""Words that turn only what they touch: `gore-free`, `horror aside`."""
_OPINIONS = ("like", "dislike", "seen")
_VERDICTS = ("dislike", "refuse", "like", "seen")


def judge(
    found: list[Said],
    clause: int,
    name: str,
    span: Span | None,
    said: Sequence[str],
    also: bool = False,
) -> bool:
    """Give the last thing, and those listed with it, the stance of the cue `name` at `span`; False
    when there is nothing that it can be about. `also`: the thing will do too."""
    at, stance = last_thing(found, clause), AFTER[name]
    while stance in _OPINIONS and at > clause and found[at].stance == "told":
        at = last_thing(found[:at], clause)
    if at > clause and found[at].stance == "than" and isinstance(found[at - 1].meaning, Comparison):
        at -= 1  # `longer than Heat would be ok too`
    if at < 0 or not _fits(found, at, name) or not _open(found[at], stance, name):
        return False
    if span is not None:
        near = name == "fan_after" or said[span.start] in _TOUCHING
        if near and found[at].end != span.start:
            return False
        if _contrary(found[at], stance) and not is_han(said[span.start]):
            found.append(replace(found[at], stance=stance, start=span.start, cue=span.start))
            return True  # `my dad adored it, I fell asleep`: two people's opinions
    listed = False
    while at >= 0:
        one = found[at]
        found[at] = _judged(one, name, also)
        listed = listed or one.link in ("and", "or", "nor", "、")
        before = last_thing(found[:at], clause)
        if name == "refuse_after" and before >= 0 and _dates(found[before], found[at]):
            found[at] = replace(found[at], stance="told")  # 九十年代的恐怖片不要
            found[before] = _judged(found[before], name, also)
            break
        if not _paired(found, before, at, name) and (not listed or not one.link):
            break
        at = before
    return True


def _fits(found: Sequence[Said], at: int, name: str) -> bool:
    one = found[at]
    if name == "neutral_after":
        return isinstance(one.meaning, Titles | Person | Concept)
    if name == "outside_after":
        return isinstance(one.meaning, Concept | Person)
    if name in _BEYOND:
        return isinstance(one.meaning, Amount | Comparison)
    if name == "must_after" and one.stance != "want":
        return False
    if name == "excess_after" and not exact(found, at):  # 1980年以前的太老了
        return False
    return name == "drop_after" or fits(one.meaning, AFTER[name])


def _contrary(one: Said, stance: Stance) -> bool:
    opposite = {one.stance, stance} == {"like", "dislike"}
    return opposite and isinstance(one.meaning, Titles)


def _paired(found: Sequence[Said], before: int, at: int, name: str) -> bool:
    """Two of a kind side by side: sizes that may be either, 长的短的, titles that were both liked,
    《星际穿越》《降临》."""
    if before < 0 or found[before].stance != "want" or found[at].link:
        return False
    one, other = found[before].meaning, found[at].meaning
    if name in ("allow_after", "refuse_after") and isinstance(other, Concept):
        return _modifies(found[before], found[at])
    if isinstance(one, Amount) and isinstance(other, Amount):
        return name == "allow_after" or found[at].start - found[before].end <= 1
    titles = isinstance(one, Titles | Unknown) and isinstance(other, Titles | Unknown)
    return titles and AFTER[name] in _OPINIONS and found[at].start - found[before].end == 2


def _dates(one: Said, other: Said) -> bool:
    number = isinstance(one.meaning, Amount) and one.stance == "want" and one.cue >= one.start
    return number and isinstance(other.meaning, Concept) and other.start - one.end <= 1


def _modifies(one: Said, other: Said) -> bool:
    """日本动画, 成龙演的喜剧, 血腥的战争片: nothing but a particle or a role stands in between."""
    gap = other.start - one.end
    if one.cue < one.start:
        return False
    if isinstance(one.meaning, Person):
        return gap <= 2
    return isinstance(one.meaning, Concept) and gap <= 1


def _judged(one: Said, name: str, also: bool) -> Said:
    """An opinion of anything but a title is only told: "the music was great" asks for nothing.
    `also`: it will do as well as something else."""
    if name == "must_after":
        return replace(one, must=True)
    amount = one.meaning
    if isinstance(amount, Amount) and amount.number is not None and name in _BEYOND:
        bounds = ((_BEYOND[name], round(amount.number)),)
        return replace(one, meaning=replace(amount, bounds=bounds))
    opinion = name in ("like_after", "dislike_after", "fan_after")
    if name == "like_after" and isinstance(one.meaning, Concept | Person) and _demanded(one):
        return one  # 有什么韩国片好看
    told = (opinion or name == "seen_after") and not isinstance(one.meaning, Titles | Unknown)
    stance: Stance = "told" if told else AFTER[name]
    if told and isinstance(one.meaning, Amount):
        stance = "refuse"
    if stance == "refuse" and isinstance(one.meaning, Titles | Unknown):
        stance = "dislike"
    cue = one.start if stance == "fine" else min(one.start, one.cue)
    return replace(one, stance=stance, cue=cue, either=one.either or also)


def _demanded(one: Said) -> bool:
    return one.stance == "want" and one.cue < one.start


def _open(one: Said, stance: Stance, name: str) -> bool:
    """What has been refused or lifted already is not turned by `is fine`, nor by `fan`; a kind that
    is refused is not turned by an opinion either."""
    if one.stance == "refuse" and not isinstance(one.meaning, Titles | Unknown):
        return False
    if name == "neutral_after":
        return one.stance != "told"
    if one.stance == "told":  # `Tarantino is okay after all`
        return isinstance(one.meaning, Person) and stance not in _OPINIONS
    if one.stance == "like" and stance == "fine":
        return False
    return (stance in _OPINIONS and name != "fan_after") or one.stance in (
        "want",
        "any",
        "similar",
        "like",
        *(("allow",) if stance == "refuse" else ()),
    )


def verdict(cue: Cue) -> str:
    """The field for words behind a thing that says what a cue says of what follows it."""
    return next((f"{name}_after" for name in _VERDICTS if cue.has(name)), "")
