"""Ranges: under two hours, between 1990 and 2005, mid-90s, about 100 minutes, below £50."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from chatrec.types import Op
from chatrec.understand.atoms import Atoms
from chatrec.understand.lexicon import name_words
from chatrec.understand.meaning import Amount, Bound, Concept, Span, Term
from chatrec.understand.numerals import Atom

_BEFORE = ("between", "below", "at_most", "above", "at_least", "around", "exact", "at_most_time")
_AFTER = ("at_most", "at_least", "around", "below")
_ATTRIBUTES = {"year": "year", "minute": "runtime", "money": "price", "published": "published"}
_SLACK = {"year": 2.0, "minute": 10.0}
"""Around a year is two years either way, around a length ten minutes; a price a fifth."""
_DATING = frozenset(("before", "after", "since", "until", "prior", "pre", "post", "later"))
"""Words that tell of time: a number of two digits behind one is a year of the last century."""
_LENGTHS = range(45, 301)
"""Numbers without a unit that can be minutes of a film."""
_HOURS = 10
"""A number below this is no length in minutes."""
_ADULT = 13
"""From this age on PG-13 will do; below it G and PG."""


class Amounts:
    """Reads a range at a place, for the numeric attributes that the catalogue has."""

    def __init__(self, attributes: Collection[str], numeric: Collection[str], today: date) -> None:
        self._atoms = Atoms(today)
        self._attributes = attributes
        self._named = {tuple(name.lower().split("_")): name for name in numeric}

    def at(self, said: Sequence[str], start: int) -> Span | None:
        """The longest range that begins at `start`."""
        readings = [self._named_number(said, start), self._setting(said, start)]
        for relation in ("", *_BEFORE):
            begin = self._atoms.after(relation, said, start) if relation else start
            if begin is not None and relation and {*said[begin : begin + 1]} & name_words("vague"):
                begin += 1
            if begin is not None:
                readings.append(self._range(said, start, begin, relation))
        found = [reading for reading in readings if reading is not None]
        return max(found, key=lambda span: span.end, default=None)

    def _range(self, said: Sequence[str], start: int, begin: int, relation: str) -> Span | None:
        dating = not _DATING.isdisjoint(said[start:begin])
        for at, found in self._atoms.at(said, begin):
            atom = _short_year(found) if dating else found
            if atom.kind == "age":
                return self._for_age(start, at, atom)
            joined, atoms = self._joined(said, at, atom, relation)
            measured = self._atoms.after("length_suffix", said, joined) or joined
            within = said[begin - 1] == "在"  # 控制在90到100分钟, 控制在90分钟左右
            end, related = self._postfix(said, measured, "" if within else relation)
            if within and not related and joined == at:
                related = relation
            amount = self._amount(atoms, _sense(related, atom))
            if amount is None and relation == "" and _stands_alone(said, measured):
                amount = self._number(atom)
            if amount is not None:
                return Span(start, end, amount)
        return None

    def _joined(
        self, said: Sequence[str], end: int, atom: Atom, relation: str
    ) -> tuple[int, tuple[Atom, ...]]:
        """The other end of a range, or the other of two decades."""
        to = self._atoms.after("to", said, end)
        if to is not None and (relation == "between" or said[end] not in ("and", "和", "与")):
            for after, other in self._atoms.at(said, to):
                atom = _in_hours(_in_full(atom, other), other)
                if _alike(atom, other) and other.high >= atom.low:
                    kind = other.kind if atom.kind == "number" else atom.kind
                    return after, (Atom(kind, atom.low, other.high),)
        either = self._atoms.after("either", said, end)
        if either is not None and relation in ("", "exact", "between"):
            for after, other in self._atoms.at(said, either):
                if other.kind == atom.kind == "year":
                    return after, (atom, other)
        return end, (atom,)

    def _postfix(self, said: Sequence[str], end: int, relation: str) -> tuple[int, str]:
        begin = end + (list(said[end : end + 1]) == [","])  # `two hours, no more`
        for after in _AFTER:
            found = self._atoms.after("after_" + after, said, begin)
            turned = relation == "at_most" and after in ("at_least", "below")  # `widen to 2005 on`
            if found is not None and (relation in ("", "exact", "around", "between") or turned):
                return found, after
        return end, relation

    def _amount(self, atoms: tuple[Atom, ...], relation: str) -> Amount | None:
        atom = atoms[0]
        attribute = _ATTRIBUTES.get(atom.kind) or self._unmeasured(atom, relation)
        if attribute == "year" and "year" not in self._attributes:
            return self._dated(atom, relation) if "published" in self._attributes else None
        if attribute == "published" and "published" in self._attributes:
            return Amount(attribute, ((">=", date.fromordinal(int(atom.low)).isoformat()),))
        if attribute is None or attribute not in self._attributes or attribute == "published":
            return None
        if len(atoms) == 2:
            return _either(*atoms)
        alone = atom.low if relation == "" and atom.low == atom.high else None
        return Amount(attribute, bounds(atom, relation), number=alone)

    def _unmeasured(self, atom: Atom, relation: str) -> str | None:
        """What a number without a unit measures: minutes of a film, else a price."""
        if relation in ("", "exact", "around"):
            return None
        if "runtime" in self._attributes and atom.low in _LENGTHS:
            return "runtime"
        return (
            "price" if "price" in self._attributes and "runtime" not in self._attributes else None
        )

    def _number(self, atom: Atom) -> Amount | None:
        """No limit by itself, but it can correct one: `make it 120`."""
        length = "runtime" in self._attributes and atom.kind == "number" and atom.low in _LENGTHS
        return Amount("runtime", (), number=atom.low) if length else None

    def _dated(self, atom: Atom, relation: str) -> Amount:
        found = bounds(atom, relation if relation != "around" else "")
        dates: list[Bound] = []
        for op, year in found:
            if op == "=":
                dates += [(">=", f"{year:.0f}-01-01"), ("<=", f"{year:.0f}-12-31")]
            else:
                first = op in ("<", ">=")
                dates.append((op, f"{year:.0f}-{'01-01' if first else '12-31'}"))
        return Amount("published", tuple(dates))

    def _for_age(self, start: int, end: int, atom: Atom) -> Span | None:
        if "content_rating" not in self._attributes:
            return None
        ratings = ("G", "PG", "PG-13") if atom.high >= _ADULT else ("G", "PG")
        gloss = "family friendly"
        return Span(start, end, Concept((Term("content_rating", ratings),), gloss, "adjective"))

    def _setting(self, said: Sequence[str], start: int) -> Span | None:
        """A decade in which the story is set says nothing of the year of release."""
        begin = self._atoms.after("setting", said, start)
        if begin is None:
            return None
        for end, atom in self._atoms.at(said, begin):
            if atom.kind == "year":
                return Span(
                    start,
                    end,
                    Concept((), "set in the " + "".join(said[begin:end]), "adjective", True),
                )
        return None

    def _named_number(self, said: Sequence[str], start: int) -> Span | None:
        """A number of the catalogue's own: `rating above 8`, `at least 300 pages`."""
        for name, attribute in self._named.items():
            if tuple(said[start : start + len(name)]) != name:
                continue
            begin = start + len(name)
            begin += said[begin : begin + 1] in (["of"], ["is"])
            for relation in ("at_least", "at_most", "above", "below", "around"):
                at = self._atoms.after(relation, said, begin)
                for after, atom in self._atoms.at(said, at) if at is not None else ():
                    end, related = self._postfix(said, after, relation)
                    return Span(start, end, Amount(attribute, bounds(atom, related)))
        return None


