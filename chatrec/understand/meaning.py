"""What a stretch of a message can mean, before anybody asks whether it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chatrec.types import Op

Bound: TypeAlias = tuple[Op, float | str]
"""A comparison with a number or an ISO date."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that steer: they negate, like, ask, connect or end; `names` are lexicon entries."""

    names: frozenset[str]

    def has(self, *names: str) -> bool:
        return not self.names.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition on one attribute: any of `values`, or none of them when `refused`."""

    attribute: str
    values: tuple[str, ...]
    refused: bool = False


Form: TypeAlias = Literal["noun", "plural", "adjective", "name"]


@dataclass(frozen=True, slots=True)
class Concept:
    """Values of the catalogue. A `soft` one is a limit only when it is refused; `by` are the items
    through which it was named: "by the director of Alien"."""

    terms: tuple[Term, ...]
    gloss: str
    form: Form = "noun"
    soft: bool = False
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """People of that name with the roles they have: (attribute, name, number of items)."""

    roles: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of a number or a date; `exact` lists the numbers of a range with holes. A `vague`
    one, such as "short", has its number by convention. `number` is one that was said alone, without
    a word such as "before"."""

    attribute: str
    bounds: tuple[Bound, ...]
    exact: tuple[int, ...] = ()
    bare: bool = False
    vague: bool = False
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Newer, shorter, cheaper: than `ids` when the message says than what."""

    attribute: str
    op: Op
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Titles:
    """Items that the message names or points at; of several readings of one name, the likeliest."""

    ids: tuple[str, ...]
    pointed: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A title that the catalogue does not have."""

    title: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute by its name: "any year"; "" stands for every limit."""

    name: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means itself. `called`: it is the given name of somebody who watches too."""

    called: bool = False


Meaning: TypeAlias = (
    Cue | Concept | Person | Amount | Comparison | Titles | Unknown | Attribute | Word
)


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens ``start..end-1`` and what they mean."""

    start: int
    end: int
    meaning: Meaning
