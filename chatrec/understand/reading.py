"""A message with all that was read in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatrec.understand.heard import Manner
from chatrec.understand.meaning import Amount, Concept, Cue, Person, Span, Titles, Unknown, Word
from chatrec.understand.opinions import union
from chatrec.understand.stance import Said
from chatrec.understand.tokens import Token, is_han


@dataclass(frozen=True)
class Reading:
    """A message with all that was read in it."""

    text: str
    tokens: Sequence[Token]
    said: Sequence[str]
    spans: Sequence[Span]
    things: Sequence[Said]

    def without(self, sentence: range) -> Reading:
        """What is said outside one sentence."""
        left = [one for one in self.things if one.start not in sentence]
        spans = [span for span in self.spans if span.start not in sentence]
        return replace(self, things=left, spans=spans)

    @property
    def subject(self) -> tuple[str, ...]:
        """What the message is about: the items it names, else those it points at."""
        titles = [one.meaning for one in self.things if isinstance(one.meaning, Titles)]
        named = [one for one in titles if not one.pointed] or titles
        return union((), (i for one in named for i in one.ids))

    @property
    def named(self) -> tuple[str, ...]:
        """The items named by a title, not only pointed at, or judged."""
        return union(
            (),
            (
                i
                for one in self.things
                if isinstance(one.meaning, Titles)
                and not (one.meaning.pointed and one.stance == "want")
                for i in one.meaning.ids
            ),
        )

    def values(self, sentence: range) -> tuple[tuple[str, str], ...]:
        """The attributes and values that a sentence names, those it refuses left out."""
        found: list[tuple[str, str]] = []
        for one in (thing.meaning for thing in self.things if thing.start in sentence):
            if isinstance(one, Concept):
                terms = (term for term in one.terms if not term.refused)
                found += [(term.attribute, value) for term in terms for value in term.values]
            elif isinstance(one, Person):
                found += [(attribute, name) for attribute, name, _ in one.roles]
        return tuple(dict.fromkeys(found))

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(one.meaning.title for one in self.things if isinstance(one.meaning, Unknown))

    @property
    def language(self) -> str:
        """Chinese when there is a Chinese character outside the titles and no kana anywhere."""
        if any("\u3040" <= c <= "\u30ff" for c in self.text):
            return "en"
        titles = {
            n
            for span in self.spans
            if isinstance(span.meaning, Titles)
            for n in range(span.start, span.end)
        }
        han = sum(is_han(word) for n, word in enumerate(self.said) if n not in titles)
        latin = sum(
            word.isascii() and word.isalpha() for n, word in enumerate(self.said) if n not in titles
        )
        if not latin and any(is_han(word) for word in self.said):
            return "zh"
        return "zh" if han > latin else "en"

    def has(self, *names: str) -> bool:
        return any(
            isinstance(span.meaning, Cue) and span.meaning.has(*names) for span in self.spans
        )

    @property
    def other(self) -> bool:
        """Whether another list is asked for: `something else`, but not `neither horror`."""
        for n, span in enumerate(self.spans):
            after = self.spans[n + 1].meaning if n + 1 < len(self.spans) else None
            asked = isinstance(span.meaning, Cue) and span.meaning.has("else")
            if asked and not isinstance(after, Concept | Person | Titles | Amount):
                return True
        return False

    def words(self, one: Said) -> str:
        """The words of the thing itself, as written; "" for the tail of a contraction."""
        token, after = self.tokens[one.start], self.tokens[one.start + 1 : one.start + 2]
        if one.end == one.start + 1 and not token.text:
            return ""
        if one.end == one.start + 1 and after and after[0].start == token.start:
            return token.word
        return self.between(one.start, one.end)

    def source(self, one: Said) -> str:
        """The words that made a limit: the thing with the cue that decides its stance."""
        if one.stance == "want" or one.cue >= one.start:
            return self.words(one)
        cue = next((span for span in self.spans if span.start == one.cue), None)
        if cue is None or cue.end >= one.start:
            return self.between(one.cue, one.end)
        return f"{self.between(cue.start, cue.end)} {self.words(one)}"

    def manner(self, one: Said) -> Manner:
        """How a wish meets the earlier ones: in their place, or on top where it says so."""
        if one.stance == "fine" or self._opens_with("or"):
            return "widen"
        if self.has("correct"):
            return "replace"
        on_top = self._opens_with("and") or any(self._too(n) for n in range(len(self.spans)))
        return "add" if on_top or _joins(one) else "replace"

    def _opens_with(self, name: str) -> bool:
        """`Or in Persian`, `And Brad Pitt` add to what was asked for before."""
        cues = (s.meaning for s in self.spans if not isinstance(s.meaning, Word))
        first = next((c for c in cues if not (isinstance(c, Cue) and c.names <= {"filler"})), None)
        return isinstance(first, Cue) and first.has(name)

    def _too(self, at: int) -> bool:
        """`also French ones`, `the 80s too`."""
        cue = self.spans[at].meaning
        if not isinstance(cue, Cue) or not cue.has("add"):
            return False
        last = at + 1 == len(self.spans) or not self.said[self.spans[at + 1].start][0].isalnum()
        return not cue.has("too") or last

    def between(self, start: int, end: int) -> str:
        """The tokens ``start..end-1`` as written."""
        if end <= start:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def _joins(one: Said) -> bool:
    """One more actor, or an adjective: "romantic" after "a comedy"."""
    if isinstance(one.meaning, Person):
        return one.role == "cast"
    if not isinstance(one.meaning, Concept) or one.meaning.form != "adjective":
        return False
    return all(term.attribute == "genres" for term in one.meaning.terms)
