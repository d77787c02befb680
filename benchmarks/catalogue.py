"""Compare the facts and words of a catalogue with the data sets that know the same films.

    python -m benchmarks.catalogue [index/movies/items.jsonl]

Prints every disagreement on year (more than one apart), director and leading cast, the shares that
agree, and every synopsis that shares a run of eight words with a text of the data sets.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chatrec.catalog import Catalog
from chatrec.datasets.items import read_items
from chatrec.datasets.lines import records
from chatrec.types import Item
from tests.data import data_directory

RUN = 8
SOURCES = ("redial", "movielens")


@dataclass(frozen=True)
class Comparison:
    """One fact of one film beside what a data set says of it."""

    item: Item
    fact: str
    ours: object
    theirs: object
    agrees: bool


def main(path: str = "index/movies/items.jsonl") -> int:
    data = data_directory()
    if data is None:
        print("the data sets are absent: set CHATREC_DATA to their folder")
        return 0
    ours = read_items(path).catalog
    found = [c for name in SOURCES for c in compare(ours, data / name / "items.jsonl.gz")]
    for one in found:
        if not one.agrees:
            print(f"{one.item.title} ({one.item.id}): {one.fact} {one.ours} | {one.theirs}")
    for fact in ("year", "director", "cast"):
        of_fact = [one.agrees for one in found if one.fact == fact]
        print(f"{fact}: {sum(of_fact)} of {len(of_fact)} agree ({sum(of_fact) / len(of_fact):.4f})")
    copied = copies(ours, data)
    for item, run in copied:
        print(f"{item.id} shares: {run}")
    print(f"{len(copied)} of {len(ours)} synopses share a run of {RUN} words with a data set")
    return 0


def compare(ours: Catalog, path: Path) -> Iterator[Comparison]:
    """Films are the same when title and year (within one) are, or title and director or two of
    the cast: so a wrong year and a wrong director both show."""
    theirs = defaultdict(list)
    for item in read_items(str(path), skip_bad_lines=True).catalog:
        theirs[key(item.title)].append(item)
    for item in ours:
        for other in theirs[key(item.title)]:
            close = abs(_year(item) - _year(other)) <= 1
            same_people = bool(shared(item, other, "directors"))
            same_cast = shared(item, other, "cast") >= 2
            remade = any(
                o is not other and abs(_year(item) - _year(o)) <= 1 for o in theirs[key(item.title)]
            )
            if _year(other) and (close or ((same_people or same_cast) and not remade)):
                yield Comparison(item, "year", _year(item), _year(other), close)
            if close and _people(other, "directors"):
                names = (item.attributes["directors"], other.attributes["directors"])
                yield Comparison(item, "director", *names, same_people)
            if close and _people(other, "cast") and _people(item, "cast"):
                names = (item.attributes["cast"], other.attributes["cast"])
                yield Comparison(item, "cast", *names, shared(item, other, "cast") > 0)


def copies(ours: Catalog, data: Path) -> list[tuple[Item, str]]:
    runs = {run: item for item in ours for run in _runs(item.text)}
    found: dict[str, tuple[Item, str]] = {}
    for path in sorted(data.glob("*/items.jsonl.gz")):
        for _, record in records(str(path)):
            texts = record.values() if isinstance(record, dict) else ()
            for run in (run for text in texts if isinstance(text, str) for run in _runs(text)):
                if run in runs:
                    found[runs[run].id] = (runs[run], run)
    return list(found.values())


def key(title: str) -> str:
    return re.sub(r"^(the|a|an) ", "", _plain(title)).replace(" ", "")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9 ]", " ", letters)


def shared(item: Item, other: Item, attribute: str) -> int:
    """How many people of the one are among the other's: two words of a name, in any order, or
    all that it has, must be the same (Wong Kar-wai is Kar-Wai Wong)."""
    theirs = _people(other, attribute)
    return sum(
        any(len(a & b) >= min(2, len(a), len(b)) for b in theirs) for a in _people(item, attribute)
    )


def _people(item: Item, attribute: str) -> list[frozenset[str]]:
    value = item.attributes.get(attribute, ())
    names = value if isinstance(value, tuple) else ()
    return [frozenset(_plain(name).split()) for name in names]


def _year(item: Item) -> int:
    year = item.attributes.get("year", 0)
    return year if isinstance(year, int) else 0


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
