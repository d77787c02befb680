"""From a message to tokens: words of Latin scripts folded, one token a Chinese character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from chatrec.errors import MessageError
from chatrec.understand.lexicon import common_words, dialects, name_words, spellings
from chatrec.understand.spelling import spelled_out

LONGEST = 4000
"""Characters that a message may have."""

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "…": ".", "–": "-", "—": "—", "−": "-"}
    | dict.fromkeys("“”„«»《》「」『』〈〉", '"')
    | {"。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "、": "、"}
)
_VARIANTS = {0x20BB6: "嗰", 0x885E: "卫"}
"""Characters that the converter makes or leaves, as people type them."""
_QUOTED = re.compile(r"(?<![\w'])'([^'\n]{2,60}(?:'s [^'\n]{2,60})?)'(?![\w'])")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}])"
    rf"|(?P<gap>(?<=[{_HAN}]) +(?=[{_HAN}]))"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    rf"|(?P<word>[^\W\d_{_HAN}]+(?:'[^\W\d_{_HAN}]+)*)"
    r"|(?P<sign>[<>]=?|[≤≥])"
    r"|(?P<mark>[\"(),.!?;:/&+\-—#$£€¥%、~\n])"
)
_DRAWN = re.compile(r"([a-z])\1{2,}")
_ROMAN = re.compile(r"[ivxlcm]+")
_ACRONYM = 4
"""Longer words in capitals are shouted, not names."""
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is the folded form that is looked up, `text` what was written, "" for the second half
    of a contraction; `start` and `end` are characters of the text."""

    word: str
    start: int
    end: int
    capital: bool = False
    text: str = ""


def readable(message: str) -> str:
    """The message in one spelling of quotes, widths and Chinese. Raises MessageError."""
    if not message.strip():
        raise MessageError("the message is empty: say what you would like to see")
    if len(message) > LONGEST:
        raise MessageError(
            f"the message has {len(message)} characters: say it in at most {LONGEST}"
        )
    bad = next(
        (c for c in message if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"), ""
    )
    if bad or "\ufffd" in message:
        raise MessageError(
            f"the message holds {(bad or chr(0xFFFD))!r}, which is no text: type it as plain words"
        )
    text = _plain(spelled_out(message).replace("…", ".").replace("，", ";"))
    return _QUOTED.sub(r'"\1"', text)


def tokenize(text: str) -> list[Token]:
    """The tokens of a readable text, in order."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        raw = match.group()
        if match.lastgroup == "word":
            spelled = "USA" if raw == "US" and not text.isupper() else raw
            tokens.extend(_words(spelled, start, end, _continues(tokens, text, start)))
        elif raw == "." and _abbreviates(tokens, start):
            continue
        elif match.lastgroup == "gap":  # Chinese has no spaces: one stands for a comma
            tokens.append(Token(",", start, end, False, raw))
        elif match.lastgroup != "mark":
            tokens.append(Token(raw.replace(",", ""), start, end, False, raw))
        elif raw != "-" or _meant(text, start):
            tokens.append(Token(_mark(raw, text, start), start, end, False, raw))
    return tokens if text.isascii() else _standard(tokens)


def _standard(tokens: list[Token]) -> list[Token]:
    """Words of the dialects replaced; each new token stands for all that was written."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        for length in dialects().lengths.get(tokens[at].word, ()):
            written = "".join(token.word for token in tokens[at : at + length])
            if (standard := dialects().words.get(written)) is not None:
                first, last = tokens[at], tokens[min(at + length, len(tokens)) - 1]
                kept += (
                    Token(word, first.start, last.end, False, "" if n else written)
                    for n, word in enumerate(standard)
                )
                at += length
                break
        else:
            kept.append(tokens[at])
            at += 1
    return kept


@lru_cache(maxsize=1 << 16)  # a catalogue with one more item has the same names
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name or a phrase, punctuation left out."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return tuple(t.word for t in tokenize(plain) if t.word[0].isalnum() or t.word == "'s")


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_han(word: str) -> bool:
    return len(word) == 1 and ("\u3400" <= word <= "\u9fff" or word == "\u3007")


def _plain(text: str) -> str:
    """One spelling of widths and quotes, and simplified Chinese."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = _simplifier().convert(plain).translate(_VARIANTS)
    return plain.translate(_QUOTES)


@lru_cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _continues(tokens: list[Token], text: str, start: int) -> bool:
    """The second half of a name with a hyphen: `Pee-wee`."""
    return (
        bool(tokens)
        and tokens[-1].capital
        and text[start - 1 : start] == "-"
        and tokens[-1].end == start - 1
    )


def _abbreviates(tokens: list[Token], start: int) -> bool:
    """`Mr.`, `M. Night`: a full stop that ends no sentence."""
    if not tokens or tokens[-1].end != start:
        return False
    last = tokens[-1]
    return last.word in name_words("abbreviations") or (
        len(last.word) == 1 and last.capital and last.word != "i"
    )


def _words(raw: str, start: int, end: int, joined: bool) -> list[Token]:
    word = fold(raw)
    shouted = len(raw) > _ACRONYM and raw.isupper()
    capital = (raw[0].isupper() and not shouted) or joined
    if parts := _parts(word):
        return [
            Token(part, start, end, capital and not n and part != "i", "" if n else raw)
            for n, part in enumerate(parts)
        ]
    return [Token(word, start, end, capital and word != "i", raw)]


def _shortened(word: str) -> str:
    """The word behind `sooo` and `looooved`; one without any is left as it is."""
    for short in (_DRAWN.sub(r"\1\1", word), _DRAWN.sub(r"\1", word)):
        if short in common_words():
            return short
    return word


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    if word in spellings():
        return tuple(spellings()[word].split())
    if _DRAWN.search(word) and not _ROMAN.fullmatch(word):
        return (_shortened(word),)
    if "'" not in word:
        return ()
    if word.endswith("n't"):
        return (word[:-3], "not")
    stem, _, ending = word.rpartition("'")
    if ending == "s":
        return (stem, "is" if stem in name_words("contracted_is") else "'s")
    known = _ENDINGS.get("'" + ending)
    return (stem, known) if known else (word.replace("'", ""),)


def _mark(raw: str, text: str, at: int) -> str:
    """An ampersand is an "and"; a hyphen before a word takes that word away, as in
    `-horror`, and between numbers it is a range."""
    if raw == "&":
        return "and"
    if raw == "-":
        return "to" if text[at - 1 : at].isdigit() else "non"
    return raw


def _meant(text: str, at: int) -> bool:
    """A hyphen that says something: between numbers, or glued to a word as in `-horror`."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isdigit() and after.isdigit():
        return True
    return not before.strip() and bool(after.strip())
