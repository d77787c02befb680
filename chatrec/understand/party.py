"""Whose each thing is that a message says: the speaker's, or somebody's who watches too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatrec.company import Companion
from chatrec.types import Query
from chatrec.understand.frames import STOPS
from chatrec.understand.meaning import Concept, Cue, Person, Span, Titles, Unknown, Word
from chatrec.understand.opinions import judged
from chatrec.understand.present import Mention, after, kind_of, mentions, named_in
from chatrec.understand.reading import Reading
from chatrec.understand.stance import Said
from chatrec.understand.tokens import is_han
from chatrec.understand.wish import joined, settled, unwished, wished

_OPINION = ("like", "dislike", "refuse", "refuse_next", "less", "dissimilar", "lift", "allow")
_NO = ("refuse", "dislike", "less")
_BREAKS = frozenset((",", ";", "but"))
_NEAR = 3
"""Words that may stand between a subject and its verb."""
Owners = tuple[str, ...]
"""Roles, "" for the speaker by an explicit "I"; none where nobody is named."""


@dataclass(frozen=True, slots=True)
class _Voice:
    """From token `end` on those people speak, named from `start` on."""

    start: int
    end: int
    owners: Owners


@dataclass(frozen=True)
class Party:
    """The company so far, who is named by a message, and its things by owner."""

    reading: Reading
    present: tuple[Companion, ...]
    named: Sequence[Mention]
    owned: Sequence[tuple[Said, _Voice]]

    @property
    def things(self) -> list[Said]:
        """All that was said; what several people each want is no limit for all of them."""
        wishers = {voice.owners for one, voice in self.owned if voice.owners and _wish(one)}
        several = len(wishers) > 1
        return [
            replace(one, stance="like") if several and voice.owners and _wish(one) else one
            for one, voice in self.owned
        ]

    def mine(self, things: Sequence[Said]) -> list[Said]:
        """What is the speaker's, or nobody's; the words that only name people left out."""
        pairs = zip(things, self.owned, strict=True)
        return self._nameless(one for one, (_, voice) in pairs if voice.owners in ((), ("",)))

    def shared(self, things: Sequence[Said]) -> list[Said]:
        """Without the titles of which somebody else has an opinion."""
        return [
            one
            for one, (_, voice) in zip(things, self.owned, strict=True)
            if voice.owners in ((), ("",)) or not _taste(one)
        ]

    def source(self, one: Said) -> str:
        """The words that made a limit, with whose it is."""
        said, source = self.reading, self.reading.source(one)
        voice = next((v for o, v in self.owned if o.start == one.start), _Voice(0, 0, ()))
        if one.stance not in _NO or voice.owners in ((), ("",)):
            return source
        name = said.between(voice.start, voice.end)
        if one.cue < voice.end:
            return said.between(voice.start, one.end)
        return f"{name}{'' if is_han(name[-1]) else ' '}{source}"

    def company(self, things: Sequence[Said]) -> tuple[Companion, ...]:
        """Everybody with what they like and dislike now."""
        return tuple(self._told(one, things) for one in self.present)

    def _told(self, one: Companion, things: Sequence[Said]) -> Companion:
        pairs = zip(things, self.owned, strict=True)
        own = self._nameless(thing for thing, (_, voice) in pairs if one.role in voice.owners)
        query = judged(Query(liked=one.liked, disliked=one.disliked), filter(_taste, own))
        text, unwanted = wished(own, self.reading.words), unwished(own, self.reading.words)
        spared = settled(own, self.reading.words, "lift", "allow", "fine")
        return replace(
            one,
            text=joined(one.text, text, (), settled(own, self.reading.words, "lift")),
            unwanted=joined(one.unwanted, unwanted, (), spared),
            liked=query.liked,
            disliked=query.disliked,
        )

    def _nameless(self, things: Iterable[Said]) -> list[Said]:
        """Without the words that only name people."""
        people = {n for one in self.named for n in range(one.start, one.end)}
        return [o for o in things if not (isinstance(o.meaning, Word) and o.start in people)]


def hear(reading: Reading, before: tuple[Companion, ...]) -> Party:
    """Who is watching once this is said, and whose each thing of it is."""
    said, spans = reading.said, reading.spans
    if not before and not named_in(said):
        return _nobody(reading)
    titled = (s for s in spans if isinstance(s.meaning, Titles | Unknown | Person))
    taken = frozenset(n for span in titled for n in range(span.start, span.end))
    if any(after("alone", said, n) > n for n in range(len(said)) if n not in taken):
        before = ()
    named: list[Mention] = []
    voices: list[_Voice] = [
        _Voice(n, n, ()) for n, word in enumerate(said) if word in STOPS - {";"}
    ]
    present = list(before)
    for chain in mentions(said, taken):
        end = _relative(chain, said)
        speaks = _speaks(end, reading)
        if speaks or _invited(chain, said):
            named += chain
            new = _new(chain, present)
            present += [
                Companion(reading.between(one.start, one.end).lower(), one.role) for one in new
            ]
        if speaks:
            told = chain[-1:] if end > chain[-1].end else chain
            voices.append(_Voice(chain[0].start, chain[0].start, ()))
            voices.append(_Voice(told[0].start, end, _owners(told, present)))
    if not present:
        return _nobody(reading)
    voices.sort(key=lambda voice: voice.end)
    return Party(reading, tuple(present), named, _owned(reading, voices, named))


def _nobody(reading: Reading) -> Party:
    return Party(reading, (), (), [(one, _Voice(0, 0, ())) for one in reading.things])


def _owned(
    reading: Reading, voices: Sequence[_Voice], named: Sequence[Mention]
) -> list[tuple[Said, _Voice]]:
    """Each thing with the voice that says it: the last before it, while its clause goes on. What is
    in a name is theirs who are named: `our 8-year-old`, `with my kids`."""
    found: list[tuple[Said, _Voice]] = []
    nobody = _Voice(0, 0, ())
    for one in reading.things:
        inside = [m for m in named if m.other and one.start < m.end and m.start < one.end]
        if isinstance(one.meaning, Concept) and inside:
            stated = replace(one, stance="want") if one.stance == "like" else one
            found.append((stated, _Voice(inside[0].start, inside[0].end, (inside[0].role,))))
            continue
        voice = next((v for v in reversed(voices) if v.end <= one.start), nobody)
        last = found[-1] if found else None
        again = last is not None and last[1] == voice and bool(one.link)
        same = again and last is not None and last[0].stance == one.stance
        broken = not _BREAKS.isdisjoint(reading.said[voice.end : one.start])
        told = one.stance in _OPINION and reading.said[max(one.cue - 1, 0)] != ","
        found.append((one, nobody if broken and not (told or same) else voice))
    return found


def _relative(chain: Sequence[Mention], said: Sequence[str]) -> int:
    """Where the names end, a `who` after them included: what it tells is of the last one."""
    end = chain[-1].end
    begins = end + int(end < len(said) and said[end] == ",")
    told = after("who", said, begins)
    return told if told > begins else end


def _speaks(end: int, reading: Reading) -> bool:
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
        and span.meaning.has(*_OPINION)
        and (span.start == at or (at == end and span.start < end))
        and span.end > end
        for span in spans
    )


def _invited(chain: Sequence[Mention], said: Sequence[str]) -> bool:
    """`for my wife`, `me and the kids`: they are told to be there."""
    start = chain[0].start
    if any(one.kind == "self" for one in chain) and len(chain) > 1:
        return True
    before = any(after("for", said, n) == start for n in range(max(start - 2, 0), start))
    whose = after("whose", said, start) > start or is_han(said[chain[0].end - 1])
    return before and whose


def _new(chain: Sequence[Mention], present: Sequence[Companion]) -> list[Mention]:
    """Those of a list who were not there before, once each."""
    known = {one.role for one in present}
    fresh = {one.role: one for one in reversed(chain) if one.other and one.role not in known}
    return sorted(fresh.values(), key=lambda one: one.start)


def _owners(chain: Sequence[Mention], present: Sequence[Companion]) -> Owners:
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


def _wish(one: Said) -> bool:
    """Whether it is wished for in a way that another may wish otherwise."""
    if one.stance not in ("want", "like"):
        return False
    if isinstance(one.meaning, Concept):
        return all(term.attribute != "content_rating" for term in one.meaning.terms)
    return isinstance(one.meaning, Person | Titles)


def _taste(one: Said) -> bool:
    """Whether it is an opinion of titles, and not that they are out."""
    told = ("like", "dislike", "similar", "dissimilar", "lift", "allow")
    return isinstance(one.meaning, Titles) and one.stance in told
