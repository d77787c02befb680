"""Messages that take a film or end the talk and ask for nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from chatrec.understand.frames import framed, sentence_at
from chatrec.understand.meaning import Attribute, Concept, Cue, Person, Span, Titles, Unknown, Word
from chatrec.understand.stance import Said

_TOLD = ("like", "told", "dislike")
_ASKING = ("else", "act_profile", "similar", "similar_after", "correct", "instead", "act_restart")
_OPINIONS = ("like", "dislike", "similar", "dissimilar", "refuse", "except", "than", "seen")


def closes(spans: Sequence[Span], said: Sequence[str], things: Sequence[Said]) -> bool:
    """Whether a sentence accepts or parts, `I'll check it out`, and no other one asks."""
    closing = {n for name in ("accept", "chat") for one, _ in framed(name, said) for n in one}
    if not closing or any(True for _ in framed("ask", said)):
        return False
    if any(_asks(one, one.start in closing) for one in things):
        return False
    if any(said[n] == "?" and n - 1 not in closing for n in range(len(said))):
        return False
    return not any(_steers(span, said, closing) for span in spans)


def _asks(one: Said, closing: bool) -> bool:
    """Whether a thing is more than told: a limit, or an opinion that the taste should keep."""
    if isinstance(one.meaning, Word):
        return False
    if isinstance(one.meaning, Titles | Unknown):
        return one.stance in _OPINIONS
    if isinstance(one.meaning, Person):
        return one.stance not in _TOLD and not (closing and one.stance == "want")
    if isinstance(one.meaning, Concept):
        return one.stance not in _TOLD and not (one.meaning.soft and one.stance == "want")
    return not (isinstance(one.meaning, Attribute) and closing)


def _steers(span: Span, said: Sequence[str], closing: set[int]) -> bool:
    """Whether a cue asks for a list; `want` counts only in sentences that do not close."""
    cue = span.meaning
    if not isinstance(cue, Cue) or cue.has("chat"):
        return False
    if cue.has(*_ASKING):
        return True
    outside = span.start not in closing and not cue.has("filler")
    return outside and cue.has("want") and len(sentence_at(said, span.start)) > 1
