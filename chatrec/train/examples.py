"""Conversation turns as the ranker reads them, with the rows that were recommended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn
from chatrec.ranker.asked import Asked, ask, encoded, texts_of
from chatrec.types import Matrix, Query, Rows


@dataclass(frozen=True, eq=False)
class Example:
    """`targets` are the rows that were recommended, `named` those named before, oldest first."""

    dialog: str
    asked: Asked
    context: tuple[str, ...]
    named: tuple[int, ...]
    targets: tuple[int, ...]


def examples(
    turns: Sequence[ConversationTurn],
    queries: Iterable[Query],
    catalog: Catalog,
    items: Matrix,
    encode: Callable[[Sequence[str]], Matrix],
) -> list[Example]:
    """An example a turn that has a target in the catalogue."""
    kept = [
        (turn, query)
        for turn, query in zip(turns, queries, strict=True)
        if any(item_id in catalog for item_id in turn.target)
    ]
    texts = [text for _, query in kept for text in (query.text, *texts_of(query))]
    vectors = encoded(texts, encode, items.shape[1]).reshape(len(kept), -1, items.shape[1])
    return [
        Example(
            turn.dialog,
            ask(query, vector[0], vector[1:], items, catalog.rows),
            query.context,
            _rows(catalog, turn.mentioned),
            _rows(catalog, turn.target),
        )
        for (turn, query), vector in zip(kept, vectors, strict=True)
    ]


def folds(given: Sequence[Example], n: int, seed: int) -> list[tuple[list[Example], list[Example]]]:
    """The examples in n parts, each with all the others; a dialog stays in one part."""
    dialogs = sorted({one.dialog for one in given})
    drawn = np.random.default_rng(seed).permutation(len(dialogs)) % n
    part = dict(zip(dialogs, drawn.tolist(), strict=True))
    return [
        (
            [one for one in given if part[one.dialog] != fold],
            [one for one in given if part[one.dialog] == fold],
        )
        for fold in range(n)
    ]


def _rows(catalog: Catalog, ids: Iterable[str]) -> tuple[int, ...]:
    rows: Rows = catalog.rows(ids)
    return tuple(rows.tolist())
