"""Reasons that are true: each is a cause of the score, told with the item's own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatrec.catalog import Catalog
from chatrec.constraints import satisfies, value_of
from chatrec.types import Cause, Constraint, Item, Query, Reason
from chatrec.wording import Wording

_TELLING = ("directors", "genres", "keywords", "cast", "category", "brand")
_WORD = re.compile(r"\w+")


def reasons(
    item: Item,
    effects: Mapping[Cause, float],
    query: Query,
    catalog: Catalog,
    wording: Wording,
    most: int = 3,
) -> tuple[Reason, ...]:
    """The causes that speak for the item, the largest share first, then a limit that it meets.

    `effects` is what each cause adds to the item's score; shares are of the positive ones.
    """
    positive = {cause: effect for cause, effect in effects.items() if effect > 0}
    total = sum(positive.values()) or 1.0
    largest = sorted(positive.items(), key=lambda pair: -pair[1])
    told = (
        Reason(cause, round(effect / total, 4), _tell(cause, item, query, catalog, wording))
        for cause, effect in largest
        if effect / total >= 0.05 and cause.what != item.id and _can_tell(cause, catalog)
    )
    met = [_limit(c, wording) for c in query.constraints if satisfies(item, c)]
    return (*list(told)[: most - bool(met)], *met[:1])


def gap(effects: Mapping[Cause, float], rivals: Mapping[Cause, float]) -> Cause:
    """The cause by which an item falls furthest behind its rivals' mean effects."""
    return min(rivals, key=lambda cause: (effects.get(cause, 0.0) - rivals[cause], cause.what))


def tell_gap(cause: Cause, catalog: Catalog, wording: Wording) -> str:
    title = catalog[cause.what].title if cause.what in catalog else cause.what
    return wording.say(f"gap_{cause.kind}", {"what": cause.what, "title": title})


def shared_fields(item: Item, other: Item, most: int = 3) -> list[str]:
    """The values that both have, of the fields that tell most, in the item's own spelling."""
    both = (
        value
        for name in _TELLING
        for value in _values(item, name)
        if value.casefold() in {one.casefold() for one in _values(other, name)}
    )
    return list(both)[:most]


def matching_fields(item: Item, words: str, most: int = 3) -> list[str]:
    """The item's own values all of whose words stand in the text."""
    said = _stems(words)
    found = (
        value
        for name in ("keywords", "genres", "directors", "cast", "category", "brand")
        for value in _values(item, name)
        if _stems(value) <= said
    )
    return list(found)[:most]


def _can_tell(cause: Cause, catalog: Catalog) -> bool:
    if cause.kind in ("words", "field", "popular"):
        return bool(cause.what) or cause.kind == "popular"
    return cause.kind == "taste" or cause.what in catalog


def _tell(cause: Cause, item: Item, query: Query, catalog: Catalog, wording: Wording) -> str:
    key, values = f"reason_{cause.kind}", {"what": cause.what}
    fields = matching_fields(item, query.text) if cause.kind == "words" else []
    if cause.what in catalog:
        other = catalog[cause.what]
        values["title"] = other.title
        fields = shared_fields(item, other) if cause.kind in ("liked", "thumb_up") else []
    if fields:
        key, values["fields"] = f"{key}_fields", wording.join(fields)
    return wording.say(key, values)


def _limit(constraint: Constraint, wording: Wording) -> Reason:
    text = wording.say("reason_limit", {"limit": wording.limit(constraint)})
    return Reason(Cause("limit", constraint.source), 0.0, text)


def _values(item: Item, name: str) -> Sequence[str]:
    value = value_of(item, name)
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def _stems(text: str) -> set[str]:
    """Words without a plural s, so that `heists` matches `heist`."""
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())}
