"""From tokens to spans: at each place the longest thing that the message can mean there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from chatrec.catalog import Catalog
from chatrec.understand.amounts import Amounts
from chatrec.understand.called import called
from chatrec.understand.cues import attributes, comparatives, steering
from chatrec.understand.draft import Draft
from chatrec.understand.lexicon import common_words, name_words
from chatrec.understand.makers import Makers
from chatrec.understand.meaning import Amount, Attribute, Concept, Cue, Meaning, Span, Titles, Word
from chatrec.understand.names import Names
from chatrec.understand.people import People
from chatrec.understand.point import Pointed
from chatrec.understand.sizes import sizes
from chatrec.understand.titles import TitleIndex
from chatrec.understand.tokens import Token
from chatrec.understand.values import Vocabulary


class Scanner:
    """All tables of one catalogue. `scan` reads a message once, from left to right."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self.vocabulary = Vocabulary(catalog)
        self._cues, self._pointers = steering()
        self._makers = Makers(catalog)
        people = People(catalog)
        self._names = Names(TitleIndex(catalog), people, self._cues, self.vocabulary)
        numeric = [n for n in catalog.attributes if _numeric(catalog, n)]
        self._amounts = Amounts(catalog.attributes, numeric, today)
        self._tables = (
            sizes(catalog, today),
            comparatives(tuple(catalog.attributes)),
            people.whole,
            self.vocabulary.phrases,
        )
        self._after_than = comparatives(tuple(catalog.attributes), "after_than")
        self._attributes = attributes(tuple(catalog.attributes))

    def scan(self, tokens: Sequence[Token], pointed: Pointed) -> list[Span]:
        said = [token.word for token in tokens]
        places = [n for n, word in enumerate(said) if word[0].isalnum() or word == "'s"]
        names = called(tokens, self._names.has)
        draft = Draft(tokens, said, places, [said[n] for n in places], pointed, [])
        at = 0
        while at < len(tokens):
            name = Span(at, at + 1, Word(called=True)) if at in names else None
            span = name or self._best(draft, at)
            draft.spans.append(span)
            at = span.end
        return self._makers.resolved(draft.spans, said)

    def _best(self, draft: Draft, at: int) -> Span:
        best = Span(at, at + 1, Word())
        for span in self._drafts(draft, at):
            if span.end > best.end or (span.end == best.end and isinstance(best.meaning, Word)):
                best = span
        if best.end == at + 1 and (pair := self._misspelt_pair(draft, at)) is not None:
            return pair
        if isinstance(best.meaning, Word) and (concept := self._misspelt(draft, at)) is not None:
            return Span(at, at + 1, concept)
        if best.end == at + 1 and isinstance(best.meaning, Word | Concept) and _odd(draft, at):
            word = isinstance(best.meaning, Word)
            return self._names.mistyped(draft, at, alone=word) or best
        return best

    def _misspelt(self, draft: Draft, at: int) -> Concept | None:
        token = draft.tokens[at]
        odd = len(token.word) > 4 and token.word.isalpha() and token.word.isascii()
        if not odd or token.word in common_words() or (token.capital and at):
            return None
        return self.vocabulary.misspelt(token.word)

    def _misspelt_pair(self, draft: Draft, at: int) -> Span | None:
        """`science ficton`: a name of two words of which the second is wrong."""
        words = draft.said[at : at + 2]
        odd = len(words) == 2 and all(len(w) > 4 and w.isascii() and w.isalpha() for w in words)
        if not odd or words[1] in common_words() or draft.tokens[at + 1].capital:
            return None
        concept = self.vocabulary.misspelt(" ".join(words))
        return None if concept is None else Span(at, at + 2, concept)

    def _drafts(self, draft: Draft, at: int) -> Iterator[Span]:
        """In order of preference: of two that are equally long the first is taken."""
        said = draft.said
        if draft.compared and (than := self._after_than.at(said, at)) is not None:
            yield Span(at, than[0], than[1])
        if (title := self._names.title(draft, at)) is not None:
            yield title
        if (named := self._attributes.at(said, at)) is not None and self._lifted(draft, *named):
            yield Span(at, named[0], named[1])
        amount = self._amounts.at(said, at)
        if amount is not None and said[at - 1 : at] != ["("]:
            yield amount
        person = self._names.person(draft, at)
        if person is not None and self._names.surely(draft, person):
            yield person
        for table in self._tables:
            if (found := table.at(said, at)) is not None and self._fits(draft, at, *found):
                yield Span(at, found[0], self._tongue(draft, at, *found))
        if (person := person or self._names.unmarked(draft, at)) is not None:
            yield person
        yield from self._other(draft, at, person)

    def _tongue(self, draft: Draft, at: int, end: int, meaning: Meaning) -> Meaning:
        """`nothing in Danish`: the cue before has taken the "in" that makes a language of it."""
        if (
            draft.said[at - 1 : at] == ["in"]
            and isinstance(meaning, Concept)
            and meaning.form == "adjective"
        ):
            spoken = self.vocabulary.phrases.at(draft.said, at - 1)
            if spoken is not None and spoken[0] == end:
                return spoken[1]
        return meaning

    def _other(self, draft: Draft, at: int, person: Span | None) -> Iterator[Span]:
        said = draft.said
        if (found := self._pointers.at(said, at)) is not None and self._ends(draft, found[0]):
            yield Span(at, found[0], Titles(draft.pointed.shown[found[1]], True))
        cue = self._cues.at(said, at)
        known = max((f[0] for t in self._tables if (f := t.at(said, at))), default=at)
        if person is not None:
            known = max(known, person.end)
        if (unknown := self._names.unknown(draft, at, known)) is not None:
            yield unknown
        if cue is not None:
            theirs = _governed(draft) or self._cues.has(said, cue[0], "film")  # 他的电影
            somebody = draft.person if cue[1].has("he") and theirs else None
            yield Span(at, cue[0], somebody or self._referring(draft, at, *cue))

    def _fits(self, draft: Draft, at: int, end: int, meaning: Meaning) -> bool:
        """A bare word such as "short" is a size before a noun of films, or where its phrase ends;
        a keyword such as "love" is none where the word is a verb."""
        if isinstance(meaning, Concept) and meaning.soft and draft.place(at, end).calls():
            return False
        if isinstance(meaning, Concept) and meaning.soft:
            cue = self._cues.at(draft.said, at)
            return (
                cue is None
                or cue[0] < end
                or not cue[1].has("like", "dislike", "refuse", "want", "more")
            )
        if not (isinstance(meaning, Amount) and meaning.bare):
            return True
        if self._hurries(draft, at, end):
            return False
        if end >= len(draft.said) or not draft.is_word(end):
            return at == 0 or draft.is_word(at - 1) or self._lists(draft, at)
        return self._is_kind(draft.said, end) or self._cues.has(
            draft.said, end, "break", "or", "and", "want", "like", "nor"
        )

    def _hurries(self, draft: Draft, at: int, end: int) -> bool:
        """`Quick, give me a thriller` is said of the answer, not of the film."""
        opens = at == 0 or not draft.is_word(at - 1)
        asked = draft.said[end : end + 1] == [","] and self._cues.has(draft.said, end + 1, "want")
        return opens and asked

    def _lists(self, draft: Draft, at: int) -> bool:
        """`light, short` is a list of wishes, `please, quick` is none."""
        before = draft.spans[-2:]
        listed = len(before) == 2 and draft.said[at - 1] == ","
        return listed and not isinstance(before[0].meaning, Cue)

    def _is_kind(self, said: Sequence[str], at: int) -> bool:
        cue = self._cues.at(said, at)
        if cue is not None and cue[1].has("film", "and", "or", "filler"):
            return True
        found = self.vocabulary.phrases.at(said, at)
        hard = found is not None and isinstance(found[1], Concept) and not found[1].soft
        return hard or self._tables[0].at(said, at) is not None

    def _ends(self, draft: Draft, end: int) -> bool:
        """A pointer stands where a noun phrase ends: not `the first film of Nolan`."""
        if end >= len(draft.said) or not draft.is_word(end):
            return True
        return self._cues.at(draft.said, end) is not None

    def _lifted(self, draft: Draft, end: int, attribute: Attribute) -> bool:
        """The name of an attribute is one only where a limit on it is taken away."""
        before = draft.spans[-1].meaning if draft.spans else None
        if not attribute.name and self._cues.has(draft.said, end, "person", "cast", "director"):
            return False  # `skip everything from the 80s`
        limit = not attribute.name or draft.said[end - 1] in name_words("limits")
        names = ("lift", "any", "allow", "refuse", "expel") if limit else ("lift", "any", "allow")
        if isinstance(before, Cue) and before.has(*names):
            return True
        return self._cues.has(draft.said, end, "lift_after", "allow_after")

    def _referring(self, draft: Draft, at: int, end: int, cue: Cue) -> Meaning:
        """A pronoun becomes the item meant where it can be one: `loved it`, `that was great`."""
        if not cue.has("pronoun", "pronouns") or cue.has("else"):
            return cue
        before = draft.spans[-1] if draft.spans else None
        governed = (
            before is not None
            and before.end == at
            and isinstance(before.meaning, Cue)
            and before.meaning.has(*_GOVERNS)
        )
        subject = self._cues.has(
            draft.said, end, "like_after", "dislike_after", "seen_after", "refuse_after"
        )
        opens = (
            before is None or not draft.is_word(before.end - 1) or isinstance(before.meaning, Cue)
        )
        if not governed and not (subject and opens) and end - at < 2:
            return cue
        several = cue.has("pronouns")
        ids = draft.several if several else draft.pointed.one(draft.named)
        return Titles(ids, True) if ids else cue


def _odd(draft: Draft, at: int) -> bool:
    """Whether a word that nobody knows stands here or next."""
    return any(word.isalpha() and word not in common_words() for word in draft.said[at : at + 2])


def _governed(draft: Draft) -> bool:
    """Whether a refusal or a role comes right before: `without him`, `more with her`."""
    before = draft.spans[-1].meaning if draft.spans else None
    return isinstance(before, Cue) and before.has("refuse", "dislike", "cast", "director", "like")


_GOVERNS = (
    "like", "dislike", "similar", "dissimilar", "seen", "unseen", "act_why", "act_why_not",
    "act_about", "act_forget", "act_unlearn", "than", "except", "earlier", "later", "shorter",
    "longer",
)  # fmt: skip


def _numeric(catalog: Catalog, name: str) -> bool:
    if name in ("year", "runtime", "price", "popularity"):
        return False
    sample = next((i.attributes[name] for i in catalog if name in i.attributes), None)
    return isinstance(sample, int | float) and not isinstance(sample, bool)
