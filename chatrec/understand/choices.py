"""Values as constraints: alternatives joined by "or", things wanted together, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatrec.types import Constraint
from chatrec.understand.meaning import Concept
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


def grouped(found: Iterable[Wanted]) -> list[list[Wanted]]:
    """Those that are alternatives to one another, together."""
    groups: list[list[Wanted]] = []
    for one in found:
        if groups and _together(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def spoken(found: Iterable[Wanted], languages: Mapping[str, str]) -> list[Wanted]:
    """In "in Danish or Swedish" both are languages, where the first can be nothing else.
    `languages`: the main one of each country."""
    kept: list[Wanted] = []
    for one in found:
        tongues = tuple(languages.get(value, "") for value in one.values)
        alike = kept and kept[-1].attribute == "languages" and one.said.link in ("or", "and")
        as_tongue = alike and one.attribute == "countries" and all(tongues)
        kept.append(replace(one, attribute="languages", values=tongues) if as_tongue else one)
    return kept


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
        and not set(values).isdisjoint(_values(one))
        for one in limits
    )


def neither(one: Constraint, other: Constraint) -> Constraint | None:
    """Two refusals of the same attribute as one; None when they are something else."""
    negative = ("lacks", "not in", "!=")
    if one.attribute != other.attribute or one.op not in negative or other.op not in negative:
        return None
    source = f"{one.source} {other.source}"
    return replace(one, op="not in", value=(*_values(one), *_values(other)), source=source)


def _together(before: Wanted, one: Wanted) -> bool:
    if before.attribute != one.attribute or before.said is one.said:
        return False
    if one.said.link == "or" or one.said.either:
        return True
    listed = one.attribute in EITHER or (_plural(one) and _plural(before))
    return one.said.link in (",", "and") and listed


def _plural(one: Wanted) -> bool:
    return isinstance(one.said.meaning, Concept) and one.said.meaning.form == "plural"


def _values(one: Constraint) -> tuple[str, ...]:
    return tuple(map(str, one.value)) if isinstance(one.value, tuple) else (str(one.value),)


def _other_ratings(values: tuple[str, ...]) -> tuple[str, ...]:
    """What is left: below the refused ratings, or above them when they are the mildest."""
    lowest = min((SCALE.index(rating) for rating in values if rating in SCALE), default=0)
    return SCALE[:lowest] or tuple(rating for rating in SCALE if rating not in values)
