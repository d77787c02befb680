"""Sentences with a gap: "why .. not listed" is a question whatever film stands in between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chatrec.understand import lexicon
from chatrec.understand.phrases import spelled

STOPS = frozenset(".!?;\n")
"""What ends a sentence."""
_NARROW, _WIDE = 4, 10
"""Words that the gaps `..` and `...` hold at most."""
_PIECES = re.compile(r"\[[^\]]*\]|\.{2,3}|[$^]|[^\s\[\].$^]+")
_SPECIAL = {
    "..": rf"(?:\S+ ){{0,{_NARROW}}}",
    "...": rf"(?:\S+ ){{0,{_WIDE}}}",
    "$": r"(?:[^\w\s]+ )*\Z",
    "^": r"\A",
}


def sentence_at(said: Sequence[str], at: int) -> range:
    """The tokens of the sentence around a place."""
    start = next((n + 1 for n in range(at - 1, -1, -1) if said[n] in STOPS), 0)
    end = next((n for n in range(at, len(said)) if said[n] in STOPS), len(said))
    return range(start, end)


def framed(act: str, said: Sequence[str]) -> Iterator[tuple[range, int]]:
    """The sentences that one of the act's frames fits, each with the token where the fit begins."""
    at = 0
    while at < len(said):
        sentence = sentence_at(said, at)
        text = "".join(f"{said[n]} " for n in sentence)
        found = [one.start() for frame in _frames(act) if (one := frame.search(text)) is not None]
        if found:
            yield sentence, sentence.start + text[: min(found)].count(" ")
        at = sentence.stop + 1


@lru_cache
def _frames(act: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(_pattern(line))
        for language in lexicon.LANGUAGES
        for line in lexicon.cues(language)["frames"].get(act, "").strip().splitlines()
        if line.strip()
    )


def _pattern(line: str) -> str:
    """`[a|b|]` is a choice, an empty one may be left out; `..` and `...` are gaps; `^` and `$` are
    the ends of the sentence."""
    return r"(?:(?<= )|\A)" + "".join(map(_piece, _PIECES.findall(line)))


def _piece(piece: str) -> str:
    if piece in _SPECIAL:
        return _SPECIAL[piece]
    choices = piece[1:-1].split("|") if piece.startswith("[") else [piece]
    written = [" ".join((*words, "")) for choice in choices for words in spelled(choice)]
    return f"(?:{'|'.join(map(re.escape, written))})"
