"""The words for the catalogue's own values: genres, origins, ratings, brands, keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process

from chatrec.catalog import Catalog
from chatrec.understand import lexicon
from chatrec.understand.lexicon import listed, rows
from chatrec.understand.meaning import Concept, Meaning, Term
from chatrec.understand.phrases import Phrases, plurals, spelled
from chatrec.understand.ratings import rated
from chatrec.understand.themes import NEGATED, Themes
from chatrec.understand.tokens import fold, is_han

PEOPLE = ("directors", "cast", "writers", "authors", "author", "artist", "artists")
_NOT_VALUES = frozenset(
    ("aliases", "url", "image", "currency", "keywords", "text_source", "original_title", *PEOPLE)
)
_TYPO = 84.0
"""Ratio from which an unknown word is taken for a genre with a typing error, out of 100."""
_LONG = 5
"""Letters that a word must have for that."""
_FEW = 400
"""An attribute with more different values than this holds texts rather than kinds."""


class Vocabulary:
    """Phrases and what they mean in this catalogue. Built once from it and the lexicons."""

    def __init__(self, catalog: Catalog) -> None:
        self.themes = Themes(catalog.values("keywords") if "keywords" in catalog.attributes else ())
        self.phrases: Phrases[Meaning] = Phrases()
        self.attributes = catalog.attributes
        self.spoken: dict[str, str] = {}
        """The main language of each country."""
        self._values = {name: _folded(catalog, name) for name in _kinds(catalog)}
        self._own_values()
        for language in lexicon.LANGUAGES:
            self._lexicon(lexicon.values(language))
        self._genres = [" ".join(p) for p in self.phrases if _is_genre(p, self.phrases.get(p))]
        self._keywords()
        for language in lexicon.LANGUAGES:
            words = lexicon.values(language)
            for english, entries in words.get("keywords", {}).items():
                self._add(entries, self._wish(english), keep=True)
            self._glosses(words.get("glosses", {}))

    def term(self, attribute: str, names: Iterable[str]) -> Term | None:
        """The condition with the catalogue's own spelling; None without such an attribute."""
        if attribute not in self.attributes:
            return None
        known = self._values.get(attribute, {})
        names = list(names)
        here = tuple(known[fold(name)] for name in names if fold(name) in known)
        return Term(attribute, here[:1] or tuple(names[:1]))

    def misspelt(self, word: str) -> Concept | None:
        """The genre that a word with a typing error names."""
        found = process.extractOne(word, self._genres, scorer=fuzz.ratio, score_cutoff=_TYPO)
        jumbled = (genre for genre in self._genres if sorted(genre) == sorted(word))
        genre = found[0] if found else next(jumbled, "")
        meaning = self.phrases.get(tuple(genre.split()))
        return meaning if isinstance(meaning, Concept) else None

    def _add(self, entries: str, concept: Meaning, *, keep: bool = False) -> None:
        for entry in listed(entries):
            for phrase in spelled(entry):
                self.phrases.add(phrase, concept, keep=keep)

    def _own_values(self) -> None:
        for attribute, named in self._values.items():
            for value in named.values():
                if attribute == "genres" and value in _LISTED:
                    continue
                gloss = "" if attribute == "content_rating" else value.lower()
                self._noun(value.lower(), (Term(attribute, (value,)),), gloss)

    def _noun(self, noun: str, terms: tuple[Term, ...], gloss: str) -> None:
        self._add(noun, Concept(terms, gloss, "noun"))
        if noun and not is_han(noun[-1]):
            for plural in plurals(noun):
                self._add(plural, Concept(terms, gloss, "plural"), keep=True)

    def _lexicon(self, words: Mapping[str, Any]) -> None:
        self._soft(words)
        for genre, entry in words.get("genres", {}).items():
            self._genre(genre, entry)
        self._compounds(words)
        self._origins(words.get("origins", {}))
        self._ratings(words.get("ratings", {}))

    def _genre(self, genre: str, entry: Mapping[str, str]) -> None:
        names = [genre, *listed(entry.get("names", ""))]
        term = self.term("genres", names)
        if term is None or (
            genre in _NO_CORE and fold(term.values[0]) not in self._values.get("genres", {})
        ):
            return
        gloss = genre.lower()
        for noun in listed(entry.get("nouns", "")):
            self._noun(noun, (term,), gloss)
        self._add(entry.get("adjectives", ""), Concept((term,), gloss, "adjective"))

    def _compounds(self, words: Mapping[str, Any]) -> None:
        for kind, refused in (("compounds", False), ("opposites", True)):
            for gloss, entry in words.get(kind, {}).items():
                terms = [self.term("genres", [genre]) for genre in listed(entry["genres"])]
                found = tuple(
                    Term(term.attribute, self._alike(term), refused) for term in terms if term
                )
                for noun in listed(entry["words"]) if found else ():
                    self._noun(noun, found, gloss)

    def _alike(self, term: Term) -> tuple[str, ...]:
        """The catalogue's spelling of a genre that a compound names by the lexicon's."""
        entry = lexicon.values("en")["genres"].get(term.values[0], {})
        found = self.term("genres", [term.values[0], *listed(entry.get("names", ""))])
        return found.values if found else term.values

    def _origins(self, words: Mapping[str, str]) -> None:
        for country, language, names in rows(words.get("nations", "")):
            spoken = self.term("languages", [language])
            made = self.term("countries", [country]) or spoken
            if spoken:
                self.spoken[country] = spoken.values[0]
            for name in listed(names) if made else ():
                self._add(name, Concept((made,), name, "adjective"))  # type: ignore[arg-type]
            if spoken:
                self._spoken(listed(words.get("speaking_of", "")), language.lower(), spoken)
        for language, names in rows(words.get("languages", "")):
            if spoken := self.term("languages", [language]):
                self._add(names, Concept((spoken,), language.lower(), "adjective"))
                self._spoken(listed(words.get("speaking_of", "")), language.lower(), spoken)
        for countries, names in rows(words.get("regions", "")):
            if "countries" in self.attributes:
                some = Term("countries", self._present("countries", listed(countries)))
                self._add(names, Concept((some,), listed(names)[0], "adjective"))
        for attribute, home, names in rows(words.get("elsewhere", "")):
            if attribute in self.attributes:
                away = Term(attribute, self._present(attribute, listed(home)), True)
                self._add(names, Concept((away,), "foreign", "adjective"))

    def _spoken(self, patterns: list[str], language: str, term: Term) -> None:
        for pattern in patterns:
            self._add(pattern.replace("{}", language), Concept((term,), language, "adjective"))

    def _present(self, attribute: str, names: list[str]) -> tuple[str, ...]:
        known = self._values.get(attribute, {})
        return tuple(known[fold(n)] for n in names if fold(n) in known) or tuple(names[:1])

    def _ratings(self, words: Mapping[str, str]) -> None:
        if "content_rating" not in self.attributes:
            for _, names in rows(words.get("upto", "")):
                self._add(names, Concept((), "family friendly", "adjective", True))
            return
        for kind in ("exact", "upto", "above"):
            for rating, names in rows(words.get(kind, "")):
                gloss = "family friendly" if kind == "upto" else ""
                self._rated(rated(kind, rating), names, gloss)
                if kind == "exact":
                    self._compared(words, rating, listed(names))

    def _compared(self, words: Mapping[str, str], rating: str, names: list[str]) -> None:
        for relation in ("upto", "below", "from"):
            patterns = listed(words.get(relation + "_of", ""))
            for pattern in patterns:
                for name in names:
                    self._rated(rated(relation, rating), pattern.replace("{}", name), "")

    def _rated(self, ratings: tuple[str, ...], names: str, gloss: str) -> None:
        if ratings:
            self._add(names, Concept((Term("content_rating", ratings),), gloss, "adjective"))

    def _soft(self, words: Mapping[str, Any]) -> None:
        for theme, entries in words.get("themes", {}).items():
            self._theme(theme, listed(entries))
        for mood, entries in words.get("moods", {}).items():
            self._add(entries, Concept((), mood, "adjective", True))
        for wish in listed(words.get("soft", {}).get("wishes", "")):
            self._add(wish, self._wish(wish), keep=True)

    def _glosses(self, glosses: Mapping[str, str]) -> None:
        """Words of another language, by the English ones that mean the same here."""
        for english, entries in glosses.items():
            phrase = spelled(english)[0]
            meaning = self.phrases.get(phrase) or self._wish(english)
            self._add(entries, meaning, keep=True)
            if isinstance(meaning, Concept) and meaning.terms and not meaning.soft:
                for entry in listed(entries):
                    for work in listed(_WORKS) if is_han(entry[-1]) else ():
                        self._add(entry + work, meaning, keep=True)

    def _theme(self, theme: str, entries: list[str]) -> None:
        for word in entries:
            found = self.themes.family(entries, word)
            terms = (Term("keywords", found),) if found else ()
            for phrase in spelled(word):
                self.phrases.add(phrase, Concept(terms, word, "noun", True), keep=True)

    def _keywords(self) -> None:
        for keyword in self.themes.keywords:
            if keyword.startswith(NEGATED):
                continue
            wish = replace(self._wish(keyword), form="name")
            for written in (keyword.lower(), *plurals(keyword.lower())):
                self._add(written, wish, keep=True)

    def _wish(self, words: str) -> Concept:
        found = self.themes.holding(words)
        return Concept((Term("keywords", found),) if found else (), words, "noun", True)


