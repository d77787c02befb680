"""Values as constraints: alternatives joined by "or", things wanted together, refusals."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatrec.types import Constraint
from chatrec.understand.backward import same_thing
from chatrec.understand.meaning import Concept, Meaning, Person, Term, Word
from chatrec.understand.ratings import SCALE
from chatrec.understand.stance import Said

EITHER = ("countries", "languages", "brand", "category", "content_rating", "directors")
"""Attributes of which an item has mostly one value: "A and B" means either, and a new wish
replaces the older one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Values of which an item must have one, by one thing said."""

    attribute: str
    values: tuple[str, ...]
    said: Said
    source: str


def retracted(things: Sequence[Said]) -> list[Said]:
    """`Sandler films, kidding: none with Sandler`: of one thing wanted and then refused in the
    same message only the refusal counts."""
    left = list(things)
    for n, one in enumerate(left):
        if one.stance != "refuse" or not isinstance(one.meaning, Concept | Person):
            continue
        for m in range(n):
            if left[m].stance == "want" and same_thing(left[m], one):
                left[m] = replace(left[m], stance="told")
    return left


def first_unwanted(concept: Concept, wanted: set[str]) -> Sequence[Term]:
    """`a horror film, no horror comedy`: of what a compound names, what was not asked for."""
    other = (term for term in concept.terms if not wanted & set(term.values))
    return [next(other, term) for term in concept.terms[:1]]


def only_some(things: Sequence[Said], place: int) -> bool:
    """`no crude comedies`: of the comedies only those are refused that are crude."""
    one, before = things[place], things[place - 1] if place else None
    if before is None or not (one.stance == before.stance == "refuse") or one.link:
        return False
    narrowed = isinstance(before.meaning, Concept) and before.meaning.soft and before.meaning.terms
    broad = isinstance(one.meaning, Concept) and not one.meaning.soft
    return bool(narrowed) and broad and one.start - before.end <= 1


def in_passing(one: Said, things: Sequence[Said]) -> bool:
    """Whether other words stand between a refusal and an everyday word: `sat through it eleven
    times`."""
    return any(o.end == one.start and o.cue == one.cue and o.cue < o.start for o in things)


def offered(things: Sequence[Said], old: Sequence[Constraint]) -> list[Said]:
    """`It can be a western or a comedy` asks for either, where neither was refused before."""
    left = list(things)
    named = [n for n, one in enumerate(left) if not isinstance(one.meaning, Word)]
    for m, n in itertools.pairwise(named):
        one, other = left[m], left[n]
        pair = other.link == "or" and one.stance in ("allow", "want") and other.stance == "allow"
        if pair and _attribute(one) == _attribute(other) != "" and not _refused(one, other, old):
            left[m] = replace(one, stance="want")
            left[n] = replace(other, stance="want")
    return left


def _refused(one: Said, other: Said, old: Sequence[Constraint]) -> bool:
    terms = (t for o in (one, other) if isinstance(o.meaning, Concept) for t in o.meaning.terms)
    return any(refuses(old, term.attribute, term.values) for term in terms)


def grouped(found: Iterable[Wanted]) -> list[list[Wanted]]:
    """Those that are alternatives to one another, together."""
    groups: list[list[Wanted]] = []
    for one in found:
        if groups and _together(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def tongues(things: Sequence[Said], languages: Mapping[str, str]) -> list[Said]:
    """In "in Danish or Swedish" both are languages, where the first can be nothing else.
    `languages`: the main one of each country."""
    kept: list[Said] = []
    for said in things:
        one = said
        alike = (
            kept and one.link in ("or", "and", "nor", ",") and _attribute(kept[-1]) == "languages"
        )
        if alike and _attribute(one) == "countries":
            one = replace(one, meaning=_as_tongue(one.meaning, languages))
        kept.append(one)
    return kept


def _attribute(one: Said) -> str:
    """Of which it is a value; "" for a soft wish."""
    hard = isinstance(one.meaning, Concept) and not one.meaning.soft
    terms = one.meaning.terms if hard else ()  # type: ignore[union-attr]
    return terms[0].attribute if terms else ""


def _as_tongue(meaning: Meaning, languages: Mapping[str, str]) -> Meaning:
    assert isinstance(meaning, Concept)
    term = meaning.terms[0]
    spoken = tuple(languages.get(country, "") for country in term.values)
    if not all(spoken):
        return meaning
    return replace(meaning, terms=(replace(term, attribute="languages", values=spoken),))


def wanted(group: Sequence[Wanted], turn: int, many: bool) -> Constraint:
    """`many`: the attribute is a list."""
    values = tuple(dict.fromkeys(value for one in group for value in one.values))
    source = " ".join(dict.fromkeys(one.source for one in group))
    attribute = group[0].attribute
    if len(values) > 1 or attribute == "content_rating":
        return Constraint(attribute, "in", values, source, turn)
    return Constraint(attribute, "contains" if many else "=", values[0], source, turn)


def refused(
    attribute: str, values: tuple[str, ...], source: str, turn: int, many: bool
) -> Constraint:
    if attribute == "content_rating":
        return Constraint(attribute, "in", _other_ratings(values), source, turn)
    if len(values) > 1 or attribute == "keywords":
        return Constraint(attribute, "not in", values, source, turn)
    return Constraint(attribute, "lacks" if many else "!=", values[0], source, turn)


def refuses(limits: Iterable[Constraint], attribute: str, values: Sequence[str]) -> bool:
    """Whether one of the limits keeps any of the values out."""
    return any(
        one.attribute == attribute
        and one.op in ("lacks", "not in", "!=")
        and not set(values).isdisjoint(listed(one))
        for one in limits
    )


def neither(one: Constraint, other: Constraint) -> Constraint | None:
    """Two refusals of the same attribute as one; None when they are something else."""
    negative = ("lacks", "not in", "!=")
    if one.attribute != other.attribute or one.op not in negative or other.op not in negative:
        return None
    source = f"{one.source} {other.source}"
    return replace(one, op="not in", value=(*listed(one), *listed(other)), source=source)


def _together(before: Wanted, one: Wanted) -> bool:
    if before.attribute != one.attribute or before.said is one.said:
        return False
    if one.said.link == "or" or one.said.either:
        return True
    if before.said.stance == one.said.stance == "fine":
        return True
    listed = one.attribute in EITHER or (_plural(one) and _plural(before))
    return one.said.link in (",", "、", "and") and listed


def _plural(one: Wanted) -> bool:
    return isinstance(one.said.meaning, Concept) and one.said.meaning.form == "plural"


def listed(one: Constraint) -> tuple[str, ...]:
    """The values of a limit."""
    return tuple(map(str, one.value)) if isinstance(one.value, tuple) else (str(one.value),)


def _other_ratings(values: tuple[str, ...]) -> tuple[str, ...]:
    """What is left: below the refused ratings, or above them when they are the mildest."""
    lowest = min((SCALE.index(rating) for rating in values if rating in SCALE), default=0)
    return SCALE[:lowest] or tuple(rating for rating in SCALE if rating not in values)
