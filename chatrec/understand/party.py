"""Whose each thing is that a message says: the speaker's, or somebody's who watches too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatrec.company import Companion
from chatrec.types import Query
from chatrec.understand.frames import STOPS
from chatrec.understand.meaning import Concept, Person, Titles, Unknown, Word
from chatrec.understand.opinions import judged
from chatrec.understand.present import Mention, after, mentions, named_in
from chatrec.understand.reading import Reading
from chatrec.understand.stance import Said
from chatrec.understand.tokens import is_han
from chatrec.understand.voices import (
    OPINION,
    Voice,
    described,
    fresh,
    invited,
    known,
    name_of,
    owners,
    relative,
    speaks,
)
from chatrec.understand.wish import joined, settled, unwished, wished

_NO = ("refuse", "dislike", "less")
_BREAKS = frozenset((",", ";", "but"))


@dataclass(frozen=True)
class Party:
    """The company so far, who is named by a message, and its things by owner."""

    reading: Reading
    present: tuple[Companion, ...]
    named: Sequence[Mention]
    owned: Sequence[tuple[Said, Voice]]

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
        voice = next((v for o, v in self.owned if o.start == one.start), Voice(0, 0, ()))
        if one.stance not in _NO or voice.owners in ((), ("",)):
            return source
        name = said.between(voice.start, voice.end)
        if not name:
            return source
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
    called = frozenset(s.start for s in spans if isinstance(s.meaning, Word) and s.meaning.called)
    if not before and not called and not named_in(said):
        return _nobody(reading)
    titled = (s for s in spans if isinstance(s.meaning, Titles | Unknown | Person))
    taken = frozenset(n for span in titled for n in range(span.start, span.end))
    if any(after("alone", said, n) > n for n in range(len(said)) if n not in taken):
        before = ()
    named: list[Mention] = []
    voices: list[Voice] = [Voice(n, n, ()) for n, word in enumerate(said) if word in STOPS - {";"}]
    present = list(before)
    for told_of in mentions(said, taken, called):
        chain = [known(one, said, present) for one in told_of]
        begins, end = described(chain[0], reading), relative(chain, said)
        opinion = speaks(end, reading)
        by_name = not called.isdisjoint(one.start for one in chain)
        if opinion or begins >= 0 or by_name or invited(chain, said):
            named += chain
            new = fresh(chain, present)
            present += [Companion(name_of(reading, one, called), one.role) for one in new]
        if begins >= 0:
            voices.append(Voice(begins, begins, (chain[0].role,)))
        if begins >= 0 or opinion:
            voices.append(Voice(chain[0].start, chain[0].start, ()))
        if opinion:
            told = chain[-1:] if end > chain[-1].end else chain
            voices.append(Voice(told[0].start, end, owners(told, present)))
    if not present:
        return _nobody(reading)
    voices.sort(key=lambda voice: voice.end)
    return Party(reading, tuple(present), named, _owned(reading, voices, named))


def _nobody(reading: Reading) -> Party:
    return Party(reading, (), (), [(one, Voice(0, 0, ())) for one in reading.things])


def _owned(
    reading: Reading, voices: Sequence[Voice], named: Sequence[Mention]
) -> list[tuple[Said, Voice]]:
    """Each thing with the voice that says it: the last before it, while its clause goes on. What is
    in a name is theirs who are named: `our 8-year-old`, `with my kids`."""
    found: list[tuple[Said, Voice]] = []
    nobody = Voice(0, 0, ())
    for one in reading.things:
        inside = [m for m in named if m.other and one.start < m.end and m.start < one.end]
        if isinstance(one.meaning, Concept) and inside:
            stated = replace(one, stance="want") if one.stance == "like" else one
            found.append((stated, Voice(inside[0].start, inside[0].end, (inside[0].role,))))
            continue
        voice = next((v for v in reversed(voices) if v.end <= one.start), nobody)
        last = found[-1] if found else None
        again = last is not None and last[1] == voice and bool(one.link)
        same = again and last is not None and last[0].stance == one.stance
        broken = not _BREAKS.isdisjoint(reading.said[voice.end : one.start])
        told = one.stance in OPINION and reading.said[max(one.cue - 1, 0)] != ","
        found.append((one, nobody if broken and not (told or same) else voice))
    return found


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
