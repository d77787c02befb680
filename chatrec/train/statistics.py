"""The statistics of conversations about one catalogue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from chatrec.ranker.lexicon import Postings, counted
from chatrec.ranker.sparse import SparseRows
from chatrec.ranker.statistics import Statistics
from chatrec.train.examples import Example
from chatrec.types import Rows, Vector

_PRIOR = 2.0
"""Dialogs added to an item's own before a conditional probability is taken of them."""
_MOST = 20
"""The latest likes of a person that count."""
_RAREST = 3
"""Items in whose contexts a word must stand to be kept."""


def fit_statistics(
    given: Sequence[Example], n_items: int, likes: Sequence[Rows] = ()
) -> Statistics:
    """`likes` are the rows that one person likes each; `_MOST` of them stand for a dialog."""
    dialogs = [*_dialogs(given).values(), *(set(rows[-_MOST:].tolist()) for rows in likes)]
    together = _together(dialogs, n_items)
    counts = np.array([together[row].get(row, 0) for row in range(n_items)], dtype=np.float32)
    targets = Counter(row for one in given for row in one.targets)
    spread = np.sqrt(counts + 5)
    return Statistics(
        _log_share(targets, n_items),
        np.log((counts + 0.5) / max(len(dialogs), 1)).astype(np.float32),
        _scaled(together, lambda row, other: 1 / (counts[row] + _PRIOR)),
        _after(given, n_items),
        _scaled(together, lambda row, other: 1 / (spread[row] * spread[other])),
        Postings.of(_contexts(given, n_items), _RAREST),
        np.stack([one.asked.messages[-1] for one in given]),
        SparseRows.of([dict.fromkeys(one.targets, 1.0) for one in given], n_items),
    )


def _dialogs(given: Iterable[Example]) -> Mapping[str, set[int]]:
    """The items named or recommended in each dialog."""
    dialogs: dict[str, set[int]] = defaultdict(set)
    for one in given:
        dialogs[one.dialog].update(one.named, one.targets)
    return dialogs


def _together(dialogs: Iterable[set[int]], n_items: int) -> list[Counter[int]]:
    """In how many dialogs each item stands with each other one, and with itself."""
    together: list[Counter[int]] = [Counter() for _ in range(n_items)]
    for dialog in dialogs:
        for row in dialog:
            together[row].update(dialog)
    return together


def _scaled(
    together: Sequence[Mapping[int, int]], scale: Callable[[int, int], float]
) -> SparseRows:
    """The counts times the scale of each pair, an item with itself left out."""
    rows = [
        {other: n * float(scale(row, other)) for other, n in others.items() if other != row}
        for row, others in enumerate(together)
    ]
    return SparseRows.of(rows, len(rows))


def _after(given: Iterable[Example], n_items: int) -> SparseRows:
    """The share of an item among all that was recommended after another had been named."""
    counts: list[Counter[int]] = [Counter() for _ in range(n_items)]
    for one in given:
        for row in one.named:
            counts[row].update(target for target in one.targets if target != row)
    totals = [sum(others.values()) + _PRIOR for others in counts]
    return SparseRows.of(
        [
            {o: n / total for o, n in others.items()}
            for others, total in zip(counts, totals, strict=True)
        ],
        n_items,
    )


def _contexts(given: Iterable[Example], n_items: int) -> list[Counter[str]]:
    """For each item the words of what was said before it was recommended."""
    said: list[Counter[str]] = [Counter() for _ in range(n_items)]
    for one in given:
        words = counted(one.context)
        for row in one.targets:
            said[row].update(words)
    return said


def _log_share(counts: Mapping[int, int], n_items: int) -> Vector:
    shares = np.full(n_items, 0.3)
    shares[list(counts)] += list(counts.values())
    return np.asarray(np.log(shares / shares.sum()), dtype=np.float32)
