"""Whether reasons are true: without the named cause, does the item's score fall?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatrec.catalog import Catalog
from chatrec.constraints import value_of
from chatrec.datasets.events import by_user
from chatrec.errors import CatalogueError
from chatrec.evaluate.feedback import as_thumb
from chatrec.recommender import Recommender
from chatrec.types import Cause, Feedback, Query, Recommendation

_TOLD = ("genres", "category", "keywords", "directors", "brand")


@dataclass(frozen=True)
class ReasonsConfig:
    """Each card is one of a list for a person with `known` thumbs who asks for what another item
    of the catalogue is, names an item they liked, both, or neither."""

    cards: int = 1000
    known: int = 5
    k: int = 6
    seed: int = 0


@dataclass(frozen=True)
class Removal:
    """A card's first removable cause, and its score with and without it."""

    kind: str
    before: float
    after: float


def evaluate(
    recommender: Recommender, events: Sequence[Feedback], config: ReasonsConfig | None = None
) -> Mapping[str, object]:
    """Raises CatalogueError when nobody gave enough thumbs on items of this catalogue."""
    config = config or ReasonsConfig()
    people = _people(recommender.catalog, events, config.known)
    removals = [
        removal
        for n in range(config.cards)
        for removal in [_card(n, people[n % len(people)], recommender, config)]
        if removal is not None
    ]
    lower = [one for one in removals if one.after < one.before]
    counts, fell = Counter(one.kind for one in removals), Counter(one.kind for one in lower)
    return {
        "cards": config.cards,
        "with_removable_cause": len(removals),
        "lowered": round(len(lower) / max(len(removals), 1), 4),
        "by_cause": {
            kind: {"cards": n, "lowered": round(fell[kind] / n, 4)} for kind, n in counts.items()
        },
    }


def _people(catalog: Catalog, events: Sequence[Feedback], known: int) -> list[list[Feedback]]:
    here = [as_thumb(event) for event in events if event.item in catalog]
    told = by_user(event for event in here if event.value != 0)
    people = [list({vote.item: vote for vote in votes}.values()) for votes in told.values()]
    enough = [votes for votes in people if len(votes) > known]
    if not enough:
        raise CatalogueError(f"nobody gave more than {known} thumbs on items of this index")
    return enough


def _card(
    n: int, thumbs: Sequence[Feedback], recommender: Recommender, config: ReasonsConfig
) -> Removal | None:
    rng, user = np.random.default_rng((config.seed, n)), f"reasons {n}"
    chosen = [thumbs[place] for place in rng.permutation(len(thumbs))]
    for at, vote in enumerate(chosen[: config.known], 1):
        recommender.learn(Feedback(user, vote.item, vote.value, at=float(at), key=vote.item))
    query = _query(chosen, recommender.catalog, rng)
    cards = recommender.recommend(query, user, config.k)
    card = cards[rng.integers(len(cards))]
    cause = next((one.cause for one in card.reasons if _is_removable(one.cause)), None)
    removal = None
    if cause is not None:
        removal = _removed(cause, card, query, user, recommender)
    recommender.erase(user)
    return removal


def _query(chosen: Sequence[Feedback], catalog: Catalog, rng: np.random.Generator) -> Query:
    asked, named = rng.random(2) < 0.5
    ids = [item.id for item in catalog]
    text = _words(catalog, ids[rng.integers(len(ids))]) if asked else ""
    liked = tuple(vote.item for vote in chosen[5:] if vote.value > 0)[: int(named)]
    judged = frozenset(vote.item for vote in chosen[:5])
    return Query(text=text, liked=liked, mentioned=liked, exclude=judged | set(liked))


def _words(catalog: Catalog, item_id: str) -> str:
    """What the item is, in its own fields' words."""
    values = (value_of(catalog[item_id], name) for name in _TOLD)
    told = [one for value in values for one in (value if isinstance(value, tuple) else ())]
    return " ".join(told[:3]) or catalog[item_id].title


def _is_removable(cause: Cause) -> bool:
    return cause.kind in ("words", "liked", "thumb_up")


def _removed(
    cause: Cause, card: Recommendation, query: Query, user: str, recommender: Recommender
) -> Removal:
    """Ranked again without the cause; scores are read to full precision on both sides."""
    only = frozenset(item.id for item in recommender.catalog if item.id != card.item.id)
    asked = replace(query, exclude=only)
    before = recommender.recommend(asked, user, 1)[0].score
    if cause.kind == "thumb_up":
        recommender.withdraw(user, cause.what)
    elif cause.kind == "words":
        asked = replace(asked, text="", context=())
    else:
        asked = replace(
            asked,
            liked=tuple(i for i in asked.liked if i != cause.what),
            mentioned=tuple(i for i in asked.mentioned if i != cause.what),
        )
    return Removal(cause.kind, before, recommender.recommend(asked, user, 1)[0].score)
