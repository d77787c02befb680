"""A message on its way from tokens to spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatrec.understand.meaning import Span, Titles
from chatrec.understand.place import Place
from chatrec.understand.point import Pointed
from chatrec.understand.tokens import Token


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

    def written(self, start: int, end: int) -> str:
        """A name as it was written, the year in brackets."""
        parts = [token.text for token in self.tokens[start:end] if token.text]
        return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" 's", "'s")

    def is_word(self, at: int) -> bool:
        return self.said[at][0].isalnum()

    def place(self, start: int, end: int) -> Place:
        return Place(self.tokens, self.said, start, end, self.spans)
