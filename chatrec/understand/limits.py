"""From what was said to changes of the ledger: limits that come into force, and that go."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatrec.catalog import Catalog
from chatrec.types import Constraint
from chatrec.understand.choices import (
    Wanted,
    first_unwanted,
    grouped,
    in_passing,
    listed,
    neither,
    offered,
    only_some,
    refused,
    retracted,
    tongues,
    wanted,
)
from chatrec.understand.heard import Change, Heard, Lift
from chatrec.understand.lexicon import common_words
from chatrec.understand.meaning import (
    Amount,
    Attribute,
    Comparison,
    Concept,
    Person,
    Term,
    Titles,
    Unknown,
    Word,
)
from chatrec.understand.people import likeliest, main_roles
from chatrec.understand.ranges import (
    OPPOSITE,
    compared,
    comparisons,
    corrected,
    outdone,
    restates,
    united,
)
from chatrec.understand.settle import others, repeated, tempered
from chatrec.understand.stance import Said
from chatrec.understand.themes import stem
from chatrec.understand.tokens import fold
from chatrec.understand.values import PEOPLE, Vocabulary

_NO = ("refuse", "dislike")
_LIFTS = ("allow", "fine", "lift", "any", "except")


@dataclass
class _Found:
    new: list[Constraint] = field(default_factory=list)
    lifts: list[Lift] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


class LimitReader:
    """Reads limits against one catalogue."""

    def __init__(self, catalog: Catalog, vocabulary: Vocabulary) -> None:
        self._catalog = catalog
        self._vocabulary = vocabulary

    def read(self, heard: Heard) -> tuple[list[Lift], list[Change]]:
        things = tongues(retracted(heard.things), self._vocabulary.spoken)
        things = offered(things, heard.old)
        found, heard = _Found(), replace(heard, things=repeated(outdone(things)))
        for place, one in enumerate(heard.things):
            if isinstance(one.meaning, Amount):
                self._amount(found, heard, one, one.meaning)
            elif isinstance(one.meaning, Comparison):
                self._comparison(found, heard, place, one.meaning)
            elif isinstance(one.meaning, Attribute):
                if one.stance in (*_LIFTS, "refuse") or not one.meaning.name:
                    found.lifts.append(Lift(heard.named(one.meaning.name)))
            elif isinstance(one.meaning, Person):
                self._person(found, heard, one, one.meaning)
            elif isinstance(one.meaning, Concept) and not only_some(heard.things, place):
                self._concept(found, heard, one, one.meaning)
            elif isinstance(one.meaning, Word) and one.stance == "refuse":
                self._word(found, heard, one)
        changes = [Change(limit) for limit in found.new]
        for group in grouped(found.wanted):
            limit = wanted(group, heard.turn, self._many(group[0].attribute))
            found.lifts += self._contradicted(limit, heard.old)
            changes.append(Change(limit, heard.manner(group[0].said)))
        return found.lifts, changes

    def _contradicted(self, limit: Constraint, old: Sequence[Constraint]) -> list[Lift]:
        """The refusals that leave nothing of a person: no animation, then "just the Miyazaki"."""
        if limit.attribute not in PEOPLE or not self._catalog.mask([limit]).any():
            return []
        return [
            Lift(one.attribute, listed(one))
            for one in old
            if one.op in ("lacks", "not in", "!=") and not self._catalog.mask([limit, one]).any()
        ]

    def _amount(self, found: _Found, heard: Heard, one: Said, amount: Amount) -> None:
        restated = one.stance == "fine" and restates(heard.asked(amount.attribute), amount)
        if not amount.bounds and not amount.exact and not heard.corrects:
            return
        if one.stance in ("allow", "fine", "lift", "any") and not restated:
            found.lifts.append(Lift(amount.attribute))
        elif one.stance in _NO and heard.exchanges(amount) and heard.asked(amount.attribute):
            return
        elif one.stance in ("want", "fine", "except", *_NO):
            limits = [
                Constraint(amount.attribute, op, value, heard.source(one), heard.turn)
                for op, value in comparisons(amount, one.stance not in ("want", "fine"))
            ]
            meant = corrected(heard.asked(amount.attribute), amount) if heard.corrects else None
            if meant is not None and one.stance == "want":
                limits = [replace(meant, source=heard.source(one), turn=heard.turn)]
            if heard.mistaken:
                found.lifts.append(Lift(amount.attribute))
            old = [replace(other, turn=heard.turn) for other in heard.asked(amount.attribute)]
            wider = united(old if restated else found.new[-2:], limits)
            if wider is not None and not restated:
                del found.new[-2:]
            found.new += wider or limits

    def _comparison(self, found: _Found, heard: Heard, place: int, comparison: Comparison) -> None:
        one = heard.things[place]
        later = (o for o in heard.things[place + 1 :] if not isinstance(o.meaning, Word))
        near = [*itertools.islice(later, 1), *heard.things[max(place - 1, 0) : place]]
        than = next((other.meaning for other in near if other.stance == "than"), None)
        if one.stance in _LIFTS:
            found.lifts.append(Lift(comparison.attribute))
        if one.stance not in ("want", *_NO) or isinstance(than, Unknown):
            return
        if not {comparison.attribute, "published"} & set(self._catalog.attributes):
            return
        if comparison.attribute not in self._catalog.attributes:
            comparison = replace(comparison, attribute="published")
        bound = compared(
            self._catalog,
            comparison,
            than.ids if isinstance(than, Titles) else heard.models or heard.shown,
        )
        if bound is not None:
            op = OPPOSITE[bound[0]] if one.stance in _NO else bound[0]
            limit = Constraint(comparison.attribute, op, bound[1], heard.source(one), heard.turn)
            found.new.append(limit)

    def _person(self, found: _Found, heard: Heard, one: Said, person: Person) -> None:
        asked = tuple(r for r in person.roles if heard.speaks_of(r[0], r[1]))
        chosen = likeliest(Person(asked) if asked else person, one.role)  # `just the Anderson`
        if heard.mistaken and one.stance == "want":
            found.lifts += [Lift(attribute) for attribute in PEOPLE]
        joined = found.wanted[-1].attribute if found.wanted and one.link == "or" else ""
        named = [role for role in chosen.roles if role[0] == (one.role or joined)]
        if one.stance in _LIFTS and any(heard.speaks_of(role[0], role[1]) for role in person.roles):
            named = list(person.roles)
        roles = named or main_roles(chosen, refused=one.stance in _NO)
        attributes: dict[str, tuple[str, ...]] = {}
        for attribute, name, _ in roles:
            attributes[attribute] = (*attributes.get(attribute, ()), name)
        for attribute, names in attributes.items():
            self._take(found, heard, one, Term(attribute, names))

    def _concept(self, found: _Found, heard: Heard, one: Said, concept: Concept) -> None:
        if one.stance in _NO and concept.form == "name" and stem(concept.gloss) in common_words():
            if not in_passing(one, heard.things):
                for term in concept.terms:
                    same = tuple(v for v in term.values if stem(fold(v)) == stem(concept.gloss))
                    self._take(found, heard, one, replace(term, values=same))
        elif one.stance in _NO:
            tempered = concept.form == "adjective" and concept.terms[:1]
            if not (tempered and heard.wanted & set(concept.terms[0].values)):
                for term in first_unwanted(concept, heard.wanted):
                    self._take(found, heard, one, term)
        elif concept.soft and one.must and one.stance == "want":
            for term in concept.terms:
                exact = tuple(value for value in term.values if fold(value) == fold(concept.gloss))
                self._take(found, heard, one, replace(term, values=exact or term.values))
        elif not concept.soft or one.stance not in ("want", "fine"):
            for term in concept.terms:
                self._take(found, heard, one, term)
        else:  # `sequels too`: what is wished for is no longer refused
            terms = (t for t in concept.terms if heard.refuses(t.attribute, t.values))
            found.lifts += [Lift(term.attribute, term.values) for term in terms]

    def _take(self, found: _Found, heard: Heard, one: Said, term: Term) -> None:
        """One condition, by the stance that is taken to it.

        "Horror is fine" takes back a refusal; where there is none, it will do as well.
        """
        stance, term = one.stance, self._as_before(heard, one, term)
        if stance == "fine":
            rated = term.attribute == "content_rating" and not heard.asked(term.attribute)
            asked = not rated and not heard.refuses(term.attribute, term.values)
            lone = one.either and not heard.asked(term.attribute) and not others(heard, one, term)
            stance = "want" if asked and not term.refused and not lone else "lift"
        if stance in _LIFTS:
            found.lifts.append(Lift(term.attribute, term.values))
        elif stance in ("want", *_NO):
            if (stance == "want") != term.refused:
                found.wanted.append(Wanted(term.attribute, term.values, one, heard.source(one)))
            else:
                self._refuse(found, heard, one, term)
        elif stance == "less" and heard.asks_for(term):
            found.lifts.append(Lift(term.attribute, term.values))  # `less scary` of horror films

    def _as_before(self, heard: Heard, one: Said, term: Term) -> Term:
        """A nation where languages were spoken of is a language: "make it Swedish", "Swedish would
        do as well"."""
        spoken = [self._vocabulary.spoken.get(country, "") for country in term.values]
        meets = heard.corrects or one.stance == "fine"
        languages = meets and heard.asked("languages") and not heard.asked("countries")
        if term.attribute != "countries" or not languages or not all(spoken):
            return term
        return Term("languages", tuple(spoken), term.refused)

    def _refuse(self, found: _Found, heard: Heard, one: Said, term: Term) -> None:
        if heard.asks_for(term) and tempered(heard.source(one)):
            return
        if heard.gives_way(term.attribute) and heard.asks_for(term):
            found.lifts.append(Lift(term.attribute, term.values))
            return
        many = self._many(term.attribute)
        limit = refused(term.attribute, term.values, heard.source(one), heard.turn, many)
        both = neither(found.new[-1], limit) if one.link == "nor" and found.new else None
        if both is not None:
            found.new[-1] = both
        else:
            found.new.append(limit)

    def _word(self, found: _Found, heard: Heard, one: Said) -> None:
        """A word of no known meaning that is refused rules out keywords."""
        source = heard.source(one)
        word = fold(source.split()[-1]) if source else ""
        keywords = self._vocabulary.themes.bounded(word) if word.isalpha() else ()
        if keywords:
            found.new.append(refused("keywords", keywords, source, heard.turn, True))

    def _many(self, attribute: str) -> bool:
        """Whether the attribute is a list."""
        here = (i.attributes[attribute] for i in self._catalog if attribute in i.attributes)
        return isinstance(next(here, ()), tuple)
