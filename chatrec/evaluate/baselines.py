"""Simple rankers that a trained one has to beat, in the same pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chatrec.catalog import Catalog, item_text
from chatrec.datasets.conversations import ConversationTurn
from chatrec.index import FaissIndex
from chatrec.pipeline import Person, Pipeline
from chatrec.ranker.lexicon import Postings, counted, recent_words
from chatrec.types import (
    Candidates,
    Cause,
    Feedback,
    Matrix,
    Query,
    Recommendation,
    Rows,
    UserVector,
    Vector,
)

Score = Callable[[Query, Vector], Vector]


@dataclass(frozen=True)
class Baseline:
    """Ranks by one score of every row."""

    score: Score

    def rank(
        self, query: Query, vector: Vector, user: UserVector, candidates: Candidates
    ) -> Candidates:
        scores = self.score(query, vector)[candidates.rows]
        return Candidates(candidates.rows, scores).take(np.lexsort((candidates.rows, -scores)))

    def causes(
        self, query: Query, vector: Vector, user: UserVector, votes: Sequence[Feedback], rows: Rows
    ) -> Mapping[Cause, Vector]:
        return {Cause("words", query.text): self.score(query, vector)[rows]}

    def taste(self, user: UserVector, rows: Rows) -> Vector:
        return np.zeros(len(rows), dtype=np.float32)


@dataclass(frozen=True)
class Stranger:
    """`Recommender.recommend` for a person of whom nothing is known, over any pipeline."""

    catalog: Catalog
    pipeline: Pipeline

    def recommend(self, query: Query, user: str, k: int) -> tuple[Recommendation, ...]:
        nobody = Person(UserVector(np.zeros(self.pipeline.encoder.dim, dtype=np.float32)))
        return self.pipeline.recommend(self.catalog, query, nobody, k)


def stranger(catalog: Catalog, items: Matrix, score: Score) -> Stranger:
    """The baseline over a catalogue of these vectors."""
    index = FaissIndex.build(items)
    return Stranger(catalog, Pipeline(_Silent(items.shape[1]), index, Baseline(score)))


@dataclass(frozen=True)
class _Silent:
    """An encoder for rankers that do not look at the query's vector."""

    dim: int

    def encode(self, texts: Sequence[str]) -> Matrix:
        return np.zeros((len(texts), self.dim), dtype=np.float32)


def popularity(catalog: Catalog, turns: Sequence[ConversationTurn]) -> Score:
    """How often each item was recommended in the training turns."""
    counts = np.zeros(len(catalog.entries), dtype=np.float32)
    for turn in turns:
        np.add.at(counts, catalog.rows(turn.target), 1)
    return lambda query, vector: counts


def repeat(catalog: Catalog) -> Score:
    """What was mentioned, the latest first."""

    def score(query: Query, vector: Vector) -> Vector:
        scores = np.zeros(len(catalog.entries), dtype=np.float32)
        rows = catalog.rows(query.mentioned)
        scores[rows] = np.arange(1, len(rows) + 1)
        return scores

    return score


def bm25(catalog: Catalog) -> Score:
    """The words of the last messages in the items' texts."""
    texts = [item_text(item) if item else "" for item in catalog.entries]
    postings = Postings.of([counted([text]) for text in texts])
    return lambda query, vector: postings.score(recent_words(query.context, 1.0))


def dense(items: Matrix, encode: Callable[[Sequence[str]], Matrix]) -> Score:
    """The cosine of the last three messages and the items' texts."""

    def score(query: Query, vector: Vector) -> Vector:
        said = " ".join(query.context[-3:])
        return items @ encode([said])[0] if said else np.zeros(len(items), dtype=np.float32)

    return score
