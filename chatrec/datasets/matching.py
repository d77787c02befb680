"""The same things in two catalogues: by title and year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn
from chatrec.types import Item

_SLACK = 1
"""Years by which two catalogues date the same film apart."""


def matching(theirs: Catalog, ours: Catalog) -> dict[str, str]:
    """Their ids with ours, where a title or alias is the same and the years do not differ."""
    named: dict[str, list[Item]] = {}
    for item in ours:
        for title in _titles(item):
            named.setdefault(title, []).append(item)
    found = ((item, _match(item, named)) for item in theirs)
    return {item.id: match.id for item, match in found if match is not None}


def translated(turn: ConversationTurn, ids: Mapping[str, str]) -> ConversationTurn:
    """The turn with our ids; items that we do not have are left out."""

    def ours(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids[item_id] for item_id in given if item_id in ids))

    return replace(
        turn,
        mentioned=ours(turn.mentioned),
        target=ours(turn.target),
        target_new=ours(turn.target_new),
    )


def _match(item: Item, named: Mapping[str, list[Item]]) -> Item | None:
    """The item of the nearest year; without a year only when one item alone has the title."""
    same = list(dict.fromkeys(i.id for title in _titles(item) for i in named.get(title, ())))
    items = {i.id: i for title in _titles(item) for i in named.get(title, ())}
    year = item.attributes.get("year")
    if not isinstance(year, int):
        return items[same[0]] if len(same) == 1 else None
    apart = {
        i: abs(year - y) for i in same if isinstance(y := items[i].attributes.get("year"), int)
    }
    nearest = min(apart, key=lambda i: apart[i], default=None)
    return items[nearest] if nearest is not None and apart[nearest] <= _SLACK else None


def _titles(item: Item) -> Iterator[str]:
    aliases = item.attributes.get("aliases", ())
    for title in (item.title, *(aliases if isinstance(aliases, tuple) else ())):
        if folded := _folded(title):
            yield folded


def _folded(title: str) -> str:
    """Letters and digits without accents, case, punctuation and a leading or trailing article."""
    plain = unicodedata.normalize("NFKD", title.casefold()).replace("&", " and ")
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(word for word in words if word not in ("the", "a", "an"))
