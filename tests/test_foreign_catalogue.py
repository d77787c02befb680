"""Somebody else's catalogue becomes a working chat."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chatrec.build import build
from chatrec.datasets.items import read_items
from chatrec.encoder import BertEncoder
from chatrec.load import load
from tests.data import data_directory

SHOP = (
    ("sku", "name", "about", "category", "brand", "price"),
    ("1", "Trail runner", "A light shoe with grip for muddy paths", "Shoes", "Fellside", "89.90"),
    ("2", "City loafer", "A leather shoe for the office", "Shoes", "Corso", "120"),
    ("3", "Rain shell", "A waterproof jacket that packs small", "Jackets", "Fellside", "150"),
    ("4", "Down parka", "A very warm jacket for winter", "Jackets", "Norrsken", "320"),
)


def test_a_shop_from_csv(tmp_path: Path, encoder: BertEncoder) -> None:
    with (tmp_path / "shop.csv").open("w", newline="") as file:
        csv.writer(file).writerows(SHOP)
    columns = {"id": "sku", "title": "name", "text": "about"}
    build(read_items(str(tmp_path / "shop.csv"), columns).catalog, tmp_path / "shop", encoder)
    recommender = load(tmp_path / "shop")
    session, answer = recommender.reply(recommender.start("u"), "something warm for the winter")
    assert answer.recommendations[0].item.title == "Down parka"
    _, answer = recommender.reply(session, "under 200")
    assert {one.item.title for one in answer.recommendations} <= {
        "Trail runner",
        "City loafer",
        "Rain shell",
    }


@pytest.mark.slow
@pytest.mark.realdata
@pytest.mark.timeout(3000)
def test_34306_films_of_wikipedia(tmp_path: Path, encoder: BertEncoder) -> None:
    data = data_directory()
    assert data is not None
    read = read_items(str(data / "wikipedia-movies" / "items.jsonl.gz"))
    assert len(read.catalog) == 34_306
    build(read.catalog, tmp_path / "wikipedia", encoder)
    recommender = load(tmp_path / "wikipedia")
    session, answer = recommender.reply(recommender.start("u"), "a western from the 1950s")
    assert len(answer.recommendations) > 0
    for one in answer.recommendations:
        assert "Western" in one.item.attributes["genres"]  # type: ignore[operator]
        assert 1950 <= one.item.attributes["year"] <= 1959  # type: ignore[operator]
    _, again = recommender.reply(session, "something else")
    assert not set(answer.ids) & set(again.ids)
