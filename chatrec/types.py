"""The values that flow through chatrec: frozen, numpy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chatrec.company import Companion

Vector: TypeAlias = NDArray[np.float32]
"""*Shape:* ``(dim,)``."""
Matrix: TypeAlias = NDArray[np.float32]
"""*Shape:* ``(n, dim)``."""
Rows: TypeAlias = NDArray[np.int64]
"""Positions of items in the catalogue. *Shape:* ``(n,)``."""
Mask: TypeAlias = NDArray[np.bool_]
"""One flag a catalogue row. *Shape:* ``(n_items,)``."""

Value: TypeAlias = str | bool | int | float | tuple[str, ...]
Op: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "lacks"]
Act: TypeAlias = Literal[
    "recommend", "chat", "why", "why_not", "about", "profile", "forget", "back", "restart"
]
Kind: TypeAlias = Literal["thumb", "click", "purchase", "rating", "skip", "dwell", "seen"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be recommended; `attributes` holds every other field of its line."""

    id: str
    title: str
    text: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit that every recommended item must meet.

    `in` and `not in` take a tuple of values and hold for a list attribute when any (none) of its
    values is among them; `contains` and `lacks` take one value of a list attribute. `source` is
    the words that stated the limit, `turn` the number of the message they stand in.
    """

    attribute: str
    op: Op
    value: Value | tuple[int, ...]
    source: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """What the conversation asks for now, everything said so far included.

    `text` is the wish in words, for the encoder; `unwanted` the words of what is not wanted.
    `context` holds the last messages of both sides, oldest first. `mentioned` are the ids of the
    items that either side named, oldest first; `liked` and `disliked` those of them that the
    person judged, plus the items that a "more like this" points at. `exclude` must not be
    recommended. `subject` are the items that the message itself is about, `unknown` the titles it
    names that the catalogue does not have, `values` the attributes with their values whose
    opinions are to be forgotten. `exceptions` may be recommended whatever is refused.
    All this is the speaker's own; `company` watches too, and its limits hold for everybody.
    """

    text: str = ""
    unwanted: str = ""
    context: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    mentioned: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()
    act: Act = "recommend"
    subject: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    exceptions: frozenset[str] = frozenset()
    company: tuple[Companion, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Items by row, best first."""

    rows: Rows
    scores: Vector

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Rows) -> Candidates:
        """The candidates at those places, in that order."""
        return Candidates(self.rows[places], self.scores[places])


CauseKind: TypeAlias = Literal[
    "words", "liked", "disliked", "thumb_up", "thumb_down", "taste", "field", "popular", "limit"
]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that moves a score: the words asked with, an item judged by its id, a field's
    value, or a limit by the words that stated it."""

    kind: CauseKind
    what: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is here: the cause, its share of what speaks for the item in [0, 1], and both in
    words of the item's own fields; `whom` of the company it is here for, "" for the speaker."""

    cause: Cause
    share: float
    text: str
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`propensity` is the probability with which it was put in its place, given the places before
    it: below 1 only where the list is explored; `ranker` the version of what ranked it."""

    item: Item
    score: float
    reasons: tuple[Reason, ...] = ()
    propensity: float = 1.0
    ranker: str = ""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The place, from 1, at which an item would stand without what was said of another item, and
    whether that is its place now."""

    without: str
    place: int
    same: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one message. `question` is asked back, "" when nothing is to be asked;
    `choices` are quick answers to it."""

    text: str
    recommendations: tuple[Recommendation, ...] = ()
    question: str = ""
    choices: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The items of the list, best first."""
        return tuple(one.item.id for one in self.recommendations)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One observation of a person's taste.

    `value` lies in [-1, 1]; a thumb of 0 takes the vote back. `at` is seconds since the epoch.
    `key` makes it idempotent: the same key is recorded once.
    """

    user: str
    item: str
    value: float
    kind: Kind = "thumb"
    at: float = 0.0
    key: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class UserVector:
    """What is believed of a person's taste: mean ``(dim,)``, covariance ``(dim, dim)`` or None
    where the learner keeps none, and the number of observations folded in.

    `version` grows with every change that is stored; it starts anew when all is forgotten.
    """

    mean: Vector
    covariance: Matrix | None = None
    n: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class TasteLine:
    """One line of a taste profile: how a value of an attribute weighs with a person, in [-1, 1],
    and the ids of the judged items that have it."""

    attribute: str
    value: str
    weight: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impression:
    """An item that was shown; `session` is "" outside of a conversation, `place` counts from 1,
    `propensity` is the recommendation's, `version` names the ranker, "" where it is not known."""

    session: str
    item: str
    place: int
    score: float
    at: float
    propensity: float = 1.0
    version: str = ""
