"""Three small catalogues to understand requests against: films, a shop, news."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chatrec.catalog import Catalog
from chatrec.types import Item, Value


def films() -> Catalog:
    lines = (Path(__file__).parent / "films.jsonl").read_text(encoding="utf-8").splitlines()
    return Catalog.of(_item(json.loads(line)) for line in lines)


def _item(row: dict[str, Any]) -> Item:
    title, item_id = row.pop("title"), row.pop("id")
    values: dict[str, Value] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Item(item_id, title, "", values)


def shop() -> Catalog:
    lines = (
        ("Trail Runner", "shoes", "Nike", 89.0, 4.4),
        ("City Sneaker", "shoes", "Adidas", 59.0, 4.1),
        ("Winter Parka", "jackets", "Patagonia", 249.0, 4.8),
        ("Rain Shell", "jackets", "Nike", 120.0, 3.9),
        ("Desk Lamp", "lighting", "Philips", 35.0, 4.0),
        ("Party Lights", "lighting", "Philips", 15.0, 3.2),
    )
    return Catalog.of(
        Item(str(n), title, "", {"category": c, "brand": b, "price": p, "rating": r})
        for n, (title, c, b, p, r) in enumerate(lines)
    )


def news() -> Catalog:
    lines = (
        ("Parliament votes on budget", "politics", "2026-05-30"),
        ("Cup final goes to penalties", "sports", "2026-05-12"),
        ("New telescope sees first light", "science", "2025-11-02"),
        ("Elections called early", "politics", "2024-03-01"),
    )
    return Catalog.of(
        Item(str(n), title, "", {"category": c, "published": p})
        for n, (title, c, p) in enumerate(lines)
    )
