"""Names in the place of a title: with a typing error, or of something the catalogue lacks."""

from __future__ import annotations

from chatrec.understand.lexicon import common_words, name_words
from chatrec.understand.meaning import Span, Titles, Unknown
from chatrec.understand.place import Place
from chatrec.understand.titles import TitleIndex
from chatrec.understand.tokens import is_han

_LONGEST = 16
_RARE = 1500
"""A single word with a capital is a name only from this rank of frequency on."""
_FUNCTION = 150
"""A word more frequent than this rank begins a sentence rather than a name."""
_FEW = 6
"""Words of a name without capitals."""
_JUDGED = (
    "like",
    "dislike",
    "similar",
    "dissimilar",
    "seen",
    "unseen",
    "act_why_not",
    "act_about",
    "act_unlearn",
    "than",
    "except",
    "earlier",
    "later",
    "shorter",
    "longer",
    "director_of",
    "cast_of",
)


def name_at(place: Place, titles: TitleIndex, stop: int, known: int) -> Span | None:
    """The title that a name at this place means. `stop` is where it ends at the latest, `known`
    where something else that the catalogue knows would end, else the place itself."""
    if (
        place.said[place.start - 1 : place.start] == ['"']
        and place.said[: place.start].count('"') % 2
    ):
        return _quoted(place, titles)
    if not place.said[place.start][0].isalnum():
        return None
    end = _capitals(place, stop)
    if end > place.start and _dated(place, end):
        return _named(place, titles, end, sure=True)
    if end > place.start and place.governed(*_JUDGED):
        return _named(place, titles, end, sure=end > known and known <= place.start)
    return _plain(place, titles, stop) if known <= place.start else None


def _plain(place: Place, titles: TitleIndex, stop: int) -> Span | None:
    """A name without capitals, as people type it: it must hold an unusual word."""
    stop = min(stop, place.start + _FEW)
    if not place.governed(*_JUDGED):
        return None
    if all(word in common_words() for word in place.said[place.start : stop]):
        return None
    sure = _strange(place, stop) and place.governed("similar", "dissimilar", "seen")
    return _named(place, titles, stop, sure=sure, shorter=True)


def _quoted(place: Place, titles: TitleIndex) -> Span | None:
    said = place.said
    closing = next((n for n in range(place.start, len(said)) if said[n] == '"'), None)
    if closing is None or not 0 < closing - place.start <= _LONGEST:
        return None
    sure = place.tokens[place.start].capital or is_han(said[place.start]) or place.governed()
    return _named(place, titles, closing, sure=sure)


def _named(
    place: Place, titles: TitleIndex, end: int, *, sure: bool, shorter: bool = False
) -> Span | None:
    """What is nearly a title, the name or where its end is not plain a `shorter` one; else unknown,
    when it is `sure` that it is a name."""
    for stop in range(end, place.start, -1) if shorter else (end,):
        text = _text(place, stop)
        after, year = Place(place.tokens, place.said, place.start, stop, place.spans).year()
        found = titles.choose(titles.similar(text), year)
        if found is not None:
            return Span(place.start, max(after, stop), Titles((found,)))
    if not sure:
        return None
    after, year = Place(place.tokens, place.said, place.start, end, place.spans).year()
    name = _text(place, end) + (f" ({year})" if year else "")
    return Span(place.start, max(after, end), Unknown(name))


def _text(place: Place, end: int) -> str:
    """The name as it was written."""
    return (
        " ".join(place.tokens[n].text for n in range(place.start, end) if place.tokens[n].text)
        if not is_han(place.said[place.start])
        else "".join(place.said[place.start : end])
    )


def _capitals(place: Place, stop: int) -> int:
    """Where a run of words with capitals ends; small words, numbers and colons may be in it."""
    end = at = place.start
    while at < min(len(place.said), place.start + _LONGEST):
        token = place.tokens[at]
        if token.capital or (token.word.isdecimal() and end > place.start):
            end = at + 1
        elif (
            token.word != ":" and (token.word not in name_words("links") or at >= stop)
        ) or at == place.start:
            break
        at += 1
    first = common_words().get(place.said[place.start], _RARE)
    if first < _FUNCTION and not place.middle() and not place.quoted():
        return place.start
    return end if _is_name(place, end) else place.start


def _is_name(place: Place, end: int) -> bool:
    """More than a word of everyday language that happens to have a capital."""
    own = [
        t.word
        for t in place.tokens[place.start : end]
        if t.capital and t.word not in name_words("links")
    ]
    return len(own) > 1 or any(common_words().get(word, _RARE) >= _RARE for word in own)


def _dated(place: Place, end: int) -> bool:
    """`Zzyx (1999)`: a year in brackets makes a title of the words before."""
    named = Place(place.tokens, place.said, place.start, end, place.spans)
    return named.bracketed() and named.year()[1] is not None


def _strange(place: Place, stop: int) -> bool:
    """A few words, one of which is none of the language's."""
    words = place.said[place.start : stop]
    return (
        len(words) <= 4
        and words[0] not in common_words()
        and all(w.isalpha() and w.isascii() for w in words)
    )
