from __future__ import annotations

from fastapi.testclient import TestClient


def test_an_item_is_told_whole(ann: TestClient) -> None:
    item = ann.get("/v1/items/spirited-away-2001").json()
    assert item["title"] == "Spirited Away"
    assert item["attributes"]["languages"] == ["Japanese"]
    assert ann.get("/v1/items/nothing").status_code == 404


def test_similar_items_are_alike_and_not_the_item_itself(ann: TestClient) -> None:
    found = ann.get("/v1/items/titanic-1997/similar", params={"k": 4}).json()
    titles = [one["title"] for one in found]
    assert len(titles) == 4
    assert "Titanic" not in titles
    assert {"Notting Hill", "Amelie"} & set(titles[:2])
    assert ann.get("/v1/items/nothing/similar").status_code == 404
