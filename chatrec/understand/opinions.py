"""Which items were liked, disliked or ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatrec.types import Query
from chatrec.understand.meaning import Titles, Word
from chatrec.understand.stance import Said, Stance


def judged(query: Query, things: Iterable[Said]) -> Query:
    """Opinions and titles that are out; of two opinions of one item the later counts."""
    refused = False
    for one in things:
        if one.stance in ("refuse", "dislike") and not isinstance(one.meaning, Titles):
            refused = True
        if not isinstance(one.meaning, Titles):
            continue
        ids = one.meaning.ids
        if one.stance == "except" and refused:
            query = replace(query, exceptions=query.exceptions | set(ids))
        if one.stance in ("like", "similar") or (one.stance == "except" and refused):
            query = _liking(query, ids)
        elif one.stance in ("dislike", "dissimilar"):
            query = _disliking(query, ids)
        elif one.stance in ("lift", "allow"):  # `I don't hate Alien` only takes a dislike back
            query = _neutral(query, ids, liked=one.stance == "lift")
        if one.stance in ("seen", "refuse", "except") and not (one.stance == "except" and refused):
            query = replace(query, exclude=query.exclude | set(ids))
    return query


def carried(things: Sequence[Said], past: Sequence[Query]) -> list[Said]:
    """`And Clueless too`: titles that a message only adds share the opinion of the last one."""
    before, last = (Query(), *past)[-2:] if past else (Query(), Query())
    liked, disliked = (
        set(last.liked) - set(before.liked),
        set(last.disliked) - set(before.disliked),
    )
    named = [one for one in things if not isinstance(one.meaning, Word)]
    plain = all(isinstance(one.meaning, Titles) and one.stance == "want" for one in named)
    if not plain or bool(liked) == bool(disliked):
        return list(things)
    stance: Stance = "like" if liked else "dislike"
    return [replace(one, stance=stance) if one in named else one for one in things]


def _liking(query: Query, ids: tuple[str, ...]) -> Query:
    left = tuple(i for i in query.disliked if i not in ids)
    return replace(query, liked=union(query.liked, ids), disliked=left)


def _disliking(query: Query, ids: tuple[str, ...]) -> Query:
    left = tuple(i for i in query.liked if i not in ids)
    return replace(query, disliked=union(query.disliked, ids), liked=left)


def forgotten(query: Query) -> Query:
    """The query without the opinions of its subject, or without any."""
    gone = query.subject or (*query.liked, *query.disliked)
    return _neutral(query, gone, liked=True)


def _neutral(query: Query, ids: Sequence[str], *, liked: bool) -> Query:
    """Without a dislike of those, and where it is said without a liking of them either."""
    kept = tuple(i for i in query.liked if not liked or i not in ids)
    return replace(query, liked=kept, disliked=tuple(i for i in query.disliked if i not in ids))


def union(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))
