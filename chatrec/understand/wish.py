"""The wish in words, for the sentence encoder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from chatrec.types import Constraint
from chatrec.understand import lexicon
from chatrec.understand.lexicon import listed
from chatrec.understand.meaning import Concept, Person, Word
from chatrec.understand.people import likeliest
from chatrec.understand.stance import Said, Stance
from chatrec.understand.tokens import is_han
from chatrec.understand.values import PEOPLE

LONGEST = 60
"""Words that a wish keeps, the latest."""
_WISHED = ("want", "like", "similar", "unseen", "fine", "told")
_REFUSED = ("refuse", "less", "dislike")


def wished(things: Sequence[Said], words: Callable[[Said], str]) -> str:
    """What the message asks for or likes, in its own order; refusals and titles left out, and
    names of people too unless nothing else is asked for."""
    nobody = [one for one in things if not isinstance(one.meaning, Person)]
    return _in_order(nobody, words) or _in_order(things, words)


def nameless(text: str, limits: Sequence[Constraint]) -> str:
    """The wish without the people that a limit names, unless nothing else is left of it."""
    people = [one for one in limits if one.attribute in PEOPLE]
    return joined(text, "", people) or text


def _in_order(things: Sequence[Said], words: Callable[[Said], str]) -> str:
    runs: list[list[str]] = [[]]
    end = -1
    for one in things:
        text = _wording(one, words) if one.stance in _WISHED else ""
        if one.start != end:
            runs.append([])
        end = one.end
        if text:
            runs[-1].append(text)
    return " ".join(word for run in runs for word in _trimmed(run))


def unwished(things: Sequence[Said], words: Callable[[Said], str]) -> str:
    """What is refused softly: words that no limit stands for."""
    found = [
        _wording(one, words)
        for one in things
        if one.stance in _REFUSED
        and (
            isinstance(one.meaning, Word)
            or (isinstance(one.meaning, Concept) and (one.meaning.soft or one.stance == "less"))
        )
    ]
    return " ".join(word for word in found if word and word not in _stop_words())


def settled(things: Sequence[Said], words: Callable[[Said], str], *stances: Stance) -> list[str]:
    """The words of what is spoken of in those stances: none says that it is wished for."""
    return [_wording(one, words) for one in things if one.stance in stances]


def joined(before: str, now: str, gone: Sequence[Constraint], dropped: Sequence[str] = ()) -> str:
    """The wish so far with the new one last. The words of limits that are `gone`, those `dropped`,
    and those of moods that are contrary to a new one, are taken out."""
    for limit in gone:
        values = limit.value if isinstance(limit.value, tuple) else (str(limit.value),)
        before = _less(before, (*map(str, values), limit.source))
    before = _less(before, dropped)
    before = _less(before, [one for mood in now.lower().split() for one in _contrary(mood)])
    kept = [word for word in before.split() if word.lower() not in now.lower().split()]
    return " ".join([*kept, *now.split()][-LONGEST:])


def _less(text: str, words: Iterable[str]) -> str:
    for word in filter(None, words):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", text, flags=re.I)
    return text


@lru_cache(maxsize=1024)
def _contrary(mood: str) -> list[str]:
    return listed(lexicon.values("en")["contrary"].get(mood, ""))


def _wording(one: Said, words: Callable[[Said], str]) -> str:
    meaning = one.meaning
    if isinstance(meaning, Concept):
        return "" if is_han(meaning.gloss[:1]) else meaning.gloss
    if isinstance(meaning, Person):
        names = {name: None for _, name, _ in likeliest(meaning, one.role).roles}
        return words(one) if len(names) > 1 else next(iter(names))
    if isinstance(meaning, Word):
        text = words(one)
        return (
            ""
            if not text or is_han(text[0]) or not any(c.isalpha() for c in text)
            else text.lower()
        )
    return ""


def _trimmed(run: list[str]) -> list[str]:
    """The run without function words at its ends."""
    while run and run[0] in _stop_words():
        run = run[1:]
    while run and run[-1] in _stop_words():
        run = run[:-1]
    return run


@lru_cache
def _stop_words() -> frozenset[str]:
    return frozenset(
        word for lang in lexicon.LANGUAGES for word in listed(lexicon.cues(lang)["stop"])
    )
