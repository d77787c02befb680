"""A stretch of a message, and what there is around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatrec.understand.lexicon import name_words
from chatrec.understand.meaning import Cue, Person, Span, Titles
from chatrec.understand.tokens import Token

_SAYS = (
    "like", "dislike", "similar", "dissimilar", "seen", "unseen", "act_why_not", "act_about",
    "act_why",
    "act_forget", "act_unlearn", "than", "except", "earlier", "later", "shorter", "longer",
    "director_of", "cast_of",
)  # fmt: skip

_NEAR, _WIDE = 4, 24
"""How many spans back a cue may stand that leads to a name, or to a list of names; and how many
tokens around it show whether capitals mean anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """The tokens ``start..end-1`` of a message and what was read before them."""

    tokens: Sequence[Token]
    said: Sequence[str]
    start: int
    end: int
    spans: Sequence[Span]

    @property
    def words(self) -> Sequence[str]:
        return self.said[self.start : self.end]

    @property
    def cue(self) -> Cue | None:
        """The cue right before, an article or a mark of quotation passed over."""
        for span in self.spans[: -_NEAR - 1 : -1]:
            if isinstance(span.meaning, Cue):
                if not span.meaning.names <= {"film", "filler"}:
                    return span.meaning
            elif self.said[span.start] not in (
                "the",
                "a",
                '"',
                ":",
                "movie",
                "film",
                "this",
                "that",
            ):
                return None
        return None

    def governed(self, *names: str) -> bool:
        """Whether a cue of those names, or such a cue and another title, leads to this place."""
        cue = self.cue
        if cue is not None and cue.has(*(names or _SAYS)):
            return True
        return self._continues(*(names or _SAYS))

    def _continues(self, *names: str) -> bool:
        """`I loved Alien, Heat and Up`."""
        linked = False
        for span in self.spans[: -_WIDE - 1 : -1]:
            meaning, word = span.meaning, self.said[span.start]
            if isinstance(meaning, Titles) or word in (",", "、", '"', ":", "the", "/"):
                linked = linked or isinstance(meaning, Titles)
            elif isinstance(meaning, Cue):
                if not meaning.has("and", "or", "add", "skip"):
                    return linked and meaning.has(*names)
            else:
                return False
        return False

    def continues_people(self, name: str) -> bool:
        """`directed by Lee, Scott or` leads to one more person in that role."""
        for span in self.spans[: -_WIDE - 1 : -1]:
            meaning = span.meaning
            if isinstance(meaning, Cue) and not meaning.has("or", "and", "either"):
                return meaning.has(name)
            if not isinstance(meaning, Cue | Person) and self.said[span.start] not in (",", "、"):
                return False
        return False

    def quoted(self) -> bool:
        before = self.said[self.start - 1 : self.start]
        return list(before) == ['"'] and list(self.said[self.end : self.end + 1]) == ['"']

    def _after(self) -> int:
        """Where a year in brackets would stand: `"Her" (2013)`, `Airplane! (1980)`."""
        closing = self.said[self.end : self.end + 1]
        return self.end + (len(closing) > 0 and closing[0] in '"!?.')

    def mark(self) -> str:
        """What stands right after the name."""
        return self.said[self.end] if self.end < len(self.said) else ""

    def bracketed(self) -> bool:
        at = self._after()
        return list(self.said[at : at + 1]) == ["("]

    def year(self) -> tuple[int, int | None]:
        """A year right after the name, and where it ends."""
        bracket = self.bracketed()
        at = self._after() + 1 if bracket else self.end
        word = self.said[at] if at < len(self.said) else ""
        if not (word.isdecimal() and len(word) == 4 and 1880 <= int(word) <= 2039):
            return self.end, None
        if bracket:
            return min(at + 2, len(self.said)), int(word)
        decade = list(self.said[at + 1 : at + 2]) == ["s"]
        return (self.end, None) if decade else (at + 1, int(word))

    def capital(self) -> bool:
        """Written as a name where other words are not."""
        own = [t for t in self.tokens[self.start : self.end] if t.word not in name_words("small")]
        near = range(max(1, self.start - _WIDE), min(len(self.tokens), self.end + _WIDE))
        others = [
            self.tokens[n]
            for n in near
            if not self.start <= n < self.end
            and self.said[n].isalpha()
            and self.said[n] != "i"
            and self.said[n - 1] not in ".!?\n"
        ]
        shouted = len(others) > 2 and sum(t.capital for t in others) > 0.7 * len(others)
        return bool(own) and all(t.capital or t.word[0].isdecimal() for t in own) and not shouted

    def middle(self) -> bool:
        """Not at the beginning of a sentence, where every word has a capital."""
        before = self.said[self.start - 1] if self.start else "."
        return before not in ".!?\n:" or (before == ":" and self.governed())

    def calls(self) -> bool:
        """A word that only calls or curses, between marks: `God, no`, `thanks, man`."""
        if len(self.words) != 1 or self.words[0] not in name_words("interjections"):
            return False
        before = self.said[self.start - 1] if self.start else "."
        after = self.said[self.end] if self.end < len(self.said) else "."
        opens = before in ".!?;\n" and after in ",!"
        return opens or (before == "," and after in ".!?;\n")

    def sentence(self) -> bool:
        """The whole sentence: `Western. Eastwood.`"""
        before = self.said[self.start - 1] if self.start else "."
        return before in ".!?;\n" and (self.mark() or ".") in ".!?;\n"

    def alone(self) -> bool:
        """The whole message, but for marks."""
        return not any(w[0].isalnum() for w in (*self.said[: self.start], *self.said[self.end :]))

    def asked(self) -> bool:
        """In a question: `Who plays the lead in Alien`."""
        opens = next((n + 1 for n in range(self.start - 1, -1, -1) if self.said[n] in ".!?;\n"), 0)
        return self.said[opens] in name_words("questions") and opens < self.start

    def vague(self) -> bool:
        """The rest of a name is forgotten: 肖申克什么的."""
        return [*self.said[self.end : self.end + 2]] == ["什", "么"]

    def closes(self) -> bool:
        """No noun follows that this would only be a part of."""
        if self.end >= len(self.said) or not self.said[self.end][0].isalnum():
            return True
        return self.said[self.end] in name_words("closers")

    def film(self) -> bool:
        """`the movie Heat`, `the Heat movie` is not enough."""
        return self.start > 0 and self.said[self.start - 1] in name_words("works")
