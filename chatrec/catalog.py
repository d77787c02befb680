"""Items by id and by row, and the rows that meet a constraint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from chatrec.constraints import NEGATED, Columns
from chatrec.errors import CatalogueError
from chatrec.types import Constraint, Item, Mask, Query, Rows


def item_text(item: Item) -> str:
    """What the encoder reads of an item:
    `Title (year). genres directed by D, starring S. keywords. text`."""
    year = item.attributes.get("year")
    head = f"{item.title} ({year})." if year else f"{item.title}."
    kind = " ".join(kinds_of(item))
    people = [
        f"directed by {', '.join(names)}" for names in [_many(item, "directors")] if names
    ] + [f"starring {', '.join(names[:4])}" for names in [_many(item, "cast")] if names]
    described = " ".join(part for part in (kind, ", ".join(people)) if part)
    keywords = ", ".join(_many(item, "keywords"))
    return " ".join(
        part
        for part in (head, described and described + ".", keywords and keywords + ".", item.text)
        if part
    )


def kinds_of(item: Item) -> tuple[str, ...]:
    return _many(item, "genres") or _many(item, "category")


@dataclass(frozen=True, eq=False)
class Catalog:
    """An immutable snapshot. A row never changes its item: None marks one that was removed."""

    entries: tuple[Item | None, ...]

    @classmethod
    def of(cls, items: Iterable[Item]) -> Catalog:
        """Raises CatalogueError when there is no item or an id repeats."""
        catalog = cls(tuple(items))
        if not catalog.entries:
            raise CatalogueError("the catalogue is empty: give at least one item with id and title")
        if len(catalog.rows_by_id) < len(catalog.entries):
            counts = sorted(item.id for item in catalog)
            twice = next(a for a, b in pairwise(counts) if a == b)
            raise CatalogueError(f"id {twice!r} stands twice: give each item an id of its own")
        return catalog

    def __len__(self) -> int:
        return len(self.rows_by_id)

    def __iter__(self) -> Iterator[Item]:
        return (item for item in self.entries if item is not None)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self.rows_by_id

    def __getitem__(self, item_id: str) -> Item:
        return self.at(self.row(item_id))

    @cached_property
    def rows_by_id(self) -> Mapping[str, int]:
        return {item.id: row for row, item in enumerate(self.entries) if item is not None}

    @cached_property
    def alive(self) -> Mask:
        return np.array([item is not None for item in self.entries], dtype=np.bool_)

    def row(self, item_id: str) -> int:
        try:
            return self.rows_by_id[item_id]
        except KeyError:
            raise CatalogueError(
                f"no item {item_id!r} in this catalogue: take an id from its items.jsonl"
            ) from None

    def at(self, row: int) -> Item:
        item = self.entries[row]
        if item is None:
            raise CatalogueError(f"the item of row {row} was removed: ask for a list again")
        return item

    def rows(self, ids: Iterable[str]) -> Rows:
        """The rows of those ids that are here; the others are passed over."""
        found = (self.rows_by_id.get(item_id) for item_id in ids)
        return np.fromiter((row for row in found if row is not None), dtype=np.int64)

    def find(self, title: str, k: int = 5) -> tuple[Item, ...]:
        """The items whose title or alias is nearest to the words, the nearest first."""
        found = process.extract(
            title.casefold(), self._names, scorer=fuzz.WRatio, limit=4 * k, score_cutoff=75
        )
        exact = sorted(found, key=lambda one: (-(one[0] == title.casefold()), -one[1]))
        rows = dict.fromkeys(row for _, _, (row, _) in exact)
        return tuple(self.at(row) for row in list(rows)[:k])

    @cached_property
    def _names(self) -> Mapping[tuple[int, int], str]:
        """Every title and alias, casefolded, by row and number."""
        return {
            (row, n): name.casefold()
            for row, item in enumerate(self.entries)
            if item is not None
            for n, name in enumerate((item.title, *_many(item, "aliases")))
        }

    def put(self, items: Sequence[Item]) -> Catalog:
        """A new snapshot: the items at new rows at the end, older ones of the same ids gone."""
        return Catalog((*self.without([item.id for item in items]).entries, *items))

    def without(self, ids: Iterable[str]) -> Catalog:
        gone = set(self.rows(ids).tolist())
        return Catalog(
            tuple(None if row in gone else item for row, item in enumerate(self.entries))
        )

    @cached_property
    def attributes(self) -> Mapping[str, int]:
        """Every attribute with the number of items that have it."""
        counts: dict[str, int] = defaultdict(int)
        for item in self:
            for name in item.attributes:
                counts[name] += 1
        return dict(counts)

    def values(self, attribute: str) -> Mapping[str, Rows]:
        """Every value of an attribute, as written, with the rows that have it."""
        return self._columns.named(attribute)

    def numbers(self, attribute: str) -> NDArray[np.float64]:
        """The attribute of every row, NaN where it is absent or no number."""
        return self._columns.numbers(attribute)

    def mask(
        self,
        constraints: Iterable[Constraint] = (),
        exclude: Iterable[str] = (),
        exceptions: Iterable[str] = (),
    ) -> Mask:
        """The rows that are there, not excluded, and meet every constraint.

        The exceptions need not meet the refusals among the constraints.
        """
        allowed = self.alive.copy()
        allowed[self.rows(exclude)] = False
        excepted = np.zeros_like(allowed)
        excepted[self.rows(exceptions)] = True
        for constraint in constraints:
            met = self._columns.mask(constraint)
            allowed &= met | excepted if constraint.op in NEGATED else met
        return allowed

    def allowed(self, query: Query, without: Constraint | None = None) -> Mask:
        """The rows that may be listed, one limit left out."""
        limits = (limit for limit in query.constraints if limit != without)
        return self.mask(limits, query.exclude, query.exceptions)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.entries)


def _many(item: Item, attribute: str) -> tuple[str, ...]:
    value = item.attributes.get(attribute, ())
    return value if isinstance(value, tuple) else (str(value),)
