"""Candidates in the order in which this person will want them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chatrec.protocols import Relevance, Taste
from chatrec.types import Candidates, Cause, Feedback, Matrix, Query, Rows, UserVector, Vector


@dataclass(frozen=True)
class BlendConfig:
    """The weights of the blend; relevance lies in [0, 2.25], cosines in [-1, 1], the taste score
    is a logit."""

    words: float = 1.0
    liked: float = 1.6
    disliked: float = 0.8
    taste: float = 0.5


class BlendRanker:
    """A linear blend of query match and taste match, for a catalogue without a trained head.

    score = w₁ relevance + w₂ mean cos(liked, item) − w₃ mean cos(disliked, item) + w₄ taste
    """

    def __init__(
        self,
        vectors: Callable[[Rows], Matrix],
        rows_of: Callable[[Iterable[str]], Rows],
        relevance: Relevance,
        taste: Taste,
        config: BlendConfig | None = None,
    ) -> None:
        """`vectors` gives the unit vectors of rows, `rows_of` the rows of ids."""
        self._vectors = vectors
        self._rows_of = rows_of
        self._relevance = relevance
        self._taste = taste
        self._config = config or BlendConfig()

    def rank(
        self, query: Query, vector: Vector, user: UserVector, candidates: Candidates
    ) -> Candidates:
        scores = self.score(query, vector, user, candidates.rows)
        return Candidates(candidates.rows, scores).take(np.lexsort((candidates.rows, -scores)))

    def score(self, query: Query, vector: Vector, user: UserVector, rows: Rows) -> Vector:
        said = sum(self._said(query, vector, rows, self._vectors(rows)).values())
        return np.asarray(said + self.taste(user, rows), dtype=np.float32)

    def taste(self, user: UserVector, rows: Rows) -> Vector:
        return self._config.taste * self._taste.score(user, rows)

    def causes(
        self, query: Query, vector: Vector, user: UserVector, votes: Sequence[Feedback], rows: Rows
    ) -> Mapping[Cause, Vector]:
        said = self._said(query, vector, rows, self._vectors(rows))
        shares = self._config.taste * self._taste.shares(votes, rows)
        rest = self.taste(user, rows) - shares.sum(axis=0)
        thumbs: dict[Cause, Vector] = {}
        for vote, share in zip(votes, shares, strict=True):
            cause = Cause("thumb_up" if vote.value > 0 else "thumb_down", vote.item)
            thumbs[cause] = thumbs.get(cause, 0) + share
        return said | thumbs | {Cause("taste", ""): rest}

    def _said(self, query: Query, vector: Vector, rows: Rows, items: Matrix) -> dict[Cause, Vector]:
        relevance = self._relevance.score(query.text, vector, rows)
        words = {Cause("words", query.text): self._config.words * relevance}
        liked = self._alike("liked", query.liked, self._config.liked, items)
        return (
            words | liked | self._alike("disliked", query.disliked, -self._config.disliked, items)
        )

    def _alike(
        self, kind: Literal["liked", "disliked"], ids: Sequence[str], weight: float, items: Matrix
    ) -> dict[Cause, Vector]:
        vectors = self._vectors(self._rows_of(ids))
        return {
            Cause(kind, item_id): weight / len(vectors) * (items @ vector)
            for item_id, vector in zip(ids, vectors, strict=True)
        }
