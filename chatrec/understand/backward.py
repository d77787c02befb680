"""What was named before a cue: the last thing, the last film, the topic of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    Word,
)
from chatrec.understand.stance import Said

_VERBS = tuple([verb] for verb in ("is", "was", "has", "had", "does", "did", "makes", "always"))
_BETWEEN = frozenset((",", "i", "我", "的", "就", "都", "那", "then", "we", "也", "一律", ";"))
_NEAR = 3
"""Words between what is left and the refusal of the rest."""
_OWNS = frozenset('"的那这个部片演主导拍执') | {"'s"}


def listed_by_or(found: list[Said]) -> list[Said]:
    """In "A, B or C" the comma says "or" as well."""
    for n in range(len(found) - 1, 0, -1):
        if found[n].link == "or" and found[n - 1].link in (",", "、"):
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


def sole(found: list[Said], span: Span, said: Sequence[str]) -> bool:
    """All but that is refused: `anything that isn't a thriller, I don't want it`."""
    at = last_thing(found, 0)
    if at < 0 or found[at].stance != "refuse" or not _excludes(found[at], said):
        return False
    between = said[found[at].end : span.start]
    if len(between) > _NEAR or not _BETWEEN.issuperset(between):
        return False
    while at >= 0 and found[at].stance == "refuse":
        found[at] = replace(found[at], stance="want", cue=found[at].start)
        at = last_thing(found[:at], 0) if found[at].link else -1
    return True


def _excludes(one: Said, said: Sequence[str]) -> bool:
    """Whether it is refused by `anything that is not`, `if it is not`, or 不是."""
    words = list(said[one.cue : one.start])
    if words[:2] == ["不", "是"]:
        return one.cue == 0 and not {"的", "就"}.isdisjoint(said[one.end - 1 : one.end + 1])
    before = said[one.cue - 1] if one.cue else ""
    return "not" in words and (before in name_words("wholes") or words[0] == "if")


def undecided(found: list[Said]) -> bool:
    """`I don't care for musicals either way` is no opinion at all."""
    at = last_thing(found, 0)
    opinion = at >= 0 and found[at].stance in ("dislike", "refuse", "allow", "like")
    while opinion and at >= 0:
        found[at] = replace(found[at], stance="lift")
        at = last_thing(found[:at], 0) if found[at].link else -1
    return opinion


def alternatives(found: list[Said]) -> bool:
    """史泰龙演的, 施瓦辛格演的, 哪个都行: the last things of a kind are alternatives."""
    named = [n for n, one in enumerate(found) if not isinstance(one.meaning, Word)]
    same = [n for n in named if _sort(found[n]) == _sort(found[named[-1]])]
    if len(same) < 2:
        return False
    for n in same:
        found[n] = replace(found[n], either=True)
    return True


def _sort(one: Said) -> tuple[type, str, str]:
    terms = one.meaning.terms if isinstance(one.meaning, Concept) else ()
    return type(one.meaning), terms[0].attribute if terms else "", one.stance


def owned(found: list[Said], span: Span, said: Sequence[str]) -> None:
    """周星驰那个《功夫》: the person before a title only tells whose film it is."""
    at = len(found) - 1
    if at < 0 or not isinstance(found[at].meaning, Person) or found[at].stance != "want":
        return
    if set(said[found[at].end : span.start]) <= _OWNS and span.start > found[at].end:
        found[at] = replace(found[at], stance="told")


def last_thing(found: Sequence[Said], clause: int) -> int:
    """The place of the last thing named since the clause began, -1 when there is none."""
    for at in range(len(found) - 1, clause - 1, -1):
        if not isinstance(found[at].meaning, Word):
            return at
    return -1


def spared(found: list[Said], span: Span, said: Sequence[str]) -> bool:
    """没有喜剧也行: what need not be is not refused."""
    at = last_thing(found, 0)
    if at < 0 or found[at].stance != "refuse" or span.start - found[at].end > 1:
        return False
    if "".join(said[found[at].cue : found[at].cue + 2]) not in ("没有", "不是"):
        return False
    found[at] = replace(found[at], stance="allow")
    return True


def exact(found: Sequence[Said], clause: int) -> bool:
    """Whether the last thing is a number: 七八十年代的都行 asks for those years."""
    at = last_thing(found, clause)
    meaning = found[at].meaning if at >= 0 else None
    return isinstance(meaning, Amount) and not meaning.vague


def last_title(found: Sequence[Said], clause: int) -> int:
    """The place of the last thing where it is a film, else where the clause begins. What is only
    told of it is passed over: 《小丑》太压抑了, 不喜欢."""
    at = last_thing(found, 0)
    while at > 0 and found[at].stance == "told":
        at = last_thing(found[:at], 0)
    return at if 0 <= at < clause and isinstance(found[at].meaning, Titles) else clause


def topic(found: Sequence[Said], clause: int) -> int:
    """The place of what the clause before only named, or would not mind: 恐怖片, 别推."""
    at = last_thing(found, 0)
    bare = at >= 0 and found[at].stance == "want" and found[at].cue >= found[at].start
    while bare and at > 0 and found[at].link in ("and", "or", "、"):
        at = last_thing(found[:at], 0)
    return at if bare or (at >= 0 and found[at].stance == "allow") else clause


def only(found: list[Said]) -> bool:
    """除了喜剧, 别的都不要: what was excepted is all that is wanted."""
    at = last_thing(found, 0)
    if at >= 0 and found[at].stance in ("refuse", "except"):
        found[at] = replace(found[at], stance="want", cue=found[at].start)
    return at >= 0


def give_role(found: list[Said], clause: int, role: str) -> bool:
    """`Spielberg-directed`, `with Hanks in it`: False when no person stands right before."""
    at = last_thing(found, clause)
    if at < 0 or not isinstance(found[at].meaning, Person) or found[at].role:
        return False
    found[at] = replace(found[at], role=role)
    return True


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