def bounds(atom: Atom, relation: str) -> tuple[Bound, ...]:
    """The comparisons that an atom stands for after a word such as `under` or `around`."""
    one: dict[str, tuple[Op, float]] = {
        "below": ("<", atom.low),
        "at_most": ("<=", atom.high),
        "above": (">", atom.high),
        "at_least": (">=", atom.low),
    }
    if relation in one:
        op, number = one[relation]
        return ((op, _plain(number)),)
    if math.isinf(atom.high):
        return ((">=", _plain(atom.low)),)
    slack = 0.0
    if atom.low == atom.high and (relation == "around" or atom.kind in ("minute", "money")):
        slack = _SLACK.get(atom.kind, atom.low * 0.2)
    low, high = _plain(atom.low - slack), _plain(atom.high + slack)
    return (("=", low),) if low == high else ((">=", low), ("<=", high))


def _sense(relation: str, atom: Atom) -> str:
    """`in` before a length is a limit, before a year the year itself."""
    if relation != "at_most_time":
        return relation
    return "at_most" if atom.kind in ("minute", "money") else "exact"


def _either(one: Atom, other: Atom) -> Amount:
    first, second = sorted((one, other), key=lambda atom: atom.low)
    if second.low <= first.high + 1:
        return Amount("year", ((">=", int(first.low)), ("<=", int(second.high))))
    ranges = (range(int(atom.low), int(atom.high) + 1) for atom in (first, second))
    return Amount("year", (), tuple(year for years in ranges for year in years))


def _stands_alone(said: Sequence[str], end: int) -> bool:
    after = said[end] if end < len(said) else "."
    return not after[0].isalnum() or after in ("please", "then", "instead")


def _short_year(atom: Atom) -> Atom:
    short = atom.kind == "number" and 30 <= atom.low <= 99
    return Atom.of("year", 1900 + atom.low) if short else atom


def _alike(one: Atom, other: Atom) -> bool:
    return one.kind == other.kind or (one.kind == "number" and other.kind in ("minute", "money"))


def _in_full(atom: Atom, other: Atom) -> Atom:
    """`90到95年`: the first year is as short as the second one was."""
    return _short_year(atom) if other.kind == "year" else atom


def _in_hours(atom: Atom, other: Atom) -> Atom:
    """`一个半到两个小时`: the unit of the first number is that of the second."""
    hours = atom.kind == "number" and other.kind == "minute" and atom.low < _HOURS <= other.low
    return Atom.of("minute", atom.low * 60) if hours else atom


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number
