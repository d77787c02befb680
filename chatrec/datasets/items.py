"""A catalogue from a file of items, one a line."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatrec.catalog import Catalog
from chatrec.datasets.lines import Record, read_each
from chatrec.errors import CatalogueError
from chatrec.types import Item, Value

_INTEGERS = frozenset({"year", "runtime"})
_NUMBERS = frozenset({"price", "popularity"})
_LISTS = frozenset({"genres", "directors", "cast", "keywords", "languages", "countries", "aliases"})


@dataclass(frozen=True)
class ItemFile:
    """What a file held: the catalogue, and a line for each record that was passed over."""

    catalog: Catalog
    problems: tuple[str, ...] = ()


def read_items(
    path: str, columns: Mapping[str, str] | None = None, skip_bad_lines: bool = False
) -> ItemFile:
    """The items of a file; `columns` maps our field names to the file's.

    Raises CatalogueError at the first bad record, naming file, line and fault; with
    `skip_bad_lines` those records are passed over and reported instead.
    """
    items: dict[str, Item] = {}
    problems: list[str] = []

    def read(record: Record) -> Item:
        item = item_of(record, columns)
        if item.id in items:
            raise CatalogueError(f"id {item.id!r} stands twice: give each item its own")
        return item

    for item in read_each(path, read, problems if skip_bad_lines else None):
        items[item.id] = item
    if not items:
        raise CatalogueError(f"{path} holds no item: give at least one with id and title")
    return ItemFile(Catalog.of(items.values()), tuple(problems))


def line_of(item: Item) -> str:
    """The item as a line of items.jsonl."""
    fields = {"id": item.id, "title": item.title, "text": item.text, **item.attributes}
    present = {name: value for name, value in fields.items() if value != ""}
    return json.dumps(present, ensure_ascii=False)


def item_of(record: Record, columns: Mapping[str, str] | None = None) -> Item:
    """The item of one record; raises CatalogueError that tells which field is wrong."""
    columns = columns or {}
    renamed = {theirs: ours for ours, theirs in columns.items()}
    taken = frozenset(columns)
    fields = {
        renamed.get(name, name): value
        for name, value in record.items()
        if name in renamed or name not in taken
    }
    missing = [name for name in columns if columns[name] not in record]
    if missing:
        raise CatalogueError(f"no column {columns[missing[0]]!r} for {missing[0]!r}: check --map")
    values = {name: _value(name, value) for name, value in fields.items()}
    present = {name: value for name, value in values.items() if value is not None}
    return Item(
        _required("id", present.pop("id", None)),
        _required("title", present.pop("title", None)),
        _joined(present.pop("text", "")),
        present,
    )


def _required(name: str, value: Value | None) -> str:
    text = "" if value is None or isinstance(value, bool) else _joined(value).strip()
    if not text:
        raise CatalogueError(f"{name} is missing: every item needs an id and a title")
    return text


def _joined(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _value(name: str, value: object) -> Value | None:
    """None for an absent value; raises CatalogueError for one that the field cannot hold."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if name in _INTEGERS or name in _NUMBERS:
        return _number(name, value)
    if name in _LISTS:
        return _many(name, value) or None
    if isinstance(value, list | tuple):
        return _many(name, value) or None
    if isinstance(value, str | bool | int | float):
        return value
    raise CatalogueError(f"{name} is a {type(value).__name__}: give text, a number or a list")


def _number(name: str, value: object) -> int | float:
    try:
        number = float(str(value))
        if not math.isfinite(number):
            raise ValueError
    except ValueError:
        raise CatalogueError(f"{name} {value!r} is no number: mend it or leave it out") from None
    return int(number) if name in _INTEGERS or number.is_integer() else number


def _many(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = _split(value)
    if not isinstance(value, list | tuple) or any(isinstance(one, dict | list) for one in value):
        raise CatalogueError(f"{name} {value!r} is no list of strings: mend it or leave it out")
    named = (str(one).strip() for one in value if one is not None)
    return tuple(dict.fromkeys(one for one in named if one))


def _split(text: str) -> Sequence[object]:
    """A list written in one CSV field: JSON, or values between | or ; or commas."""
    if text.startswith("["):
        try:
            return list(json.loads(text))
        except ValueError:
            return [text]
    return text.split(next((mark for mark in "|;," if mark in text), "|"))
