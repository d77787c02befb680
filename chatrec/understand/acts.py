"""What a message does: ask for a list, ask about one, chat, forget, go back."""

from __future__ import annotations

from collections.abc import Sequence

from chatrec.types import Act
from chatrec.understand.closing import closes
from chatrec.understand.frames import framed, sentence_at
from chatrec.understand.meaning import Comparison, Concept, Cue, Person, Span, Titles, Unknown, Word
from chatrec.understand.stance import Said

_FIRST: tuple[tuple[str, Act], ...] = (
    ("act_unlearn", "forget"),
    ("act_forget", "forget"),
    ("act_restart", "restart"),
    ("act_back", "back"),
    ("act_profile", "profile"),
)
_WHOLE: tuple[Act, ...] = ("forget", "profile", "back")
_OF_ITEMS: tuple[Act, ...] = ("why_not", "why", "about")
_CHATTER = 6
"""A message with small talk and no request stays small talk up to so many unread words."""


def act_of(spans: Sequence[Span], said: Sequence[str], things: Sequence[Said]) -> tuple[Act, range]:
    """What the message does, and the tokens of the sentence that does it."""
    cues = [(n, span.meaning) for n, span in enumerate(spans) if isinstance(span.meaning, Cue)]
    subject = any(map(_is_item, things))
    for name, act in _FIRST:
        for n, cue in cues:
            if (
                cue.has(name)
                and (subject or name != "act_unlearn")
                and (act != "back" or _alone(spans, said, n))
                and (act != "back" or _unlearning(spans, said, things) is None)
            ):
                return act, sentence_at(said, spans[n].start)
    if (told := _framed(spans, said, things)) is not None and not _goes_on(*told, spans, said):
        return told
    asked = None if told else _question(spans, said, things)
    if asked is not None:
        sentence = sentence_at(said, spans[asked[1]].start)
        if not _goes_on(asked[0], sentence, spans, said):
            return asked[0], sentence
    chat = _small_talk([cue for _, cue in cues], things) or closes(spans, said, things)
    return ("chat", range(len(said))) if chat else ("recommend", range(0))


def _goes_on(act: Act, sentence: range, spans: Sequence[Span], said: Sequence[str]) -> bool:
    """Whether a later sentence asks for films: `Was it Heat or Ronin? Either way, more like it.`"""
    later = [span for span in spans if span.start >= sentence.stop]
    cues = [span.meaning for span in later if isinstance(span.meaning, Cue)]
    asks = any(cue.has("similar", "want") and not cue.has("filler", "refuse") for cue in cues)
    return act == "about" and (asks or "similar" in said[sentence.stop :])


def _framed(
    spans: Sequence[Span], said: Sequence[str], things: Sequence[Said]
) -> tuple[Act, range] | None:
    """The act of a sentence with a gap: of one about an item when the sentence names or points at
    an item, of small talk when nothing is asked for beside it."""
    if (told := _unlearning(spans, said, things)) is not None:
        return "forget", told
    for act in _WHOLE:
        for sentence, _ in framed(act, said):
            return act, sentence
    for act in _OF_ITEMS:
        for sentence, at in framed(act, said):
            items = [o for o in things if o.start in sentence and _is_item(o)]
            if act == "why" and (items or not _wishes(things)):
                return act, sentence
            if items and (act != "about" or items[0].start < at or said[at].isascii()):
                return act, sentence
    for sentence, _ in framed("chat", said):
        if all(o.start in sentence or isinstance(o.meaning, Word) for o in things):
            return "chat", sentence
    return None


def _unlearning(spans: Sequence[Span], said: Sequence[str], things: Sequence[Said]) -> range | None:
    """The sentence that takes back what was said of items, or of values of the catalogue."""
    if any(map(_is_item, things)):
        for sentence, _ in framed("unlearn", said):
            return sentence
    of_values = (s for s, _ in framed("untaste", said) if _is_of_values(s, spans, things))
    return next(of_values, None)


def is_of_everything(spans: Sequence[Span], said: Sequence[str]) -> bool:
    """Whether a message that forgets asks for all to be forgotten, not for one thing."""
    cues = (span.meaning for span in spans if isinstance(span.meaning, Cue))
    return any(cue.has("act_forget") for cue in cues) or any(framed("forget", said))


def _is_of_values(sentence: range, spans: Sequence[Span], things: Sequence[Said]) -> bool:
    """Whether it is about genres or people, and neither about a film nor asks for one as well."""
    here = [one for one in things if one.start in sentence]
    values = [one for one in here if isinstance(one.meaning, Concept | Person)]
    if not values or not all(
        isinstance(one.meaning, Concept | Person | Word | Comparison) for one in here
    ):
        return False
    after = (s.meaning for s in spans if values[0].start < s.start < sentence.stop)
    return not any(isinstance(cue, Cue) and cue.has("break", "want") for cue in after)


