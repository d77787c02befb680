"""A list for several people: each has their own ranking, and the least pleased counts.

Least misery, one of the strategies that Masthoff compares in "Group recommender systems: combining
individual models" (Recommender Systems Handbook, 2011): an item is worth to all what it is worth to
the member who likes it least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chatrec.catalog import Catalog
from chatrec.company import Companion
from chatrec.explain import reasons
from chatrec.protocols import Ranker
from chatrec.types import (
    Candidates,
    Cause,
    Feedback,
    Item,
    Query,
    Reason,
    Rows,
    UserVector,
    Vector,
)
from chatrec.wording import Wording, wording

Floats = NDArray[np.float64]
PLEASED = 0.8
"""An item is for those who like it better than this share of what could be listed."""
_VOTED = ("thumb_up", "thumb_down", "taste")


@dataclass(frozen=True, eq=False)
class Member:
    """One of the group with a query of their own and its vector; "" is the speaker."""

    name: str
    query: Query
    vector: Vector


@dataclass(frozen=True, eq=False)
class Group:
    """Everybody who has a wish; who speaks alone is a group of one, ranked and told as they are.

    The user vector and its votes are the speaker's: they move what the speaker thinks, and what
    the others do where the speaker has no wish but theirs. `rows` are all that could be listed.
    """

    ranker: Ranker
    members: tuple[Member, ...]
    user: UserVector
    votes: tuple[Feedback, ...]
    rows: Rows

    @property
    def alone(self) -> bool:
        return [one.name for one in self.members] == [""]

    def rank(self) -> Candidates:
        """Best first. For several the score is the satisfaction of the least pleased; of equals the
        one that pleases all together more comes first, then the lower row."""
        if self.alone:
            return self._ranked(self.members[0])
        least = self.satisfaction.min(axis=0)
        order = np.lexsort((self.rows, -self.satisfaction.mean(axis=0), -least))
        return Candidates(self.rows, least.astype(np.float32)).take(order)

    @cached_property
    def satisfaction(self) -> Floats:
        """The share of the rows that each member likes less, ties counted half, in [0, 1]: scores
        of different queries are on different scales. *Shape:* ``(len(members), len(rows))``."""
        return np.stack([_share_below(self._scores(one)) for one in self.members])

    def least_pleased(self, row: int) -> Member:
        """Whom the item of that row pleases least."""
        return self.members[0 if self.alone else int(np.argmin(self._pleased(row)))]

    def causes(self, one: Member, rows: Rows) -> Mapping[Cause, Vector]:
        """What each cause adds to what the member thinks of each row."""
        effects = self.ranker.causes(one.query, one.vector, self.user, self.votes, rows)
        if self._votes(one):
            return effects
        return {cause: effect for cause, effect in effects.items() if cause.kind not in _VOTED}

    def reasons(self, listed: Rows, catalog: Catalog, query: Query) -> Iterator[tuple[Reason, ...]]:
        """Of each row why it is listed; for several the best reason of each whom it is for, and a
        limit that it meets."""
        words = wording(query.language)
        effects = [self.causes(one, listed) for one in self.members]
        for n, row in enumerate(listed):
            item, own = catalog.at(int(row)), [column(one, n) for one in effects]
            if self.alone:
                yield reasons(item, own[0], query, catalog, words)
                continue
            told = (
                reason
                for m in _whom(self._pleased(int(row)))
                for reason in _told(self.members[m], item, own[m], catalog, words)
            )
            yield (*told, *reasons(item, {}, query, catalog, words))

    def _pleased(self, row: int) -> Floats:
        return self.satisfaction[:, int(np.flatnonzero(self.rows == row)[0])]

    def _ranked(self, one: Member) -> Candidates:
        return self.ranker.rank(one.query, one.vector, self.user, unscored(self.rows))

    def _scores(self, one: Member) -> Vector:
        """What the member thinks of each row."""
        ranked, scores = self._ranked(one), np.empty(len(self.rows), dtype=np.float32)
        scores[np.argsort(self.rows)] = ranked.scores[np.argsort(ranked.rows)]
        return scores if self._votes(one) else scores - self.ranker.taste(self.user, self.rows)

    def _votes(self, one: Member) -> bool:
        """Whether the votes say what the member likes."""
        return not one.name or all(other.name for other in self.members)


def voices(query: Query) -> Sequence[tuple[str, Query]]:
    """Everybody who has a wish, by name, with a query of their own: the speaker, "", first. The
    limits are everybody's. Where nobody but the speaker has a wish, the query is as it was.
    """
    others = [one for one in query.company if one.wishes]
    if not others:
        return (("", query),)
    theirs = {item for one in others for item in (*one.liked, *one.disliked)}
    mine = replace(
        query,
        company=(),
        context=(),
        mentioned=tuple(i for i in query.mentioned if i not in theirs),
    )
    wishes = mine.text or mine.unwanted or mine.liked or mine.disliked
    return [*([("", mine)] if wishes else []), *((one.name, _own(query, one)) for one in others)]


def column(effects: Mapping[Cause, Vector], place: int) -> dict[Cause, float]:
    return {cause: float(effect[place]) for cause, effect in effects.items()}


def unscored(rows: Rows) -> Candidates:
    return Candidates(rows, np.zeros(len(rows), dtype=np.float32))


def _own(query: Query, one: Companion) -> Query:
    return replace(
        query,
        company=(),
        context=(),
        text=one.text,
        unwanted=one.unwanted,
        liked=one.liked,
        disliked=one.disliked,
        mentioned=one.liked,
    )


def _share_below(scores: Vector) -> Floats:
    ordered = np.sort(scores)
    below, upto = (np.searchsorted(ordered, scores, side) for side in ("left", "right"))
    return (below + upto) / (2 * len(scores))


def _whom(pleased: Floats) -> Sequence[int]:
    """The members an item is for, at least the one whom it pleases most."""
    return [int(m) for m in np.flatnonzero(pleased >= min(PLEASED, float(pleased.max())))]


def _told(
    one: Member, item: Item, effects: Mapping[Cause, float], catalog: Catalog, words: Wording
) -> Iterator[Reason]:
    """The member's best reason, if there is one."""
    about = words.others if one.name else words
    own = replace(one.query, constraints=())
    for reason in reasons(item, effects, own, catalog, about, most=1):
        told = {"whom": words.person(one.name), "told": reason.text}
        yield replace(reason, text=words.say("reason_for", told), whom=one.name)
