"""The answers to each act, put together from what the recommender found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chatrec import reply
from chatrec.ask import ask
from chatrec.catalog import Catalog
from chatrec.constraints import satisfies
from chatrec.conversation import Session
from chatrec.explain import tell_gap
from chatrec.types import (
    Cause,
    Constraint,
    Counterfactual,
    Item,
    Query,
    Recommendation,
    Reply,
    TasteLine,
)
from chatrec.wording import Wording, wording


def listed(
    query: Query, found: tuple[Recommendation, ...], catalog: Catalog, learned: bool, turn: int
) -> Reply:
    words = wording(query.language)
    text = reply.with_list(query, catalog, words, learned, str(turn))
    return Reply(text, found, constraints=query.constraints)


def asking(answer: Reply, query: Query, catalog: Catalog, session: Session) -> Reply:
    """The answer with the question that would narrow the rest most, never one asked before."""
    said = " ".join(turn.text for turn in session.turns if turn.role == "assistant")
    rows = np.flatnonzero(catalog.allowed(query))
    question = ask(catalog, rows, query, said, wording(query.language))
    if question is None:
        return answer
    return replace(answer, question=question.text, choices=question.choices)


def empty(query: Query, shown: frozenset[str], out: frozenset[str], catalog: Catalog) -> Reply:
    """Nothing is left: because all of it was `shown`, or because nothing but `out` fits."""
    words = wording(query.language)
    all_shown = bool(catalog.allowed(replace(query, exclude=out)).any())
    text = reply.without_list(query, relaxations(query, shown, catalog), all_shown, words)
    return Reply(text, constraints=query.constraints)


def relaxations(
    query: Query, shown: frozenset[str], catalog: Catalog
) -> list[tuple[Constraint, int]]:
    """Each limit with the number of items that would fit without it, the most helpful first."""
    left = replace(query, exclude=shown)
    counted = [(one, int(catalog.allowed(left, without=one).sum())) for one in query.constraints]
    return sorted(counted, key=lambda pair: -pair[1])


def chat(query: Query, turn: int) -> Reply:
    return _say(query, "chat", str(turn))


def restart(query: Query) -> Reply:
    return _say(query, "restart")


def why(
    query: Query,
    told: Sequence[Recommendation],
    without: Sequence[Counterfactual | None],
    catalog: Catalog,
) -> Reply:
    """`without` tells of each item where it would stand without the thumb that speaks for it."""
    words = wording(query.language)
    texts = [words.say("why_what")] if not told else []
    for one, other in zip(told, without, strict=True):
        texts += [reply.why(one, words), *([reply.without(other, catalog, words)] if other else [])]
    return Reply(words.say("stop").join(texts), constraints=query.constraints)


def about(query: Query, catalog: Catalog) -> Reply:
    words = wording(query.language)
    texts = [reply.about(catalog[i], words) for i in query.subject if i in catalog]
    missing = _unknown(query, words) or words.say("about_what")
    return Reply(words.say("stop").join(texts) or missing, constraints=query.constraints)


def profile(query: Query, lines: Sequence[TasteLine], recent: Sequence[TasteLine]) -> Reply:
    """The lasting taste, and what this conversation adds to it."""
    words = wording(query.language)
    told = [reply.profile(lines, words)]
    if recent:
        told.append(words.say("profile_now", {"told": reply.profile(recent, words)}))
    return Reply(words.say("stop").join(told), constraints=query.constraints)


def forgotten(query: Query, catalog: Catalog) -> Reply:
    words = wording(query.language)
    named = {"titles": reply.titles(query.subject, catalog, words)}
    text = words.say("forget_item" if named["titles"] else "forget_all", named)
    return Reply(text, constraints=query.constraints)


def nothing_forgotten(query: Query) -> Reply:
    """Nothing was said of what is to be forgotten, or nobody knows what it is."""
    words = wording(query.language)
    named = words.join([value for _, value in dict.fromkeys(query.values)])
    text = words.say("forget_none", {"values": named}) if named else _unknown(query, words)
    return Reply(text, constraints=query.constraints)


def kept_out(item: Item, session: Session, language: str) -> Reply:
    """Why the item is not, or is, in the list: its place there, a limit, or an earlier list."""
    words, query = wording(language), session.query
    broken = [limit for limit in query.constraints if not satisfies(item, limit)]
    key, values = "why_not_seen", {"title": item.title}
    if item.id in session.shown:
        key, values["place"] = "why_not_shown", str(session.shown.index(item.id) + 1)
    elif broken:
        key, values["limits"] = "why_not_limit", reply.limits(broken, words)
    return Reply(words.say(key, values), constraints=query.constraints)


def behind(item: Item, place: int, cause: Cause, language: str, catalog: Catalog) -> Reply:
    words = wording(language)
    told = {"title": item.title, "place": place, "cause": tell_gap(cause, catalog, words)}
    return Reply(words.say("why_not_score", told))


def _unknown(query: Query, words: Wording) -> str:
    named = words.join(list(query.unknown), "or")
    return words.say("unknown_title", {"titles": named}) if named else ""


def _say(query: Query, key: str, seed: str = "") -> Reply:
    text = wording(query.language).say(key, seed=seed)
    return Reply(text, constraints=query.constraints)
