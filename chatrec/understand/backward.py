"""Cues that are about what was said before them: `horror is fine`, `Titanic bored me`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatrec.types import Op
from chatrec.understand.lexicon import name_words
from chatrec.understand.meaning import (
    Amount,
    Comparison,
    Concept,
    Cue,
    Meaning,
    Person,
    Span,
    Titles,
    Unknown,
    Word,
)
from chatrec.understand.stance import STANCES, Said, Stance, fits

AFTER: dict[str, Stance] = {
    "must_after": "want",
    "mild_after": "allow",
    "outside_after": "refuse",
    "told_after": "told",
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
_VERBS = tuple([verb] for verb in ("is", "was", "has", "had", "does", "did", "makes", "always"))
_BEYOND: dict[str, Op] = {"over_after": "<", "under_after": ">"}
"""`Two hours is too long`: which numbers will do."""
_TOUCHING = ("free", "aside")
"""Words that turn only what they touch: `gore-free`, `horror aside`."""
_BACK = ("no", "out", "asleep", "it")
"""Last words of a refusal that looks back only where the clause ends with it."""
ANSWERS = ("like_after", "dislike_after", "refuse_after", "allow_after", "seen_after")
"""Those that may answer what the clause before them named: `Horror? No thanks.`"""
_OPINIONS = ("like", "dislike", "seen")


def listed_by_or(found: list[Said]) -> list[Said]:
    """In "A, B or C" the comma says "or" as well."""
    for n in range(len(found) - 1, 0, -1):
        if found[n].link == "or" and found[n - 1].link == ",":
            found[n - 1] = replace(found[n - 1], link="or")
    return found


def spoken_of(span: Span, said: Sequence[str]) -> bool:
    """`Vin Diesel is a legend`, `my Norwegian's rubbish` ask for nothing."""
    before = said[span.start - 1] if span.start else "."
    if isinstance(span.meaning, Person):
        return not before.isalnum() and said[span.end : span.end + 1] in _VERBS
    tongue = isinstance(span.meaning, Concept) and span.meaning.form == "adjective"
    verbs = (*_VERBS, ["'s"])
    return tongue and before in ("my", "our") and said[span.end : span.end + 1] in verbs


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


def names(span: Span, cue: Cue, following: Span | None, said: Sequence[str]) -> Iterator[str]:
    """What a cue can be of those in `AFTER`: none where it is said of a thing that follows."""
    leads = following is not None and not isinstance(following.meaning, Cue | Word)
    after = "" if following is None else said[following.start]
    goes_on = after[:1].isalnum() and after not in name_words("endings")
    if not (leads and cue.has(*STANCES)) and not (said[span.end - 1] in _BACK and goes_on):
        yield from (name for name in AFTER if cue.has(name))


def judge(found: list[Said], clause: int, name: str, span: Span, said: Sequence[str]) -> bool:
    """Give the last thing, and those listed with it, the stance of the cue `name` at `span`; False
    when there is nothing that it can be about."""
    at, stance = last_thing(found, clause), AFTER[name]
    if at > clause and found[at].stance == "than" and isinstance(found[at - 1].meaning, Comparison):
        at -= 1  # `longer than Heat would be ok too`
    if at < 0 or not _fits(found[at], name) or not _open(found[at], stance, name):
        return False
    near = name == "fan_after" or said[span.start] in _TOUCHING
    if near and found[at].end != span.start:
        return False
    if _contrary(found[at], stance):  # `my dad adored it, I fell asleep`: two people's opinions
        found.append(replace(found[at], stance=stance, start=span.start, cue=span.start))
        return True
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


def _fits(one: Said, name: str) -> bool:
    if name == "outside_after":
        return isinstance(one.meaning, Concept | Person)
    if name in _BEYOND:
        return isinstance(one.meaning, Amount | Comparison)
    if name == "must_after" and one.stance != "want":
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
    if name == "allow_after":
        return isinstance(one, Amount) and isinstance(other, Amount)
    titles = isinstance(one, Titles | Unknown) and isinstance(other, Titles | Unknown)
    return titles and AFTER[name] in _OPINIONS and found[at].start - found[before].end == 2


def trailing(
    found: Sequence[Said], span: Span, cue: Cue, following: Span | None, said: Sequence[str]
) -> str:
    """`time travel I don't want`: what a cue that ends its clause says of the thing before it."""
    after = "" if following is None else said[following.start]
    name = (
        "refuse_after" if cue.has("refuse", "dislike") else "like_after" if cue.has("like") else ""
    )
    at = last_thing(found, 0)
    if not name or at < 0 or (after and after[0].isalnum() and after not in name_words("endings")):
        return ""
    between = {said[n] for n in range(found[at].end, span.start)}
    near = span.start - found[at].end <= 3 and between - {","} <= name_words("subjects")
    return name if near and (between | {said[span.start]}) & name_words("speakers") else ""


def repaired(found: list[Said], upto: int, one: Said) -> Said:
    """`horror, no wait, comedy`: what is said after a repair takes the place of its kind before."""
    for n in range(upto):
        same = found[n].stance == one.stance and _kind(found[n].meaning) == _kind(one.meaning)
        back = (found[n].stance, one.stance) == ("want", "refuse") and same_thing(found[n], one)
        if found[n].stance in ("want", "refuse") and _kind(one.meaning) and (same or back):
            found[n] = replace(found[n], stance="told")
            if back:
                one = replace(one, stance="told")
    return one


def same_thing(one: Said, other: Said) -> bool:
    """Whether the same values are named: `war movies`, `war`."""
    if isinstance(one.meaning, Concept) and isinstance(other.meaning, Concept):
        return bool(one.meaning.terms) and one.meaning.terms == other.meaning.terms
    return one.meaning == other.meaning


def _kind(meaning: Meaning) -> str:
    """The attribute that a thing limits."""
    if isinstance(meaning, Amount):
        return meaning.attribute
    if isinstance(meaning, Concept) and meaning.terms and not meaning.soft:
        return meaning.terms[0].attribute
    return meaning.roles[0][0] if isinstance(meaning, Person) else ""


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
    amount = one.meaning
    if isinstance(amount, Amount) and amount.number is not None and name in _BEYOND:
        return replace(
            one, meaning=replace(amount, bounds=((_BEYOND[name], round(amount.number)),))
        )
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
    if one.stance == "like" and stance == "fine":
        return False
    return (stance in _OPINIONS and name != "fan_after") or one.stance in (
        "want",
        "any",
        "similar",
        "like",
    )
