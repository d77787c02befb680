"""A shop's own attributes, asked for in both languages."""

from __future__ import annotations

import pytest

from chatrec.catalog import Catalog
from chatrec.types import Item
from chatrec.understand import Grammar
from tests.understand.cases import converse, meaning
from tests.understand.conftest import TODAY

LINES = (
    ("Trail Runner", "Shoes", "Nike", "red", 89.0),
    ("Winter Parka", "Jackets", "Adidas", "blue", 249.0),
    ("Desk Lamp", "Lighting", "Philips", "white", 35.0),
)
SHOP = Grammar(
    Catalog.of(
        Item(title, title, "", {"category": kind, "brand": brand, "color": color, "price": price})
        for title, kind, brand, color, price in LINES
    ),
    TODAY,
)


@pytest.mark.parametrize(
    ("message", "limits"),
    [
        ("cheaper than the Winter Parka", {("price", "<", "249.0")}),
        ("I don't care about the colour", set()),
        ("100块以内的鞋", {("price", "<=", "100"), ("category", "in", "Shoes")}),
        ("不要飞利浦的", {("brand", "not in", "Philips")}),
        ("耐克的外套", {("brand", "in", "Nike"), ("category", "in", "Jackets")}),
        ("红色的不要", {("color", "not in", "red")}),
        (
            "白色的，50到100块",
            {("color", "in", "white"), ("price", ">=", "50"), ("price", "<=", "100")},
        ),
    ],
)
def test_means(message: str, limits: set[tuple[str, str, str]]) -> None:
    query = converse(SHOP, [message], shown=())
    found = {(a, op, value.removesuffix(".0")) for a, op, value in meaning(query.constraints)}
    assert found == {(a, op, value.removesuffix(".0")) for a, op, value in limits}
