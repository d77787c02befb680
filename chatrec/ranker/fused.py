"""The ranker that is trained on conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from chatrec.ranker.asked import ask, encoded, texts_of
from chatrec.ranker.blend import BlendConfig, BlendRanker
from chatrec.ranker.evidence import Scorer
from chatrec.types import Candidates, Cause, Feedback, Matrix, Query, Rows, UserVector, Vector

_TOLD = 5
"""Liked items, the latest, that are told apart as causes."""
_WHOLE = 10_000
"""Up to so many items all are scored at once and remembered: a turn asks for the same logits
several times, for the list and for its reasons, and so does the list after a thumb."""


BESIDE = BlendConfig(words=0.0, liked=0.0, disliked=2.0, taste=1.0)
"""Words and likes are in the head's logit already, as far as people heed them among themselves."""


@dataclass(frozen=True)
class FusedConfig:
    """How a head serves; kept in its file. `popular`, in [0, 1], is the weight of what people
    recommend whatever is asked. People among themselves have much of it; a chat that is to be held
    to what this person says has less, and `beside` gives words and likes a weight of their own."""

    popular: float = 1.0
    beside: BlendConfig = BESIDE


FUSED = FusedConfig()


class FusedRanker:
    """score = logit(query) − (1 − popular) logit(no query) + blend(query, user)

    The head's logit is about what people recommend, the blend about what this person judged.
    """

    def __init__(
        self,
        scorer: Scorer,
        blend: BlendRanker,
        items: Matrix,
        rows_of: Callable[[Iterable[str]], Rows],
        encode: Callable[[Sequence[str]], Matrix],
        popular: float = FUSED.popular,
    ) -> None:
        """`items` are the unit vectors of every row, `rows_of` gives the rows of ids."""
        self._blend = blend
        self._items = items
        self._popular = popular
        dim = items.shape[1]
        remembering = lru_cache(maxsize=32)(lambda texts: encoded(texts, encode, dim))
        self._scoring = _Scoring(scorer, items, rows_of, remembering)
        self._remembered = lru_cache(maxsize=32)(self._scoring.every)
        self._unasked = self._scoring.every(Query(), np.zeros(dim, dtype=np.float32).tobytes())

    def rank(
        self, query: Query, vector: Vector, user: UserVector, candidates: Candidates
    ) -> Candidates:
        rows = candidates.rows
        logits = self._logits(query, vector, rows)
        logits = logits - (1 - self._popular) * self._unasked[rows]
        scores = logits + self._blend.score(query, vector, user, rows)
        scores = np.asarray(scores, dtype=np.float32)
        return Candidates(rows, scores).take(np.lexsort((rows, -scores)))

    def causes(
        self, query: Query, vector: Vector, user: UserVector, votes: Sequence[Feedback], rows: Rows
    ) -> Mapping[Cause, Vector]:
        """The words and the liked items are added to an empty query one by one: each cause is what
        it adds to the score, so that together they are the score exactly."""
        effects = dict(self._blend.causes(query, vector, user, votes, rows))
        before = self._unasked[rows]
        effects[Cause("popular", "")] = self._popular * before
        for cause, part in self._steps(query):
            scores = self._logits(part, vector, rows)
            effects[cause] = effects.get(cause, 0) + scores - before
            before = scores
        return effects

    def taste(self, user: UserVector, rows: Rows) -> Vector:
        return self._blend.taste(user, rows)

    def _steps(self, query: Query) -> Iterator[tuple[Cause, Query]]:
        """Ever fuller queries, from the words alone to the whole."""
        apart = [i for i in query.liked if i not in query.disliked][-_TOLD:]
        for n in range(len(apart) + 1):
            left = set(apart[n:])
            part = replace(
                query,
                liked=tuple(i for i in query.liked if i not in left),
                mentioned=tuple(i for i in query.mentioned if i not in left),
            )
            cause = Cause("liked", apart[n - 1]) if n else Cause("words", query.text)
            yield cause, part

    def _logits(self, query: Query, vector: Vector, rows: Rows) -> Vector:
        if len(self._items) > _WHOLE:
            return self._scoring.some(query, vector, rows)
        heard = Query(
            query.text,
            context=query.context,
            mentioned=query.mentioned,
            liked=query.liked,
            disliked=query.disliked,
        )
        return self._remembered(heard, vector.tobytes())[rows]


@dataclass(frozen=True, eq=False)
class _Scoring:
    """Knows nothing of who remembers its scores, so that all is freed with the ranker."""

    scorer: Scorer
    items: Matrix
    rows_of: Callable[[Iterable[str]], Rows]
    encoded: Callable[[tuple[str, ...]], Matrix]

    def some(self, query: Query, vector: Vector, rows: Rows) -> Vector:
        messages = self.encoded(texts_of(query))
        asked = ask(query, vector, messages, self.items, self.rows_of)
        return self.scorer.score(asked, rows)

    def every(self, query: Query, vector: bytes) -> Vector:
        """Of every row."""
        return self.some(query, np.frombuffer(vector, dtype=np.float32), np.arange(len(self.items)))