_LISTED = frozenset(("Family", "Music", "Short", "Performance", "Legal", "Political"))
"""Genres whose bare name mostly means something else: "my family", "the music"."""
_NO_CORE = frozenset(("Noir", "Biography", "Superhero", "Silent", "Short"))
"""Genres that only some catalogues have: without them their words stay wishes."""
_WORKS = "电影, 片子, 影片"
"""What Chinese writes after a kind: 恐怖电影 is no title."""


def _is_genre(phrase: tuple[str, ...], meaning: Meaning | None) -> bool:
    if len(phrase) > 2 or min(map(len, phrase)) < _LONG or not isinstance(meaning, Concept):
        return False
    return bool(meaning.terms) and meaning.terms[0].attribute == "genres"


def _kinds(catalog: Catalog) -> Iterator[str]:
    """The attributes whose values are kinds: few, and written in words."""
    for name in catalog.attributes:
        if name in _NOT_VALUES:
            continue
        sample = next((i.attributes[name] for i in catalog if name in i.attributes), 0)
        kind = isinstance(sample, str | tuple) and not _dated(sample)
        if kind and len(catalog.values(name)) <= _FEW:
            yield name


def _dated(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 8 and value[:4].isdecimal() and value[4] == "-"


def _folded(catalog: Catalog, attribute: str) -> dict[str, str]:
    return {fold(value): value for value in catalog.values(attribute)}
