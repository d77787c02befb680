"""From names to items, and what counts as evidence."""

from __future__ import annotations

import pytest

from chatrec.catalog import Catalog
from chatrec.types import Item
from chatrec.understand import Grammar
from chatrec.understand.titles import TitleIndex
from tests.understand.cases import converse


@pytest.fixture(scope="module")
def index(catalogue: Catalog) -> TitleIndex:
    return TitleIndex(catalogue)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("the godfather", "the-godfather-1972"),
        ("Godfather", "the-godfather-1972"),
        ("amelie", "amélie-2001"),
        ("pans labyrinth", "pan's-labyrinth-2006"),
        ("盗梦空间", "inception-2010"),
        ("into the spider-verse", "spider-man:-into-the-spider-verse-2018"),
    ],
)
def test_exact(index: TitleIndex, name: str, item: str) -> None:
    assert index.choose(index.exact(name)) == item


def test_similar_allows_a_typing_error_but_no_other_number(index: TitleIndex) -> None:
    assert index.choose(index.similar("Inceptoin")) == "inception-2010"
    assert not index.similar("Inception 2")
    assert not index.similar("Before Sunset")


def test_the_year_tells_namesakes_apart() -> None:
    dunes = [Item(str(year), "Dune", "", {"year": year}) for year in (1984, 2021)]
    index = TitleIndex(Catalog.of(dunes))
    assert index.choose(index.exact("dune"), 2021) == "2021"
    assert index.choose(index.exact("dune")) == "1984"
    assert index.choose(index.exact("dune"), 1999) is None


@pytest.mark.parametrize(
    ("message", "mentioned"),
    [
        ("I saw It yesterday", ("it-2017",)),
        ("did you see it coming", ()),
        ("I would drive for hours to see a good film", ()),
        ("Drive was great", ("drive-2011",)),
        ("turn up the heat", ()),
        ("something like heat", ("heat-1995",)),
        ("it was up to her", ()),
        ('what about "Her"', ("her-2013",)),
        ("the movie Up", ("up-2009",)),
        ("Us (2019)", ("us-2019",)),
        ("tell us about signs of life", ()),
    ],
)
def test_everyday_words_are_titles_only_with_evidence(
    grammar: Grammar, message: str, mentioned: tuple[str, ...]
) -> None:
    assert converse(grammar, [message], shown=()).mentioned == mentioned
