"""Words of dialects are read as Mandarin, and point at what was written."""

from __future__ import annotations

import pytest

from chatrec.understand.lexicon import dialects
from chatrec.understand.tokens import readable, tokenize, words


def said(text: str) -> str:
    return "".join(token.word for token in tokenize(readable(text)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("嗰啲戲唔好畀我睇", "那些戏不要给我看"),
        ("點解冇《教父》㗎", '为什么没有"教父"'),
        ("黑澤明所導之作", "黑泽明导演的作品"),
        ("莫要超過一百分鐘", "不要超过一百分钟"),
        ("之前的女儿", "之前的女儿"),
    ],
)
def test_reads_a_dialect_as_mandarin(written: str, read: str) -> None:
    assert said(written) == read


def test_a_longer_word_is_replaced_first() -> None:
    assert said("唔好睇") == "不好看"
    assert said("唔好") == "不要"


def test_the_new_words_stand_for_all_that_was_written() -> None:
    text = readable("甭要 唔好恐怖片")
    tokens = tokenize(text)
    assert {text[t.start : t.end] for t in tokens if t.word in "不要"} == {"甭要", "唔好"}


def test_titles_are_read_alike() -> None:
    assert words("我俩没有明天") == words("我两个没有明天")


def test_no_word_is_its_own_replacement_but_those_kept() -> None:
    kept = {word for word, standard in dialects().words.items() if word == standard}
    assert "之前" in kept
    assert all(len(word) > 1 for word in kept)
