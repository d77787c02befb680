"""A message on its way from tokens to spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatrec.understand.meaning import Cue, Person, Span, Titles
from chatrec.understand.place import Place
from chatrec.understand.point import Pointed
from chatrec.understand.tokens import Token

_LINKS = (",", "and", ":", "the", "of")


@dataclass(frozen=True)
class Draft:
    """A message on the way: `thin` are the words without marks, `places` where they stand."""

    tokens: Sequence[Token]
    said: list[str]
    places: list[int]
    thin: list[str]
    pointed: Pointed
    spans: list[Span]

    @property
    def named(self) -> tuple[str, ...]:
        """The items named so far in this message."""
        return tuple(
            i for span in self.spans if isinstance(span.meaning, Titles) for i in span.meaning.ids
        )

    @property
    def several(self) -> tuple[str, ...]:
        """What "them" can mean: the titles of this message, else the latest list."""
        named = tuple(dict.fromkeys(self.named))
        return named if len(named) > 1 else self.pointed.all or named

    @property
    def person(self) -> Person | None:
        """The person spoken of last."""
        people = (s.meaning for s in reversed(self.spans) if isinstance(s.meaning, Person))
        return next(people, None)

    @property
    def compared(self) -> bool:
        """Whether `than` and an item stand right before, as in 比它短."""
        spans = [one for one in self.spans[-4:] if self.said[one.start] != '"']
        last = [span.meaning for span in spans[-2:]]
        than = len(last) == 2 and isinstance(last[0], Cue) and last[0].has("than")
        return than and isinstance(last[1], Titles)

    def written(self, start: int, end: int) -> str:
        """A name as it was written, the year in brackets."""
        parts = [token.text for token in self.tokens[start:end] if token.text]
        return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" 's", "'s")

    def listed(self, at: int) -> int:
        """Where a list of names goes on to that began before: `Heat, Ronin and Up: adored`."""
        end = at
        while end < len(self.said) and (self.tokens[end].capital or self.said[end] in _LINKS):
            end += 1
        linked = any(word in (",", "and") for word in self.said[at:end])
        return end if linked and self.said[end - 1] in (":", ",") else at

    def is_word(self, at: int) -> bool:
        return self.said[at][0].isalnum()

    def place(self, start: int, end: int) -> Place:
        return Place(self.tokens, self.said, start, end, self.spans)
