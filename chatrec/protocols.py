"""What each stage promises; tests/laws.py holds every implementation to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from chatrec.conversation import Session
from chatrec.types import (
    Candidates,
    Cause,
    Feedback,
    Impression,
    Mask,
    Matrix,
    Query,
    Recommendation,
    Rows,
    UserVector,
    Vector,
)


class Encoder(Protocol):
    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, one a text, in order. *Shape:* ``(len(texts), dim)``."""


class Index(Protocol):
    def search(self, vector: Vector, k: int, allowed: Mask | None = None) -> Candidates:
        """The k allowed rows of the largest inner product, best first; fewer when fewer exist."""

    def vectors(self, rows: Rows) -> Matrix:
        """The stored vectors. *Shape:* ``(len(rows), dim)``."""


class Understander(Protocol):
    def understand(self, session: Session, message: str) -> Query:
        """What the conversation asks for once `message` is said. Pure; raises MessageError."""


class Ranker(Protocol):
    def rank(
        self, query: Query, vector: Vector, user: UserVector, candidates: Candidates
    ) -> Candidates:
        """The same rows, best first for this person. `vector` is the query's."""

    def causes(
        self, query: Query, vector: Vector, user: UserVector, votes: Sequence[Feedback], rows: Rows
    ) -> Mapping[Cause, Vector]:
        """What each cause adds to each row's score; over all causes it sums to that score."""

    def taste(self, user: UserVector, rows: Rows) -> Vector:
        """What the user vector adds to each row's score."""


class Relevance(Protocol):
    def score(self, text: str, vector: Vector, rows: Rows) -> Vector:
        """How well each row answers the words, whose vector is given; 0 for no words."""


class Learner(Protocol):
    def prior(self) -> UserVector:
        """A person of whom nothing is known."""

    def update(self, user: UserVector, feedback: Feedback) -> UserVector:
        """What is believed after one more observation."""


class Taste(Protocol):
    def score(self, user: UserVector, rows: Rows) -> Vector:
        """How much the person is expected to like each row; 0 is indifference."""

    def shares(self, votes: Sequence[Feedback], rows: Rows) -> Matrix:
        """What each vote contributes to each row's score. *Shape:* ``(len(votes), len(rows))``."""


class Sampler(Protocol):
    def draws(self, user: UserVector, n: int, seed: int) -> Sequence[UserVector]:
        """n tastes as likely as what is believed says; the same seed draws the same."""


class Store(Protocol):
    def record(self, feedback: Feedback, daily: int | None = None) -> UserVector:
        """Durable once it returns; exactly once a key; a new thumb replaces the one before.

        Raises FeedbackError when the key was used for something else, TooManyVotesError when
        `daily` others were recorded within 24 hours, StoreError when it cannot be written."""

    def user(self, user: str) -> UserVector:
        """The fold of that person's log."""

    def votes(self, user: str) -> tuple[Feedback, ...]:
        """The observations in force, oldest first: taken-back and replaced thumbs are not."""

    def log(self, user: str) -> tuple[Feedback, ...]:
        """Every observation that is kept, oldest first."""

    def withdraw(self, user: str, key: str) -> UserVector | None:
        """Erase the observation of that key; the fold of what is left, None if there is none."""

    def without(self, user: str, item: str) -> UserVector:
        """The fold of the log as if nothing had been said of that item; nothing is erased."""

    def forget(self, user: str, item: str | None = None) -> UserVector:
        """Erase what the log holds of that person, or of one item; the fold of what is left."""

    def refold(self, items: Sequence[str]) -> None:
        """Fold anew the log of everybody who judged one of those items, which have changed."""


class Sessions(Protocol):
    def save(self, session: Session, shown: Sequence[Recommendation] = ()) -> None:
        """Durable once it returns, with the impressions of the list just shown."""

    def show(self, user: str, shown: Sequence[Recommendation]) -> None:
        """Durable impressions of a list outside of any conversation."""

    def latest(self, user: str) -> Session | None:
        """That person's newest conversation."""

    def of(self, user: str) -> tuple[Session, ...]:
        """Every conversation of that person, oldest first."""

    def impressions(self, user: str) -> tuple[Impression, ...]:
        """What that person was shown, oldest first."""

    def was_shown(self, user: str, item: str) -> bool:
        """Whether the item stood in any list of that person's."""

    def forget(self, user: str) -> None:
        """Erase every conversation of that person and what was shown to them."""

    def turn(self, user: str) -> AbstractContextManager[None]:
        """Turns of one person, each in such a block, run one after another."""
