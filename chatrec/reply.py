"""A query and its recommendations in words."""

from __future__ import annotations

from collections.abc import Sequence

from chatrec.catalog import Catalog
from chatrec.constraints import value_of
from chatrec.types import Constraint, Counterfactual, Item, Query, Recommendation, TasteLine
from chatrec.wording import Wording

_FACTS = (
    "year",
    "genres",
    "directors",
    "cast",
    "runtime",
    "languages",
    "countries",
    "content_rating",
)


def with_list(query: Query, catalog: Catalog, wording: Wording, learned: bool, seed: str) -> str:
    """The words above a list: what it goes by, the limits kept, titles that are not here."""
    said = [_unknown(query, wording), _opening(query, catalog, wording, seed)]
    if query.constraints:
        said.append(wording.say("kept", {"limits": limits(query.constraints, wording)}, seed))
    if learned:
        said.append(wording.say("learned"))
    return wording.say("stop").join(part for part in said if part)


def without_list(
    query: Query, relaxations: Sequence[tuple[Constraint, int]], all_shown: bool, wording: Wording
) -> str:
    """Says that nothing matches, and which limit's removal would help most, with the count."""
    if all_shown:
        return wording.say("nothing_left")
    helps = [
        wording.say("relax", {"limit": wording.limit(constraint), "count": count})
        for constraint, count in relaxations[:2]
        if count > 0
    ]
    stop = wording.say("stop")
    rest = helps or ([wording.say("no_relax")] if query.constraints else [])
    return stop.join(
        part for part in (_unknown(query, wording), wording.say("none"), *rest) if part
    )


def limits(constraints: Sequence[Constraint], wording: Wording) -> str:
    return wording.join([wording.limit(constraint) for constraint in constraints])


def why(recommendation: Recommendation, wording: Wording) -> str:
    title = recommendation.item.title
    told = [reason.text for reason in recommendation.reasons]
    if not told:
        return wording.say("why_none", {"title": title})
    return wording.say("why", {"title": title, "reasons": wording.join(told)})


def without(other: Counterfactual, catalog: Catalog, wording: Wording) -> str:
    values = {"title": catalog[other.without].title, "place": other.place}
    return wording.say("why_still" if other.same else "why_without", values)


def about(item: Item, wording: Wording) -> str:
    """The item's own fields, and nothing else."""
    facts = [_fact(item, name, wording) for name in _FACTS if value_of(item, name) is not None]
    told = wording.say("about", {"title": item.title, "facts": "; ".join(facts) or item.text})
    return wording.say("stop").join(part for part in (told, item.text if facts else "") if part)


def profile(lines: Sequence[TasteLine], wording: Wording) -> str:
    liked = [line.value for line in lines if line.weight > 0.1][:4]
    disliked = [line.value for line in reversed(lines) if line.weight < -0.1][:3]
    values = {"liked": wording.join(liked), "disliked": wording.join(disliked)}
    if liked and disliked:
        return wording.say("profile", values)
    if liked or disliked:
        return wording.say("profile_liked" if liked else "profile_disliked", values)
    return wording.say("profile_none")


def titles(ids: Sequence[str], catalog: Catalog, wording: Wording) -> str:
    return wording.join([catalog[item_id].title for item_id in ids if item_id in catalog])


def _opening(query: Query, catalog: Catalog, wording: Wording, seed: str) -> str:
    liked = titles(query.liked[-3:], catalog, wording)
    if query.company:
        people = [wording.person(name) for name in ("", *(one.name for one in query.company))]
        return wording.say("list_company", {"people": wording.join(people)})
    if liked:
        return wording.say("list_liked", {"titles": liked}, seed)
    if query.text and len(query.text) <= 80:
        return wording.say("list_words", {"words": query.text}, seed)
    return wording.say("list", seed=seed)


def _unknown(query: Query, wording: Wording) -> str:
    if not query.unknown:
        return ""
    return wording.say("unknown", {"titles": wording.join(list(query.unknown), "or")})


def _fact(item: Item, name: str, wording: Wording) -> str:
    return wording.limit(Constraint(name, "=", value_of(item, name) or ""))
