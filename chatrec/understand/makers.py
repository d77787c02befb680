"""Who made a film that is named: "by the director of Alien", 和《异形》同一个导演."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chatrec.catalog import Catalog
from chatrec.understand.meaning import Concept, Cue, Span, Term, Titles

_MADE = {"director_of": "directors", "cast_of": "cast"}
_LEADS = ("by", "from", "with", "same", "in")
_BILLED = 4
"""Of a cast those named first."""


class Makers:
    """Puts the people of a film in the place of the words that mean them by it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def resolved(self, spans: list[Span], said: Sequence[str]) -> list[Span]:
        """The spans with each such phrase as one."""
        for n, span in enumerate(spans):
            for name, attribute in _MADE.items():
                if not isinstance(span.meaning, Cue):
                    continue
                if span.meaning.has(name) and _led(span, said):
                    found = self._merged(spans, n, _after(spans, n, said), attribute)
                elif span.meaning.has(f"{name}_after"):
                    found = self._merged(spans, _before(spans, n, said), n, attribute)
                else:
                    continue
                if found is not None:
                    return self.resolved(found, said)
        return spans

    def _merged(
        self, spans: list[Span], first: int, last: int, attribute: str
    ) -> list[Span] | None:
        """With the spans `first` to `last` as the people of the film among them."""
        film = next((i for s in spans[first : last + 1] for i in _ids(s)), None)
        names = self._names(film, attribute) if film else ()
        if not film or not names:
            return None
        made = Concept((Term(attribute, names),), "", by=(film,))
        return [
            *spans[:first], Span(spans[first].start, spans[last].end, made), *spans[last + 1 :]
        ]  # fmt: skip

    def _names(self, item: str, attribute: str) -> tuple[str, ...]:
        value = self._catalog[item].attributes.get(attribute, ())
        names = value if isinstance(value, tuple) else (str(value),)
        return names if attribute == "directors" else names[:_BILLED]


def _ids(span: Span) -> Iterator[str]:
    yield from span.meaning.ids if isinstance(span.meaning, Titles) else ()


def _led(span: Span, said: Sequence[str]) -> bool:
    """`By the director of`, where `who is the director of Alien` asks."""
    before = said[span.start - 1] if span.start else ""
    return before in _LEADS or "same" in said[span.start : span.end]


def _after(spans: Sequence[Span], at: int, said: Sequence[str]) -> int:
    """The place of the film after a phrase and of the mark that closes it; else of the phrase."""
    n = at + 1
    while n < len(spans) and _passed(spans[n], said):
        n += 1
    if n == len(spans) or not isinstance(spans[n].meaning, Titles):
        return at
    closed = n + 1 < len(spans) and n > at + 1 and said[spans[n + 1].start] == '"'
    return n + closed


def _before(spans: Sequence[Span], at: int, said: Sequence[str]) -> int:
    """The place where the words begin that name the film before a phrase: 和《异形》."""
    n = at - 1
    while n >= 0 and _passed(spans[n], said):
        n -= 1
    if n < 0 or not isinstance(spans[n].meaning, Titles):
        return at
    while n > 0 and said[spans[n - 1].start] in ('"', "和", "跟", "与", "同"):
        n -= 1
    return n


def _passed(span: Span, said: Sequence[str]) -> bool:
    film = isinstance(span.meaning, Cue) and span.meaning.has("film")
    return film or said[span.start] in ('"', "the")
