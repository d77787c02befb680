"""A message as the limits see it, and the changes of the ledger that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chatrec.types import Constraint
from chatrec.understand.choices import EITHER, listed, refuses
from chatrec.understand.meaning import Amount, Concept, Term, Titles
from chatrec.understand.stance import Said


@dataclass(frozen=True, slots=True)
class Lift:
    """Limits that go: on those values of the attribute, on all when there are none, and on every
    attribute when it is ""."""

    attribute: str
    values: tuple[str, ...] = ()


Manner: TypeAlias = Literal["replace", "add", "widen"]
"""How a new wish meets an older one of its kind: in its place, on top of it, or as alternative."""


@dataclass(frozen=True, slots=True)
class Change:
    """A limit that comes into force."""

    limit: Constraint
    manner: Manner = "replace"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, as the limits see it. `source` gives the words that state a thing, `manner` how
    it meets what was asked before; `old` are the limits in force, `shown` is the latest list. The
    message `corrects` what was said before, `swaps` one value for another, or says that what was
    said before was `mistaken`."""

    things: Sequence[Said]
    source: Callable[[Said], str]
    manner: Callable[[Said], Manner]
    turn: int
    shown: Sequence[str] = ()
    old: Sequence[Constraint] = ()
    corrects: bool = False
    swaps: bool = False
    mistaken: bool = False

    def asked(self, attribute: str) -> list[Constraint]:
        """The wishes in force on an attribute."""
        positive = ("contains", "in", "=", "<", "<=", ">", ">=")
        return [one for one in self.old if one.attribute == attribute and one.op in positive]

    def asks_for(self, term: Term) -> bool:
        """Whether one of the values is wished for already."""
        asked = (one.value for one in self.asked(term.attribute))
        listed = (value if isinstance(value, tuple) else (value,) for value in asked)
        return not {v for values in listed for v in values}.isdisjoint(term.values)

    def refuses(self, attribute: str, values: Sequence[str]) -> bool:
        """Whether a limit in force keeps any of the values out."""
        return refuses(self.old, attribute, values)

    def speaks_of(self, attribute: str, value: str) -> bool:
        """Whether a limit in force asks for the value or keeps it out."""
        return any(one.attribute == attribute and value in listed(one) for one in self.old)

    def named(self, attribute: str) -> str:
        """The attribute that a name means here: `any language` after "a French film"."""
        nation = attribute == "languages" and not self.about("languages")
        return "countries" if nation and self.about("countries") else attribute

    def about(self, attribute: str) -> bool:
        """Whether a limit on it is in force."""
        return any(one.attribute == attribute for one in self.old)

    def exchanges(self, amount: Amount) -> bool:
        """Whether a refused amount gives way to another one: `2015 I said, no, make it 2020`."""
        wished = (o.meaning for o in self.things if o.stance == "want")
        other = any(isinstance(m, Amount) and m.attribute == amount.attribute for m in wished)
        return self.swaps or (self.corrects and other)

    def gives_way(self, attribute: str) -> bool:
        """Whether what is refused of the attribute is only replaced by another value of it."""
        wished = (o.meaning for o in self.things if o.stance == "want")
        others = {t.attribute for c in wished if isinstance(c, Concept) for t in c.terms}
        return self.swaps or (self.corrects and attribute in EITHER and attribute in others)

    @property
    def models(self) -> tuple[str, ...]:
        """The items that the list shall be like, or by the people of."""
        named = [o for o in self.things if _items(o)]
        liked = [o for o in named if o.stance in ("similar", "like")]
        wanted = [o for o in named if o.stance == "want"]  # `Inception but newer`
        return tuple(i for one in liked or wanted for i in _items(one))

    @property
    def wanted(self) -> set[str]:
        """The values asked for."""
        concepts = (o.meaning for o in self.things if o.stance == "want")
        return {v for c in concepts if isinstance(c, Concept) for t in c.terms for v in t.values}


def _items(one: Said) -> tuple[str, ...]:
    if isinstance(one.meaning, Titles):
        return one.meaning.ids
    return one.meaning.by if isinstance(one.meaning, Concept) else ()
