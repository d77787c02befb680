"""What each part of the page draws, as plain values: all text stays text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from chatrec.catalog import Catalog
from chatrec.company import Companion
from chatrec.conversation import Session
from chatrec.types import Constraint, Feedback, Item, Query, Recommendation, Reply, TasteLine
from chatrec.wording import wording

Value: TypeAlias = dict[str, Any]

NOTHING = Reply("")
"""An answer without a list."""


def as_json(value: Value, at: int) -> str:
    """JSON without a `<`, so that it is no markup wherever it stands; `at` tells which of two
    values is the later."""
    return json.dumps({**value, "at": at}, ensure_ascii=False).replace("<", "\\u003c")


def chat(session: Session) -> Value:
    """What was said."""
    return {"messages": [{"role": turn.role, "text": turn.text} for turn in session.turns]}


def writing(session: Session, message: str, text: str = "") -> Value:
    """So much of the answer to a message, after so many others. Whole in itself: the page may
    skip any value that another one follows closely."""
    return {"message": message, "partial": text, "after": len(session.turns)}


def quick(answer: Reply = NOTHING, fresh: bool = False) -> Value:
    """What is offered to say next; `fresh` is a conversation in which nothing was said."""
    return {"fresh": fresh, "question": answer.question, "choices": answer.choices}


def cards(listed: Sequence[Recommendation], votes: Iterable[Feedback], asked: bool) -> Value:
    """`asked` tells an empty list that nothing fits from one before the first request."""
    judged: dict[str, list[str]] = {}
    for vote in votes:
        judged.setdefault(vote.item, []).append(f"{vote.kind}{vote.value:.0f}")
    drawn = [
        {
            **_item(one.item),
            "reasons": [reason.text for reason in one.reasons],
            "votes": judged.get(one.item.id, []),
        }
        for one in listed
    ]
    return {"cards": drawn, "asked": asked}


def _item(item: Item) -> Value:
    """What a card tells of an item; items that are no films have a category or a brand."""
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "year": item.attributes.get("year"),
        "runtime": item.attributes.get("runtime"),
        "people": _values(item, "directors")[:2],
        "tags": _values(item, "genres") or _values(item, "category") + _values(item, "brand"),
    }


def _values(item: Item, attribute: str) -> list[str]:
    value = item.attributes.get(attribute, ())
    return list(value) if isinstance(value, tuple) else [str(value)]


def limits(query: Query, catalog: Catalog) -> Value:
    words = wording(query.language)
    return {
        "wish": query.text,
        "liked": titles(query.liked, catalog),
        "disliked": titles(query.disliked, catalog),
        "company": [
            {
                "key": key(one),
                "name": words.person(one.name),
                "wishes": [*([one.text] if one.text else []), *titles(one.liked, catalog)],
            }
            for one in query.company
        ],
        "limits": [{"key": key(one), "text": words.limit(one)} for one in query.constraints],
    }


def key(one: Constraint | Companion) -> str:
    """What names a limit, or somebody who watches too, between the page and the server."""
    if isinstance(one, Companion):
        return json.dumps([one.role])
    return json.dumps([one.attribute, one.op, one.value])


def taste(
    lines: Sequence[TasteLine],
    recent: Sequence[TasteLine],
    votes: Sequence[Feedback],
    catalog: Catalog,
    most: int = 8,
) -> Value:
    """The lines that weigh most, the most liked first, those of this conversation, and the judged
    items, the newest first."""
    heaviest = sorted(lines, key=lambda line: -abs(line.weight))[:most]
    told = sorted(recent, key=lambda line: -abs(line.weight))[: most // 2]
    newest = [vote for vote in reversed(votes) if vote.item in catalog]
    return {
        "lines": [
            {
                "attribute": line.attribute,
                "value": line.value,
                "weight": line.weight,
                "because": titles(line.because, catalog),
            }
            for line in sorted(heaviest, key=lambda line: -line.weight)
        ],
        "now": [{"value": line.value, "weight": line.weight} for line in told],
        "liked": [_judged(v, catalog) for v in newest if v.kind != "seen" and v.value > 0],
        "disliked": [_judged(v, catalog) for v in newest if v.kind != "seen" and v.value < 0],
        "watched": [_judged(v, catalog) for v in newest if v.kind == "seen"],
    }


def forgotten(ids: Sequence[str], catalog: Catalog, language: str) -> Value:
    """What was forgotten, to say; nothing where nothing was."""
    words, named = wording(language), titles(ids, catalog)
    return {"text": words.say("forget_item", {"titles": words.join(named)}) if named else ""}


def _judged(vote: Feedback, catalog: Catalog) -> Value:
    return {"id": vote.item, "title": catalog[vote.item].title}


def titles(ids: Iterable[str], catalog: Catalog) -> list[str]:
    return [catalog[item_id].title for item_id in ids if item_id in catalog]
