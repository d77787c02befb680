"""The ranker that is trained on conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from chatrec.protocols import Taste
from chatrec.ranker.asked import Asked, ask, encoded, texts_of
from chatrec.ranker.evidence import Scorer
from chatrec.types import Candidates, Cause, Feedback, Matrix, Query, Rows, UserVector, Vector

_TOLD = 5
"""Liked items, the latest, that are told apart as causes."""


@dataclass(frozen=True)
class FusedConfig:
    """What thumbs and dislikes weigh beside the fused logit; the taste score is a logit too."""

    taste: float = 1.0
    disliked: float = 2.0


class FusedRanker:
    """score = fused logit + w₁ taste − w₂ mean cos(disliked, item)"""

    def __init__(
        self,
        scorer: Scorer,
        items: Matrix,
        rows_of: Callable[[Iterable[str]], Rows],
        encode: Callable[[Sequence[str]], Matrix],
        taste: Taste,
        config: FusedConfig | None = None,
    ) -> None:
        """`items` are the unit vectors of every row, `rows_of` gives the rows of ids."""
        self._scorer = scorer
        self._items = items
        self._rows_of = rows_of
        self._taste = taste
        self._config = config or FusedConfig()
        dim = items.shape[1]
        self._encoded = lru_cache(maxsize=32)(lambda texts: encoded(texts, encode, dim))

    def rank(
        self, query: Query, vector: Vector, user: UserVector, candidates: Candidates
    ) -> Candidates:
        rows = candidates.rows
        scores = self._scorer.score(self._asked(query, vector), rows)
        scores = scores + self._config.taste * self._taste.score(user, rows)
        scores = scores + sum(self._disliked(query, rows).values())
        scores = np.asarray(scores, dtype=np.float32)
        return Candidates(rows, scores).take(np.lexsort((rows, -scores)))

    def causes(
        self, query: Query, vector: Vector, user: UserVector, votes: Sequence[Feedback], rows: Rows
    ) -> Mapping[Cause, Vector]:
        """The words and the liked items are added to an empty query one by one: each cause is what
        it adds to the score, so that together they are the score exactly."""
        shares = self._config.taste * self._taste.shares(votes, rows)
        rest = self._config.taste * self._taste.score(user, rows) - shares.sum(axis=0)
        effects: dict[Cause, Vector] = {Cause("taste", ""): rest}
        for vote, share in zip(votes, shares, strict=True):
            cause = Cause("thumb_up" if vote.value > 0 else "thumb_down", vote.item)
            effects[cause] = effects.get(cause, 0) + share
        before = np.zeros(len(rows), dtype=np.float32)
        for cause, asked in self._steps(query, vector):
            scores = self._scorer.score(asked, rows)
            effects[cause], before = scores - before, scores
        return effects | self._disliked(query, rows)

    def _steps(self, query: Query, vector: Vector) -> Iterator[tuple[Cause, Asked]]:
        """Ever fuller queries, from nothing to the whole."""
        yield Cause("popular", ""), self._asked(Query(), np.zeros_like(vector))
        apart = [i for i in query.liked if i not in query.disliked][-_TOLD:]
        for n in range(len(apart) + 1):
            left = set(apart[n:])
            part = replace(
                query,
                liked=tuple(i for i in query.liked if i not in left),
                mentioned=tuple(i for i in query.mentioned if i not in left),
            )
            cause = Cause("liked", apart[n - 1]) if n else Cause("words", query.text)
            yield cause, self._asked(part, vector)

    def _asked(self, query: Query, vector: Vector) -> Asked:
        messages = self._encoded(texts_of(query))
        return ask(query, vector, messages, self._items, self._rows_of)

    def _disliked(self, query: Query, rows: Rows) -> dict[Cause, Vector]:
        judged = [(i, self._rows_of([i])) for i in query.disliked]
        weight = -self._config.disliked / max(len(judged), 1)
        return {
            Cause("disliked", item_id): weight * (self._items[rows] @ self._items[row[0]])
            for item_id, row in judged
            if len(row)
        }
