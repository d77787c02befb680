from __future__ import annotations

import numpy as np
import pytest

from chatrec.types import Item
from chatrec.user_vector import Facets

ITEMS = [
    Item("1", "One", attributes={"genres": ("drama",), "year": 1990}),
    Item("2", "Two", attributes={"genres": ("drama", "war"), "year": 2010}),
    Item("3", "Three", attributes={"category": ("war",)}),
]


def test_kinds_and_years_become_columns() -> None:
    columns = Facets.of(ITEMS, 0.5).columns(ITEMS)
    half = 0.5 / np.sqrt(2)
    np.testing.assert_allclose(columns, [[0.5, 0, -0.5], [half, half, 0.5], [0, 0.5, 0]], atol=1e-6)


def test_what_is_not_known_says_nothing() -> None:
    facets = Facets.of(ITEMS, 0.5)
    strange = Item("4", "Four", attributes={"genres": ("opera",), "year": "soon"})
    assert not facets.columns([None, strange]).any()


def test_rare_kinds_have_no_column() -> None:
    many = [Item(str(n), "Item", attributes={"genres": ("drama",)}) for n in range(300)]
    assert Facets.of([*many, ITEMS[2]], 1.0).kinds == ("drama",)


@pytest.mark.parametrize("items", [[Item("1", "One")], [ITEMS[0]]])
def test_one_year_or_none_is_no_fault(items: list[Item]) -> None:
    assert np.isfinite(Facets.of(items, 1.0).columns(items)).all()
