from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatrec.catalog import Catalog, item_text
from chatrec.constraints import satisfies
from chatrec.errors import CatalogueError
from chatrec.types import Constraint, Item
from tests.films import FILMS

OPS = ("=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "lacks")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of(FILMS)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (Constraint("year", ">=", 2015), "The Martian, Arrival"),
        (Constraint("year", "=", 1995), "Heat, Toy Story"),
        (Constraint("genres", "contains", "horror"), "Alien, The Conjuring"),
        (
            Constraint("genres", "in", ("Fantasy", "Mystery")),
            "Inside Man, Spirited Away, The Conjuring",
        ),
        (Constraint("languages", "lacks", "English"), "Spirited Away, Amelie"),
        (Constraint("content_rating", "in", ("G", "PG")), "Toy Story, Spirited Away"),
        (Constraint("title", "contains", "ING"), "Notting Hill, The Conjuring"),
        (Constraint("directors", "=", "ridley scott"), "Alien, The Martian"),
        (Constraint("price", "<", 10), ""),
    ],
)
def test_mask_finds_what_meets_a_constraint(
    catalog: Catalog, constraint: Constraint, expected: str
) -> None:
    rows = np.flatnonzero(catalog.mask([constraint]))
    assert ", ".join(catalog.at(int(row)).title for row in rows) == expected


values = st.one_of(
    st.integers(-3, 3), st.sampled_from(["a", "A", "b", "1"]), st.booleans(), st.just(1.5)
)
lists = st.lists(st.sampled_from(["a", "A", "b", "c"]), max_size=3).map(tuple)


@given(
    fields=st.lists(st.dictionaries(st.just("x"), values | lists), min_size=1, max_size=6),
    op=st.sampled_from(OPS),
    value=values | lists,
)
def test_mask_agrees_with_satisfies(fields: list[dict], op: str, value: object) -> None:  # type: ignore[type-arg]
    listed = {isinstance(one["x"], tuple) for one in fields if "x" in one}
    items = [Item(str(n), "t", "", one) for n, one in enumerate(fields)]
    constraint = Constraint("x", op, value)  # type: ignore[arg-type]
    if len(listed) > 1:  # a column is of lists or of single values, never of both
        return
    mask = Catalog.of(items).mask([constraint])
    assert mask.tolist() == [satisfies(item, constraint) for item in items]


def test_absent_value_meets_only_refusals() -> None:
    item = Item("1", "Untitled")
    met = {op for op in OPS if satisfies(item, Constraint("year", op, 2000))}  # type: ignore[arg-type]
    assert met == {"!=", "not in", "lacks"}


def test_excluded_and_removed_rows_are_masked(catalog: Catalog) -> None:
    assert catalog.mask(exclude=["heat-1995"]).sum() == len(FILMS) - 1
    smaller = catalog.without(["heat-1995"])
    assert len(smaller) == len(FILMS) - 1
    assert smaller.mask().sum() == len(FILMS) - 1
    assert smaller.row("titanic-1997") == catalog.row("titanic-1997")
    with pytest.raises(CatalogueError, match="heat-1995"):
        smaller.row("heat-1995")


def test_put_replaces_an_item_at_a_new_row(catalog: Catalog) -> None:
    changed = catalog.put([Item("heat-1995", "Heat, restored")])
    assert changed["heat-1995"].title == "Heat, restored"
    assert changed.row("heat-1995") == len(FILMS)
    assert catalog["heat-1995"].title == "Heat"


def test_empty_and_repeated_are_refused() -> None:
    with pytest.raises(CatalogueError, match="empty"):
        Catalog.of([])
    with pytest.raises(CatalogueError, match="'a'"):
        Catalog.of([Item("a", "One"), Item("b", "Two"), Item("a", "Three")])


def test_item_text_names_title_year_genres_people_and_keywords(catalog: Catalog) -> None:
    text = item_text(catalog["heat-1995"])
    assert text.startswith(
        "Heat (1995). Action Crime Drama directed by Michael Mann, starring Al Pacino, "
        "Robert De Niro. heist, police, los angeles."
    )
    assert item_text(Item("1", "Bare")) == "Bare."
