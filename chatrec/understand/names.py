"""Titles and people in a message, where there is enough evidence for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from chatrec.understand.cues import Cues
from chatrec.understand.draft import Draft
from chatrec.understand.evidence import is_surname, is_title
from chatrec.understand.lexicon import common_words, name_words
from chatrec.understand.meaning import Concept, Cue, Span, Titles, Unknown
from chatrec.understand.mistyped import Mistyped
from chatrec.understand.people import People, likeliest
from chatrec.understand.place import Place
from chatrec.understand.titles import TitleIndex
from chatrec.understand.unknown import name_at
from chatrec.understand.values import Vocabulary

_TOLD = ("fan_after", "similar_after", "like_after", "dislike_after", "seen_after")
_LONGEST = 16
"""Words that a name may have."""
_LONG = 7
"""Letters from which a word without a capital may be a mistyped surname."""
_WELL_KNOWN = 3
"""Items of somebody whose surname alone means them more often than a keyword."""


class Names:
    """Looks names up, and weighs what speaks for them."""

    def __init__(
        self, titles: TitleIndex, people: People, cues: Cues, vocabulary: Vocabulary
    ) -> None:
        self._titles = titles
        self._people = people
        self._mistyped = Mistyped(people)
        self._cues = cues
        self._vocabulary = vocabulary

    def has(self, word: str) -> bool:
        """Whether the word names something of the catalogue, or steers."""
        tables = (self._people.short, self._people.whole, self._vocabulary.phrases)
        known = any(table.at([word], 0) is not None for table in tables)
        return known or self._cues.at([word], 0) is not None or any(self._titles.every([word], 0))

    def title(self, draft: Draft, at: int) -> Span | None:
        places = draft.places
        if not draft.is_word(at):
            return None
        for end, named in self._titles.every(draft.thin, bisect_left(places, at)):
            place = draft.place(at, places[end - 1] + 1)
            if draft.tokens[at].capital and self._titles.ends_with(named, place.mark()):
                return Span(at, place.end + 1, Titles((self._titles.choose(named),)))  # type: ignore[arg-type]
            after, year = place.year()
            row = self._titles.choose(named, year)
            known = (*draft.said[at : place.end],) in self._vocabulary.phrases
            if row is None and year is not None and place.bracketed() and place.capital():
                return Span(at, after, Unknown(draft.written(at, after)))
            if row is not None and year is not None and named[0].rank < 2:
                return Span(at, after, Titles((row,)))
            if row is None:
                after, row = place.end, self._titles.choose(named)
            if row is not None and is_title(
                place, self._evidence(draft, place), known, named[0].rank
            ):
                return Span(at, after, Titles((row,)))
        return None

    def _evidence(self, draft: Draft, place: Place) -> bool:
        """Whether what comes next says something of a title, or of a list: `was great`."""
        if self._cues.has(
            draft.said, place.end, *_TOLD, "released_after", "act_about_after", "act_why_not"
        ):
            return True
        end = draft.listed(place.end)
        return end > place.end and self._cues.has(draft.said, end, "like", "dislike", *_TOLD)

    def person(self, draft: Draft, at: int) -> Span | None:
        found = self._people.short.at(draft.said, at)
        if found is None:
            return self._family(draft, at)
        end, person = found
        place = draft.place(at, end)
        siblings = draft.said[end : end + 1] and draft.said[end] in name_words("siblings")
        if not siblings and not is_surname(place, self._works(draft, end)):
            return None
        role = "directors" if siblings or self._directs(draft, at, end) else ""
        role = role or ("directors" if place.continues_people("director") else "")
        chosen = likeliest(person, role, all_of_them=bool(siblings))
        return Span(at, end + bool(siblings), chosen)

    def surely(self, draft: Draft, person: Span) -> bool:
        """Whether the person is meant even where a keyword has the same name: siblings, and
        somebody of several items before a word for works ("a Hitchcock thriller")."""
        if draft.said[person.end - 1] in name_words("siblings"):
            return True
        if draft.place(person.start, person.end).governed("director"):
            return True
        most = max((n for _, _, n in person.meaning.roles), default=0)  # type: ignore[union-attr]
        word = draft.said[person.start]
        alone = draft.tokens[person.start].capital and len(word) > 2 and word not in common_words()
        return (most > 1 and self._works(draft, person.end)) or (most >= _WELL_KNOWN and alone)

    def unmarked(self, draft: Draft, at: int) -> Span | None:
        """`eddie murphys in it`: a whole name with an s that lacks its apostrophe."""
        for end in range(at + 2, min(at + 5, len(draft.said) + 1)):
            last = draft.said[end - 1]
            if last.endswith("s") and len(last) > 4:
                found = self._people.whole.get((*draft.said[at : end - 1], last[:-1]))
                if found is not None:
                    return Span(at, end, found)
        return None

    def mistyped(self, draft: Draft, at: int, *, alone: bool) -> Span | None:
        """Two words that are nearly a name, or `alone` nearly a surname where a person must be
        meant."""
        one = self._mistyped.whole(draft.said[at : at + 2])
        if one is not None:
            return Span(at, at + 2, one)
        place = draft.place(at, at + 1)
        led = place.governed("director", "directed_after") or (
            place.capital() and place.governed("cast")
        )
        told = place.capital() or len(draft.said[at]) >= _LONG
        if not alone or not (led or place.alone() or (told and self._works(draft, at + 1))):
            return None
        one = self._mistyped.surname(draft.said[at])
        return None if one is None else Span(at, at + 1, likeliest(one))

    def _works(self, draft: Draft, end: int) -> bool:
        """Whether a word for works follows a name: `film`, `directed`, a genre."""
        end += draft.said[end : end + 1] == ["'s"]
        end += set(draft.said[end : end + 1]) <= name_words("emphatics") and end < len(draft.said)
        if self._cues.has(draft.said, end, "film", "directed_after", "cast_after"):
            return True
        if not name_words("fellows").isdisjoint(draft.said[end : end + 1]):
            return True
        found = self._vocabulary.phrases.at(draft.said, end) if end < len(draft.said) else None
        return found is not None and isinstance(found[1], Concept) and not found[1].soft

    def _family(self, draft: Draft, at: int) -> Span | None:
        """`the Wachowskis`."""
        word = draft.said[at]
        found = (
            self._people.short.at([word[:-1]], 0) if word.endswith("s") and len(word) > 4 else None
        )
        place = draft.place(at, at + 1)
        if found is None or not place.capital() or draft.said[at - 1 : at] != ["the"]:
            return None
        return Span(at, at + 1, likeliest(found[1], "directors", all_of_them=True))

    def _directs(self, draft: Draft, at: int, end: int) -> bool:
        before = draft.spans[-1].meaning if draft.spans else None
        if isinstance(before, Cue) and before.has("cast"):
            return False
        return (
            True
            if isinstance(before, Cue) and before.has("director")
            else self._cues.has(draft.said, end, "directed_after", "film")
        )

    def unknown(self, draft: Draft, at: int, known: int) -> Span | None:
        """A name that is no title but for a typing error, or that the catalogue lacks. `known` is
        where another meaning of the words ends."""
        found = name_at(draft.place(at, at + 1), self._titles, self._stops(draft, at), known)
        return found if found is not None and not self._titled(draft, at) else None

    def _titled(self, draft: Draft, at: int) -> bool:
        """Whether a title stands here that no further name follows."""
        title = self.title(draft, at)
        if title is None:
            return False
        end = title.end + (draft.said[title.end : title.end + 1] == [":"])
        after = draft.tokens[end : end + 1]
        return not after or not after[0].capital

    def _stops(self, draft: Draft, at: int) -> int:
        """Where at the latest a name that begins at `at` must have ended."""
        said, end = draft.said, at
        while end < min(len(said), at + _LONGEST) and draft.is_word(end):
            if end > at and self._breaks(said, end):
                break
            end += 1
        return end

    def _breaks(self, said: Sequence[str], at: int) -> bool:
        cue = self._cues.at(said, at)
        return cue is not None and cue[1].has(
            "break", "or", "want", "like_after", "dislike_after", "refuse"
        )
