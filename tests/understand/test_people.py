"""People under the names that Chinese gives them."""

from __future__ import annotations

import pytest

from chatrec.catalog import Catalog
from chatrec.types import Item
from chatrec.understand import Grammar
from chatrec.understand.people import People
from chatrec.understand.tokens import words
from tests.understand.cases import converse, meaning
from tests.understand.conftest import TODAY

NAMES = ("Jennifer Lawrence", "Leonardo DiCaprio", "Matt Damon", "Jo Unknown")
PEOPLE = People(Catalog.of([Item("a", "A", "", {"cast": NAMES})]))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("詹妮弗劳伦斯", "Jennifer Lawrence"),
        ("珍妮佛罗伦斯", "Jennifer Lawrence"),
        ("里安纳度", "Leonardo DiCaprio"),
        ("麦特戴蒙", "Matt Damon"),
    ],
)
def test_knows_the_names_of_taiwan_and_hong_kong(written: str, name: str) -> None:
    person = PEOPLE.whole.get(words(written))
    assert person is not None
    assert {role[1] for role in person.roles} == {name}


def test_people_joined_by_or_are_meant_in_one_role() -> None:
    films = [
        Item(
            "a", "A", "", {"cast": ("Jackie Chan", "Stephen Chow"), "directors": ("Stephen Chow",)}
        ),
        Item("b", "B", "", {"cast": ("Jackie Chan",), "directors": ("Stephen Chow",)}),
    ]
    query = converse(Grammar(Catalog.of(films), TODAY), ["成龙或者周星驰的"], shown=("a",))
    assert meaning(query.constraints) == {("cast", "in", "Jackie Chan | Stephen Chow")}


def test_pairs_only_names_of_the_catalogue() -> None:
    assert PEOPLE.whole.get(words("詹妮弗安妮斯顿")) is None
