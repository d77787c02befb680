"""What a cue says of the things that came before it in the message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chatrec.understand import backward
from chatrec.understand.lexicon import name_words
from chatrec.understand.meaning import Cue, Span, Titles, Unknown, Word
from chatrec.understand.stance import STANCES, Said
from chatrec.understand.tokens import is_han
from chatrec.understand.verdict import AFTER, judge, verdict

_BACK = ("no", "out", "asleep", "it", "be")
"""Last words of a refusal that looks back only where the clause ends with it."""
_ANSWERS = ("like_after", "dislike_after", "refuse_after", "allow_after", "seen_after")
"""Those that may answer what the clause before them named: `Horror? No thanks.`"""


@dataclass
class Past:
    """What was named so far, and where in it the clause in hand begins and the clause before of the
    same sentence, -1 when there is none."""

    said: Sequence[str]
    found: list[Said] = field(default_factory=list)
    clause: int = 0
    before: int = -1


def judged(past: Past, span: Span, cue: Cue, following: Span | None, *, closes: bool) -> bool:
    """Whether the cue gives the last thing another stance: `is fine`. `closes`: it ends a Chinese
    clause."""
    if cue.has("allow_after") and backward.spared(past.found, span, past.said):
        return True
    whole = following is None or isinstance(following.meaning, Cue | Word)
    if whole and cue.has("refuse", "refuse_after") and backward.sole(past.found, span, past.said):
        return True
    for name in _names(span, cue, following, past.said):
        clause = _clause_of(past, name, closes)
        also = name == "allow_after" and past.said[span.start] == "也"
        wanted = name == "lift_after" and cue.has("allow_after")
        if wanted and backward.exact(past.found, clause) and is_han(past.said[span.start]):
            continue
        if judge(past.found, clause, name, span, past.said, also):
            return True
    name = verdict(cue) if closes else ""
    clause = _clause_of(past, name, closes)
    return bool(name) and judge(past.found, clause, name, None, past.said)


def trailed(past: Past, span: Span, cue: Cue, following: Span | None) -> bool:
    """Whether a cue that ends its clause judges what stands before it: `horror I hate`."""
    name = _trailing(past.found, span, cue, following, past.said)
    return bool(name) and judge(past.found, 0, name, span, past.said)


def _names(span: Span, cue: Cue, following: Span | None, said: Sequence[str]) -> Iterator[str]:
    """What a cue can be of those in `AFTER`: none where it is said of a thing that follows."""
    leads = following is not None and not isinstance(following.meaning, Cue | Word)
    after = "" if following is None else said[following.start]
    goes_on = after[:1].isalnum() and after not in name_words("endings")
    if not (leads and cue.has(*STANCES)) and not (said[span.end - 1] in _BACK and goes_on):
        yield from (name for name in AFTER if cue.has(name))


def _trailing(
    found: Sequence[Said], span: Span, cue: Cue, following: Span | None, said: Sequence[str]
) -> str:
    """`time travel I don't want`: what a cue that ends its clause says of the thing before it."""
    after = "" if following is None else said[following.start]
    name = (
        "refuse_after" if cue.has("refuse", "dislike") else "like_after" if cue.has("like") else ""
    )
    at = backward.last_thing(found, 0)
    if not name or at < 0 or (after and after[0].isalnum() and after not in name_words("endings")):
        return ""
    between = {said[n] for n in range(found[at].end, span.start)}
    near = span.start - found[at].end <= 3 and between - {","} <= name_words("subjects")
    return name if near and (between | {said[span.start]}) & name_words("speakers") else ""


def noted(past: Past, span: Span, cue: Cue) -> bool:
    """Whether the cue only adds to what was named: `in it`, 哪个都行, 《异形》之前的."""
    if cue.has("earlier_after", "later_after") and backward.dated(past.found, span, cue):
        return True
    if cue.has("only_after") and backward.only(past.found):
        return True
    if cue.has("either_way") and backward.undecided(past.found):
        return True
    if cue.has("either_after") and backward.alternatives(past.found):
        return True
    role = "directors" if cue.has("directed_after") else "cast"
    behind = cue.has("cast_after") or (cue.has("directed_after") and not cue.has("film"))
    return behind and backward.give_role(past.found, past.clause, role)


def blames(past: Past, span: Span) -> bool:
    """《小丑》太压抑了 tells of the film, and rules nothing out."""
    at = backward.last_thing(past.found, past.clause)
    film = at >= 0 and isinstance(past.found[at].meaning, Titles | Unknown)
    return film and past.said[span.start] == "太"


def _clause_of(past: Past, name: str, closes: bool) -> int:
    """An opinion that begins a clause is of what the clause before it named; in Chinese, where
    nothing is named, of the last film. 恐怖片, 别推: so is a refusal that is a clause."""
    opinion = name in ("like_after", "dislike_after")
    if opinion and any(map(is_han, past.said)):
        film = backward.last_title(past.found, past.clause)
        if film < past.clause or isinstance(past.found[-1].meaning if past.found else None, Word):
            return film
    answers = opinion if any(map(is_han, past.said)) else name in _ANSWERS
    if answers and past.before >= 0 and len(past.found) == past.clause:
        return past.before
    empty = backward.last_thing(past.found, past.clause) < 0
    if name == "refuse_after" and empty and closes and past.before >= 0:
        return backward.topic(past.found, past.clause)
    return past.clause