def _wishes(things: Sequence[Said]) -> bool:
    return any(isinstance(one.meaning, Concept) and not one.meaning.soft for one in things)


def _is_item(one: Said) -> bool:
    return isinstance(one.meaning, Titles | Unknown)


def _question(
    spans: Sequence[Span], said: Sequence[str], things: Sequence[Said]
) -> tuple[Act, int] | None:
    """Why, why not, or a question about an item: the cue opens a sentence and an item is meant."""
    subject = any(map(_is_item, things))
    for n, span in enumerate(spans):
        cue = span.meaning
        if isinstance(cue, Cue) and _asked_of(spans[:n], said):
            if cue.has("act_why_not"):
                return "why_not", n
            if cue.has("act_about_after") or (cue.has("copula") and _doubts(spans, said, n)):
                return "about", n
        if not isinstance(cue, Cue) or not _opens(spans, said, n):
            continue
        if cue.has("act_why_not") and subject:
            return "why_not", n
        if cue.has("act_why") and (subject or _short(spans, n)):
            return "why", n
        if cue.has("act_about") and _asks(spans, said, n):
            return "about", n
    return None


_PRONOUNS = frozenset(("it", "that", "this", "they", "one"))


def _asks(spans: Sequence[Span], said: Sequence[str], at: int) -> bool:
    """Whether an item follows the question right away, or the question itself holds a pronoun."""
    for following in spans[at + 1 :]:
        if isinstance(following.meaning, Titles | Unknown):
            return True
        if not _leads(following, said):
            break
    span = spans[at]
    return span.end - span.start > 2 and not _PRONOUNS.isdisjoint(said[span.start : span.end])


def _leads(span: Span, said: Sequence[str]) -> bool:
    """Words between a question and its title: `that picture "Alien"`."""
    if isinstance(span.meaning, Cue):
        return span.meaning.names <= {"film", "filler", "pronoun"}
    return said[span.start] in ("the", "that", "this", '"')


def _doubts(spans: Sequence[Span], said: Sequence[str], at: int) -> bool:
    """Whether the sentence only asks: `The Platform, it is violent?`."""
    sentence = sentence_at(said, spans[at].start)
    asks = (
        said[sentence.stop : sentence.stop + 1] == ["?"]
        or "吗" in said[sentence.start : sentence.stop]
    )
    here = (s.meaning for s in spans if s.start in sentence and isinstance(s.meaning, Cue))
    return asks and not any(
        cue.has("want", "like", "similar", "like_after", "dislike_after", "else") for cue in here
    )


def _asked_of(before: Sequence[Span], said: Sequence[str]) -> bool:
    """Whether an item stands right before: Chinese puts the question after it."""
    for span in reversed(before):
        if isinstance(span.meaning, Titles):
            return True
        if said[span.start][0].isalnum() and not (
            isinstance(span.meaning, Cue) and span.meaning.has("film")
        ):
            return False
    return False


def _opens(spans: Sequence[Span], said: Sequence[str], at: int) -> bool:
    """Whether the cue begins a sentence, greetings and connectives passed over."""
    for span in reversed(spans[:at]):
        if isinstance(span.meaning, Cue):
            if not span.meaning.has("filler", "break", "chat", "and", "skip", "correct"):
                return False
        elif isinstance(span.meaning, Word):
            return not said[span.start][0].isalnum()
        else:
            return False
    return True


def _short(spans: Sequence[Span], at: int) -> bool:
    return not any(isinstance(span.meaning, Concept) for span in spans[at:])


def _alone(spans: Sequence[Span], said: Sequence[str], at: int) -> bool:
    """Nothing but marks and politeness follows: not `go back to the 80s`."""
    for span in spans[at + 1 :]:
        if isinstance(span.meaning, Cue):
            if not span.meaning.has("filler", "chat", "want", "film", "break", "and"):
                return False
        elif not isinstance(span.meaning, Word) or said[span.start][0].isalnum():
            return False
    return True


def _small_talk(cues: Sequence[Cue], things: Sequence[Said]) -> bool:
    if not any(cue.has("chat") for cue in cues):
        return False
    if any(
        cue.has("want", "else", "film", "act_profile", "similar", "more", "less", "correct")
        and not cue.has("chat")
        for cue in cues
    ):
        return False
    known = [one for one in things if not isinstance(one.meaning, Word)]
    return not known and len(things) <= _CHATTER
