"""Numbers, decades and lengths as people say them: the atoms of a range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from chatrec.understand.numerals import (
    HAN_DIGITS,
    Atom,
    field_names,
    field_phrases,
    number_at,
    number_table,
)

_FIRST_YEAR, _LAST_YEAR = 1880, 2039
_DAYS = {"day": 1, "week": 7, "month": 31}


class Atoms:
    """Reads one atom at a place. `kind` is year, minute, money, age, published or number."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._fields = {name: field_phrases(name) for name in field_names()}
        self._decades = number_table("decades")
        self._centuries = number_table("centuries")
        self._eras = number_table("eras")

    def at(self, said: Sequence[str], start: int) -> Iterator[tuple[int, Atom]]:
        """Every reading that begins at `start`, the more telling first."""
        readers = (
            self._relative, self._decade, self._century, self._age, self._length, self._money,
            self._year, self._plain,
        )  # fmt: skip
        if start < len(said):
            for read in readers:
                found = read(said, start)
                if found is not None:
                    yield found

    def after(self, field: str, said: Sequence[str], start: int) -> int | None:
        """The end of a phrase of that lexicon field at `start`."""
        if start >= len(said):
            return None
        found = self._fields[field].at(said, start)
        return None if found is None else found[0]

    def _plain(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        found = number_at(said, start)
        return None if found is None else (found[0], Atom.of("number", found[1]))

    def _year(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        era = self._eras.at(said, start) if start < len(said) else None  # 民国八十年
        begin = era[0] if era else self.after("year_prefix", said, start) or start
        found = number_at(said, begin)
        if found is not None and era is not None:
            found = found[0], found[1] + era[1]
        if found is None or not float(found[1]).is_integer():
            return None
        end, year = found
        suffixed = self.after("year_suffix", said, end)
        written = "".join(said[begin:end])
        if suffixed and len(written) == 2 and written[0] in "0零〇":  # 08年, 零八年
            return suffixed, Atom.of("year", 2000 + year)
        if suffixed and 30 <= year <= 99:
            year += 1900
        if not _FIRST_YEAR <= year <= _LAST_YEAR or said[end - 1][0] == "0":
            return None
        return suffixed or end, Atom.of("year", year)

    def _decade(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        if (pair := self._two_decades(said, start)) is not None:
            return pair
        begin, part = self._part("", said, start) or (start, "")
        found = self._decades.at(said, begin) if begin < len(said) else None
        if found is None:
            found = self._numbered_decade(said, begin)
        if found is None:
            return None
        end, first = found
        if (late := self._part("decade_", said, end)) is not None:
            end, part = late
        low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(part, (0, 9))
        return end, Atom("year", first + low, first + high)

    def _two_decades(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        """八九十年代: the eighties and nineties."""
        start = self.after("century_now", said, start) or start
        digits = [HAN_DIGITS.get(word, -9) for word in said[start : start + 2]]
        if digits[:1] > [-9] and (some := self.after("decade_some", said, start + 1)) is not None:
            first = 1900 + digits[0] * 10 if digits[0] > 2 else 2000 + digits[0] * 10
            return some, Atom("year", first, first + 9)  # 六几年: some year of the sixties
        if (
            len(digits) < 2
            or digits[1] != digits[0] + 1
            or list(said[start + 2 : start + 3]) != ["十"]
        ):
            return None
        end = self.after("decade_suffix", said, start + 3)
        both = Atom("year", 1900 + digits[0] * 10, 1909 + digits[1] * 10)
        return None if end is None else (end, both)

    def _part(self, field: str, said: Sequence[str], start: int) -> tuple[int, str] | None:
        """`the early`; Chinese says the part after the decade, 初期."""
        for part in ("early", "mid", "late"):
            if (end := self.after(field + part, said, start)) is not None:
                return end, part
        return None

    def _numbered_decade(self, said: Sequence[str], start: int) -> tuple[int, float] | None:
        named = self.after("decade_prefix", said, start)
        start = named or self.after("century_now", said, start) or start
        found = number_at(said, start)
        if found is None or found[1] % 10:
            return None
        end = self.after("decade_suffix", said, found[0])
        if named is not None and found[1] < 100:
            end = end or found[0]
        if end is None:
            return None
        number = found[1]
        if number < 100:
            number += 1900 if number >= 20 else 2000
        return (end, number) if _FIRST_YEAR <= number <= _LAST_YEAR else None

    def _century(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        found = self._centuries.at(said, start) or number_at(said, start)
        end = None if found is None else self.after("century_suffix", said, found[0])
        if found is None or end is None or not 19 <= found[1] <= 21:
            return None
        return end, Atom("year", found[1] * 100 - 100, found[1] * 100 - 1)

    def _relative(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        """The last ten years, this decade, last year, the past few weeks."""
        this, last = self.after("this", said, start), self.after("relative", said, start)
        if this is not None:
            return self._current(said, this)
        if last is None:
            return self._within(said, start)
        counted = number_at(said, last) or (self.after("few", said, last) or last, 0.0)
        vague = counted[0] > last and not counted[1]
        for unit in ("year", "decade", "day", "week", "month"):
            if (end := self.after("units_" + unit, said, counted[0])) is not None:
                return end, self._back(unit, counted[1] or (5.0 if vague else 0.0))
        return None

    def _within(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        """十年以内: not older than that."""
        counted = number_at(said, start)
        end = None if counted is None else self.after("units_year", said, counted[0])
        close = None if end is None else self.after("within", said, end)
        if counted is None or close is None or counted[1] > 60 or said[start - 1] == "后":
            return None
        return close, self._back("year", counted[1])

    def _current(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        year = self._today.year
        if (end := self.after("units_year", said, start)) is not None:
            aged = number_at(said, end)
            if aged is not None and self.after("ages", said, aged[0]) is not None:
                return None  # 今年五岁
            return end, Atom.of("year", year)
        if (end := self.after("units_decade", said, start)) is not None:
            return end, Atom("year", year // 10 * 10, math.inf)
        return None

    def _back(self, unit: str, count: float) -> Atom:
        year = self._today.year
        if unit in _DAYS:
            then = self._today - timedelta(days=_DAYS[unit] * (count or 1))
            return Atom("published", then.toordinal(), self._today.toordinal())
        if unit == "year" and not count:
            return Atom.of("year", year - 1)
        return Atom("year", year - (count or 1) * (10 if unit == "decade" else 1), math.inf)

    def _age(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        prefixed = self.after("age_prefix", said, start)
        found = number_at(said, prefixed or start)
        if found is None or not 0 < found[1] < 18 or said[found[0] - 1] in ("a", "an"):
            return None
        end = self.after("ages", said, found[0])
        if end is None and prefixed is None:
            return None
        return end or found[0], Atom.of("age", found[1])

    def _length(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        if (after := self.after("half_of", said, start)) is not None:
            end = self.after("units_hour", said, after)
            return None if end is None else (end, Atom.of("minute", 30))
        found = number_at(said, start)
        if found is None:
            return self._hour_and_half(said, start)
        at, number = found
        if (end := self.after("units_minute", said, at)) is not None:
            return (end, Atom.of("minute", number)) if number >= 10 else None
        begin, part = self._part_of_hour(said, at) or (at, 0)
        end = self.after("units_hour", said, begin)
        if end is None or number > 9:
            return None
        return self._minutes(said, end, number * 60 + part)

    def _hour_and_half(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        hour = self.after("units_hour", said, start)
        if hour is None:
            return None
        if (part := self._part_of_hour(said, hour)) is not None:
            return part[0], Atom.of("minute", 60 + part[1])
        end, atom = self._minutes(said, hour, 60)
        return (end, atom) if end > hour else None

    def _part_of_hour(self, said: Sequence[str], start: int) -> tuple[int, int] | None:
        """`and a half`, `and a quarter`, in minutes."""
        for field, minutes in (("three_quarters", 45), ("half", 30), ("quarter", 15)):
            if (end := self.after(field, said, start)) is not None:
                return end, minutes
        return None

    def _minutes(self, said: Sequence[str], end: int, total: float) -> tuple[int, Atom]:
        """What may follow the hours: a half, or minutes."""
        if (part := self._part_of_hour(said, end)) is not None:
            return part[0], Atom.of("minute", total + part[1])
        joined = end + 1 if said[end : end + 1] == ["and"] else end
        more = number_at(said, joined)
        if more is not None and 0 < more[1] < 60:
            unit = self.after("units_minute", said, more[0])
            if unit is not None or more[1] >= 10 or (joined == end and said[joined].isdecimal()):
                return unit or more[0], Atom.of("minute", total + more[1])
        return end, Atom.of("minute", total)

    def _money(self, said: Sequence[str], start: int) -> tuple[int, Atom] | None:
        signed = self.after("currency", said, start)
        found = number_at(said, signed or start)
        if found is None:
            return None
        end = self.after("units_money", said, found[0]) or (found[0] if signed else None)
        return None if end is None else (end, Atom.of("money", found[1]))
