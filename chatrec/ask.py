"""One question back: the one whose answer is expected to narrow the candidates most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatrec.catalog import Catalog
from chatrec.types import Query, Rows
from chatrec.wording import Wording

_ERAS = (
    (1980, "before 1980"),
    (2000, "the 80s and 90s"),
    (2010, "the 2000s"),
    (9999, "since 2010"),
)
_LENGTHS = ((100, "under 100 minutes"), (130, "100 to 130 minutes"), (9999, "over 130 minutes"))
_BANDS: Mapping[str, tuple[tuple[int, str], ...]] = {"year": _ERAS, "runtime": _LENGTHS}
_LISTED = ("genres", "languages", "category", "brand")


@dataclass(frozen=True)
class AskConfig:
    """Ask when more than `broad` items meet the limits, with at most `choices` quick answers, if
    the answer is expected to tell at least `bits`."""

    broad: int = 60
    choices: int = 4
    bits: float = 0.8


@dataclass(frozen=True)
class Question:
    text: str
    choices: tuple[str, ...]


def ask(
    catalog: Catalog,
    rows: Rows,
    query: Query,
    said: str,
    wording: Wording,
    config: AskConfig = AskConfig(),
) -> Question | None:
    """The best question on the candidate rows; None when they are few or nothing is worth asking.

    An attribute that is limited already, or whose question stands in `said`, is not asked for.
    The worth of an answer is the mutual information of Quinlan (1986): the entropy of the answer
    over the candidates, in bits.
    """
    if len(rows) <= config.broad:
        return None
    limited = {limit.attribute for limit in query.constraints}
    worth = [
        (_entropy(counts, len(rows)), attribute, counts)
        for attribute, counts in _answers(catalog, rows, config.choices)
        if attribute not in limited and wording.say(f"ask_{attribute}") not in said
    ]
    bits, attribute, counts = max(worth, default=(0.0, "", {}), key=lambda one: one[0])
    if bits < config.bits:
        return None
    choices = tuple(wording.choice(answer) for answer in counts)
    return Question(wording.say(f"ask_{attribute}"), choices)


def _answers(catalog: Catalog, rows: Rows, most: int) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Each attribute that can be asked for, with its likeliest answers and their counts."""
    for attribute in (*_BANDS, *_LISTED):
        if attribute not in catalog.attributes:
            continue
        if attribute in _BANDS:
            numbers = catalog.numbers(attribute)[rows]
            yield attribute, _banded(numbers, _BANDS[attribute])
        else:
            yield attribute, _counted(catalog, attribute, rows, most)


def _banded(numbers: NDArray[np.float64], bands: tuple[tuple[int, str], ...]) -> dict[str, int]:
    bounds = [bound for bound, _ in bands]
    places = np.searchsorted(bounds, numbers[~np.isnan(numbers)], side="right")
    counts = np.bincount(places, minlength=len(bands))
    return {name: int(count) for (_, name), count in zip(bands, counts, strict=False) if count}


def _counted(catalog: Catalog, attribute: str, rows: Rows, most: int) -> dict[str, int]:
    chosen = np.zeros(len(catalog.entries), dtype=np.bool_)
    chosen[rows] = True
    counts = {
        value: int(chosen[having].sum()) for value, having in catalog.values(attribute).items()
    }
    common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {value: count for value, count in common[:most] if count}


def _entropy(counts: Mapping[str, int], total: int) -> float:
    """Of an answer that is one of the choices in proportion to its count, or none of them."""
    shares = np.array(list(counts.values()), dtype=np.float64)
    rest = max(total - shares.sum(), 0.0)
    shares = np.append(shares, rest) / max(shares.sum() + rest, 1.0)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())
