"""The people of a film that is named."""

from __future__ import annotations

import pytest

from chatrec.catalog import Catalog
from chatrec.types import Item
from chatrec.understand import Grammar
from tests.understand.cases import converse, meaning
from tests.understand.conftest import TODAY

CAST = ("Al Pacino", "Robert De Niro")
FILMS = Catalog.of(
    [
        Item("heat", "Heat", "", {"cast": CAST, "directors": ("Michael Mann",)}),
        Item(
            "rushmore", "Rushmore", "", {"cast": ("Bill Murray",), "directors": ("Wes Anderson",)}
        ),
        Item("magnolia", "Magnolia", "", {"directors": ("Paul Thomas Anderson",)}),
    ]
)


@pytest.mark.parametrize(
    ("turns", "limit"),
    [
        (["with the cast of Heat"], ("cast", "in", "Al Pacino | Robert De Niro")),
        (["和《Heat》原班人马"], ("cast", "in", "Al Pacino | Robert De Niro")),
        (["same director as Heat"], ("directors", "in", "Michael Mann")),
        (["directed by Wes Anderson", "just the Anderson"], ("directors", "in", "Wes Anderson")),
        (["by Anderson"], ("directors", "in", "Paul Thomas Anderson | Wes Anderson")),
    ],
)
def test_films_and_surnames_stand_for_people(turns: list[str], limit: tuple[str, str, str]) -> None:
    query = converse(Grammar(FILMS, TODAY), turns, shown=("heat",))
    assert meaning(query.constraints) == {limit}


@pytest.mark.parametrize(
    "message", ["same director as Heat but shorter", "和《Heat》同一个导演，但要短一点"]
)
def test_a_comparison_is_with_the_film_named(message: str) -> None:
    heat = {"directors": ("Michael Mann",), "runtime": 170}
    films = [Item("heat", "Heat", "", heat), Item("thief", "Thief", "", heat | {"runtime": 123})]
    films.append(Item("brief", "Brief", "", {"runtime": 80}))
    query = converse(Grammar(Catalog.of(films), TODAY), [message])
    assert meaning(query.constraints) == {
        ("directors", "in", "Michael Mann"),
        ("runtime", "<", "170"),
    }


def test_a_film_of_nobody_asks_for_nobody() -> None:
    shop = Catalog.of([Item("lamp", "Desk Lamp", "", {"brand": "Philips"})])
    query = converse(Grammar(shop, TODAY), ["same director as Desk Lamp"], shown=("lamp",))
    assert query.constraints == ()
