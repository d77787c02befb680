"""Feedback events, one a line: who judged what, how, and when."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from typing import TypeAlias, get_args

from chatrec.datasets.lines import Record, finite, read_each
from chatrec.errors import CatalogueError
from chatrec.store.events import in_force
from chatrec.types import Feedback, Kind

Scale: TypeAlias = tuple[float, float]
_USER, _ITEM, _TIME = ("user", "userId"), ("item", "itemId", "movieId"), ("time", "timestamp")
_STATED, _DAY = ("thumb", "rating"), 24 * 3600
DAILY = 500
"""How much of one day of one person counts for others: histories that are brought along are often
of one day, so this is more than the service takes."""
_IMPLIED: Mapping[Kind, float] = {"click": 1.0, "purchase": 1.0, "dwell": 1.0, "skip": -1.0}


@dataclass(frozen=True)
class EventFile:
    """What files held, in their order; `scale` is that of the ratings, `problems` a line for each
    record that was passed over."""

    events: tuple[Feedback, ...]
    scale: Scale | None = None
    problems: tuple[str, ...] = ()


def read_events(
    paths: Sequence[str], scale: Scale | None = None, skip_bad_lines: bool = False
) -> EventFile:
    """Ratings become values in [-1, 1] by the scale, or, where none is stated, by the lowest and
    the highest rating that occur.

    Raises CatalogueError at the first bad record, naming file, line and fault; with
    `skip_bad_lines` those records are passed over and reported instead.
    """
    problems: list[str] = []
    skipped, read = problems if skip_bad_lines else None, partial(_event, scale=scale)
    events = [event for path in paths for event in read_each(path, read, skipped)]
    if not events:
        raise CatalogueError(f"{', '.join(paths)}: no event; give at least one with user and item")
    rated = [event.value for event in events if event.kind == "rating"]
    found = scale or ((min(rated), max(rated)) if rated else None)
    if scale is None and found is not None:
        events = [_scaled(event, found) for event in events]
    return EventFile(tuple(events), found, tuple(problems))


def by_user(events: Iterable[Feedback]) -> Mapping[str, tuple[Feedback, ...]]:
    """Each person's events in the order of their times, those of the same time as they stand."""
    found: dict[str, list[Feedback]] = defaultdict(list)
    for event in events:
        found[event.user].append(event)
    return {user: tuple(sorted(theirs, key=lambda e: e.at)) for user, theirs in found.items()}


def counted(theirs: Sequence[Feedback], daily: int = DAILY) -> list[Feedback]:
    """What of one person's events, oldest first, counts for other people: one on each item, a
    stated opinion rather than a deed, and of those the first `daily` of each day (UTC), so that
    nobody moves an item or many items by saying much."""
    told = (event for event in in_force(theirs) if event.kind != "seen")
    one_each = {event.item: event for event in sorted(told, key=lambda e: e.kind in _STATED)}
    days: Counter[int] = Counter()
    kept = []
    for event in sorted(one_each.values(), key=lambda e: e.at):
        day = int(event.at // _DAY)
        days[day] += 1
        if days[day] <= daily:
            kept.append(event)
    return kept


def parse_scale(text: str) -> Scale | None:
    """`0.5:5` as two numbers; None when nothing is stated.

    Raises CatalogueError when it is no scale.
    """
    if not text:
        return None
    try:
        low, high = (float(part) for part in text.split(":"))
    except ValueError:
        low, high = 0.0, 0.0
    if not low < high or not math.isfinite(high - low):
        raise CatalogueError(f"{text!r} is no scale: write the lowest and the highest, as 0.5:5")
    return low, high


def _event(record: Record, scale: Scale | None) -> Feedback:
    rated = _present(record, ("rating",)) is not None
    kind = _kind(_present(record, ("kind",)) or ("rating" if rated else "thumb"))
    event = Feedback(_name(record, _USER), _name(record, _ITEM), 0.0, kind, _time(record))
    if rated:
        rating = _number("rating", record["rating"])
        event = replace(event, value=rating, kind="rating")
        return event if scale is None else _scaled(event, scale)
    value = _present(record, ("value",))
    number = _IMPLIED.get(kind) if value is None else _number("value", value)
    if number is None or not -1 <= number <= 1:
        raise CatalogueError(f"value {value!r}: give one from -1 to 1, or a rating and its --scale")
    return replace(event, value=number)


def _scaled(event: Feedback, scale: Scale) -> Feedback:
    if event.kind != "rating":
        return event
    low, high = scale
    if not low <= event.value <= high:
        raise CatalogueError(f"rating {event.value:g} is not on the scale {low:g}:{high:g}")
    return replace(event, value=2 * (event.value - low) / ((high - low) or 1.0) - 1)


def _present(record: Record, names: Sequence[str]) -> object:
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _name(record: Record, names: Sequence[str]) -> str:
    value = _present(record, names)
    if value is None or isinstance(value, list | dict | bool):
        raise CatalogueError(f"{names[0]} is missing: every event needs a user and an item")
    return str(value)


def _kind(value: object) -> Kind:
    for kind in get_args(Kind):
        if value == kind:
            return kind  # type: ignore[no-any-return]
    raise CatalogueError(f"kind {value!r}: give one of {', '.join(get_args(Kind))}")


def _number(name: str, value: object) -> float:
    return finite(name, value, "mend it or leave the line out")


def _time(record: Record) -> float:
    """Seconds since the epoch; 0 when none is given. A time without a zone is UTC."""
    value = _present(record, _TIME)
    if value is None:
        return 0.0
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            return float(str(value))
        except ValueError:
            moment = _iso(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise CatalogueError(f"time {text!r}: give seconds since 1970 or ISO 8601") from None
