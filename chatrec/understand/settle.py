"""What a message takes away, or says twice, settled by the limits in force and by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatrec.types import Constraint
from chatrec.understand.choices import listed
from chatrec.understand.heard import Heard
from chatrec.understand.meaning import (
    Amount,
    Attribute,
    Comparison,
    Concept,
    Meaning,
    Person,
    Term,
)
from chatrec.understand.stance import Said


def removed(things: Iterable[Said], limits: Sequence[Constraint]) -> list[Said]:
    """ "Take the animation out": what was asked for is no longer, what was not is refused."""
    return [
        replace(one, stance="lift" if _asked(one.meaning, limits) else "refuse")
        if one.stance == "remove"
        else one
        for one in things
    ]


def repeated(things: Iterable[Said]) -> list[Said]:
    """What was refused and is named again, with no word that asks for it, is only told."""
    kept: list[Said] = []
    refused: set[str] = set()
    for one in things:
        values = _values(one.meaning) if isinstance(one.meaning, Concept) else frozenset()
        if one.stance == "refuse":
            refused |= values
        bare = one.stance == "want" and one.cue >= one.start and values
        kept.append(replace(one, stance="told") if bare and values <= refused else one)
    return kept


def others(heard: Heard, one: Said, term: Term) -> bool:
    """Whether something else of the attribute is named that the thing can be an alternative to."""
    concepts = (o.meaning for o in heard.things if o is not one and o.stance in ("want", "fine"))
    return any(
        other.attribute == term.attribute
        for concept in concepts
        if isinstance(concept, Concept)
        for other in concept.terms
    )


def tempered(source: str) -> bool:
    """不要太吓人的, of horror films, is a matter of degree."""
    return "太" in source or "那么" in source


def _asked(meaning: Meaning, limits: Sequence[Constraint]) -> bool:
    if isinstance(meaning, Attribute):
        return True
    wishes = [one for one in limits if one.op not in ("lacks", "not in", "!=")]
    if isinstance(meaning, Amount | Comparison):
        return any(one.attribute == meaning.attribute for one in wishes)
    return any(not _values(meaning).isdisjoint(listed(one)) for one in wishes)


def _values(meaning: Meaning) -> frozenset[str]:
    if isinstance(meaning, Person):
        return frozenset(name for _, name, _ in meaning.roles)
    terms = meaning.terms if isinstance(meaning, Concept) else ()
    return frozenset(value for term in terms for value in term.values)
