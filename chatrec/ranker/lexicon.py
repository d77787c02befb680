"""The words of texts, and how well documents answer them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatrec.ranker.sparse import SparseRows
from chatrec.types import Vector

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_FUNCTION_WORDS = """
a about all also am an and any are as at be been but by can could did do does for from had has
have he how i i'm i've if in is it it's its just like me more my no not of on one or out really s
she so some t than that the their them then there they this to too up very was we well were what
which who will with would yes you your
"""
_STOP = frozenset(_FUNCTION_WORDS.split())


def tokens(text: str) -> list[str]:
    """Lower-case words without a plural s; function words are left out."""
    return list(_tokens(text))


@lru_cache(maxsize=2**14)
def _tokens(text: str) -> tuple[str, ...]:
    """Remembered, for all texts of a catalogue are read again when one of them has changed."""
    words = (word for word in _WORD.findall(text.lower()) if word not in _STOP)
    return tuple(_singular(word) for word in words)


def recent_words(messages: Sequence[str], decay: float) -> dict[str, float]:
    """Each word of the messages, oldest first, with weight decayⁿ summed over the messages that
    have it, n messages before the last."""
    weights: dict[str, float] = {}
    for age, message in enumerate(reversed(messages)):
        for word in dict.fromkeys(tokens(message)):
            weights[word] = weights.get(word, 0.0) + decay**age
    return weights


@dataclass(frozen=True, eq=False)
class Postings:
    """BM25 (Robertson and Zaragoza 2009): the weight of each word in each document."""

    words: Mapping[str, int]
    rows: SparseRows

    @classmethod
    def of(
        cls,
        documents: Sequence[Mapping[str, int]],
        rarest: int = 1,
        k1: float = 1.2,
        b: float = 0.75,
    ) -> Postings:
        """Words in fewer than `rarest` documents are left out."""
        frequency = Counter(word for document in documents for word in document)
        words = {w: n for n, w in enumerate(sorted(w for w in frequency if frequency[w] >= rarest))}
        rarity = {word: _rarity(frequency[word], len(documents)) for word in words}
        lengths = [sum(document.values()) for document in documents]
        mean = sum(lengths) / max(sum(length > 0 for length in lengths), 1) or 1.0
        weights: list[dict[int, float]] = [{} for _ in words]
        for place, (document, length) in enumerate(zip(documents, lengths, strict=True)):
            norm = k1 * (1 - b + b * length / mean)
            for word, count in document.items():
                if word in words:
                    weight = rarity[word] * count * (k1 + 1) / (count + norm)
                    weights[words[word]][place] = weight
        return cls(words, SparseRows.of(weights, len(documents)))

    def score(self, asked: Mapping[str, float]) -> Vector:
        """Of every document. *Shape:* ``(n_documents,)``."""
        return self.rows.total(self.places(asked))

    def places(self, asked: Mapping[str, float]) -> dict[int, float]:
        """The words by their number; unknown ones left out."""
        return {self.words[word]: weight for word, weight in asked.items() if word in self.words}


def counted(texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts each word stands."""
    return Counter(word for text in texts for word in set(tokens(text)))


def _rarity(documents: int, total: int) -> float:
    """The inverse document frequency of BM25, never negative."""
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]
