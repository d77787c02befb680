"""Who speaks where in a message: "my wife loves", "Anna and I", 喜欢爱情片的老婆."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatrec.company import Companion
from chatrec.understand.meaning import Cue, Span
from chatrec.understand.present import Mention, after, kind_of
from chatrec.understand.reading import Reading
from chatrec.understand.tokens import is_han

OPINION = ("like", "dislike", "refuse", "refuse_next", "less", "dissimilar", "lift", "allow")
_NEAR = 3
"""Words that may stand between a subject and its verb."""
Owners = tuple[str, ...]
"""Roles, "" for the speaker by an explicit "I"; none where nobody is named."""


@dataclass(frozen=True, slots=True)
class Voice:
    """From token `end` on those people speak, named from `start` on."""

    start: int
    end: int
    owners: Owners


def relative(chain: Sequence[Mention], said: Sequence[str]) -> int:
    """Where the names end, a `who` after them included: what it tells is of the last one."""
    end = chain[-1].end
    begins = end + int(end < len(said) and said[end] == ",")
    told = after("who", said, begins)
    return told if told > begins else end


def described(one: Mention, reading: Reading) -> int:
    """Where their taste begins that stands before their name, 喜欢爱情片的老婆; -1 for none."""
    if not one.other or list(reading.said[one.start - 1 : one.start]) != ["的"]:
        return -1
    before = [o for o in reading.things if o.end <= one.start and o.stance in OPINION]
    begins = before[-1].cue if before and one.start - before[-1].end <= _NEAR else 0
    led = any(
        after(name, reading.said, n) == begins
        for name in ("for", "and")
        for n in range(max(begins - 2, 0), begins)
    )
    return begins if led else -1


def speaks(end: int, reading: Reading) -> bool:
    """Whether an opinion of theirs follows: `my wife really loves`, `he won't watch`."""
    for n in range(end, min(end + _NEAR, len(reading.said)) + 1):
        if after("wants", reading.said, n) > n or _opinion(reading.spans, end, n):
            return True
        if n < len(reading.said) and not reading.said[n][0].isalnum() and reading.said[n] != "'s":
            return False
    return False


def _opinion(spans: Sequence[Span], end: int, at: int) -> bool:
    """Whether a cue of an opinion begins there, or begins with the name and goes on behind it."""
    return any(
        isinstance(span.meaning, Cue)
        and span.meaning.has(*OPINION)
        and (span.start == at or (at == end and span.start < end))
        and span.end > end
        for span in spans
    )


def invited(chain: Sequence[Mention], said: Sequence[str]) -> bool:
    """`for my wife`, `me and the kids`: they are told to be there."""
    start = chain[0].start
    if any(one.kind == "self" for one in chain) and len(chain) > 1:
        return True
    before = any(after("for", said, n) == start for n in range(max(start - 2, 0), start))
    whose = after("whose", said, start) > start or is_han(said[chain[0].end - 1])
    return before and whose


def known(one: Mention, said: Sequence[str], present: Sequence[Companion]) -> Mention:
    """With the role of who was introduced by that name: `my wife Anna`, then `Anna`."""
    last = said[one.end - 1]
    roles = (who.role for who in present if who.name.lower().split()[-1:] == [last])
    return replace(one, role=next(roles, one.role)) if one.other else one


def name_of(reading: Reading, one: Mention, called: frozenset[int]) -> str:
    """As it was written, without the capital of a sentence; a given name with one."""
    last = reading.tokens[one.end - 1].text.partition("'")[0]
    if one.end - 1 not in called:
        return reading.between(one.start, one.end).lower()
    rest = reading.between(one.start, one.end - 1).lower()
    return f"{rest} {last[:1].upper()}{last[1:]}".strip()


def fresh(chain: Sequence[Mention], present: Sequence[Companion]) -> list[Mention]:
    """Those of a list who were not there before, once each."""
    known = {one.role for one in present}
    fresh = {one.role: one for one in reversed(chain) if one.other and one.role not in known}
    return sorted(fresh.values(), key=lambda one: one.start)


def owners(chain: Sequence[Mention], present: Sequence[Companion]) -> Owners:
    """Whose the words are that follow; nobody's own where the speaker is one of several."""
    if chain[0].kind == "pronoun":
        return _meant(chain[0].role, present)
    if any(one.kind in ("self", "all") for one in chain):
        return ("",) if len(chain) == 1 and chain[0].kind == "self" else ()
    return tuple(one.role for one in chain)


def _meant(pronoun: str, present: Sequence[Companion]) -> Owners:
    """Whom she, he or they can be: the one who was named last."""
    kinds = ("she", "he", "they", "child") if pronoun == "they" else (pronoun, "they", "child")
    fits = [one.role for one in present if kind_of(one.role) in kinds]
    return tuple(fits[-1:])
