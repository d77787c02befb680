"""Items that come and go over REST, while people chat."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from chatrec import manifest
from chatrec.api import Service
from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests.api.conftest import GENEROUS, Open
from tests.api.test_feedback import give
from tests.films import FILMS

WHALES = {
    "id": "the-last-whale-2024",
    "title": "The Last Whale",
    "text": "A marine biologist follows a humpback whale through the melting Arctic.",
    "year": 2024,
    "genres": ["Documentary"],
    "directors": ["Ida Holm"],
    "keywords": ["whales", "ocean", "arctic"],
}
WISH = {"message": "a documentary about whales in the ocean", "new": True}


def listed(client: TestClient, message: dict[str, object] = WISH) -> list[str]:
    answer = client.post("/v1/chat", json=message)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["recommendations"]]


@pytest.fixture
def editor(opened: Open) -> TestClient:
    return opened("catalogue", user="editor")


def test_an_item_is_found_at_once_by_wish_by_title_and_by_its_own_values(
    ann: TestClient, editor: TestClient
) -> None:
    assert WHALES["id"] not in listed(ann)
    answer = editor.put("/v1/items", json=[WHALES])
    assert (answer.status_code, answer.json()) == (200, {"items": len(FILMS) + 1})
    assert listed(ann)[0] == WHALES["id"]
    assert ann.get(f"/v1/items/{WHALES['id']}").json()["attributes"]["year"] == 2024
    assert listed(ann, {"message": "a film by Ida Holm", "new": True}) == [WHALES["id"]]
    why = ann.post("/v1/chat", json={"message": "tell me about The Last Whale"}).json()
    assert "Arctic" in why["reply"]
    assert give(ann, "k", str(WHALES["id"])).status_code == 201
    assert {line["value"] for line in ann.get("/v1/me").json()["taste"]} >= {"Documentary"}


def test_an_item_put_again_is_changed_in_its_place(
    ann: TestClient, editor: TestClient, recommender: Recommender
) -> None:
    row = recommender.catalog.row("heat-1995")
    changed = {"id": "heat-1995", "title": "Heat", "text": "Whales.", "keywords": ["whales"]}
    assert editor.put("/v1/items", json=[changed]).json() == {"items": len(FILMS)}
    assert recommender.catalog.row("heat-1995") == row
    assert listed(ann, {"message": "something with whales", "new": True})[0] == "heat-1995"
    assert "heat-1995" not in listed(ann, {"message": "only crime films", "new": True})


def test_a_removed_item_is_gone_and_what_was_said_of_it_breaks_nothing(
    ann: TestClient, editor: TestClient, recommender: Recommender
) -> None:
    before = ann.get("/v1/me").json()["taste"]
    shown = listed(ann, {"message": "something like Heat, a bank heist", "new": True})
    give(ann, "k1", "heat-1995")
    version = give(ann, "k2", shown[0], -1.0).json()["version"]
    for path in (f"/v1/items/{shown[0]}", "/v1/items/heat-1995"):
        assert editor.delete(path).status_code == 200
        assert editor.delete(path).status_code == 404
    seen = ann.get("/v1/me", headers={"X-Chatrec-Version": str(version)})
    assert seen.status_code == 200
    assert seen.json()["taste"] == before
    for message in ("more like that", "why the first one?", "why not Heat?", "go back", "a heist"):
        assert not {shown[0], "heat-1995"} & set(listed(ann, {"message": message}))
    assert give(ann, "k3", "heat-1995").status_code == 404
    assert ann.get("/v1/me/export").status_code == 200
    assert ann.delete("/v1/feedback/k1").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"id": "x", "title": "X", "year": "soon"}, "year 'soon' is no number"),
        ({"id": "x", "title": "  "}, "title is missing"),
        ({"id": WHALES["id"], "title": "Again"}, "stands twice"),
        ({"id": "x", "title": "X\u0000"}, "is no text"),
    ],
)
def test_one_wrong_item_is_named_and_nothing_is_put(
    editor: TestClient, recommender: Recommender, wrong: dict[str, object], told: str
) -> None:
    answer = editor.put("/v1/items", json=[WHALES, wrong])
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert told in problem["detail"] and repr(wrong["id"]) in problem["detail"]
    assert [fault["where"] for fault in problem["errors"]] == ["body/1"]
    assert len(recommender.catalog) == len(FILMS)


@pytest.mark.parametrize(
    "wrong", [{"id": "x"}, {"title": "X"}, {"id": "x", "title": "X", "cast": {"a": 1}}, 7]
)
def test_what_is_no_item_is_refused(editor: TestClient, wrong: object) -> None:
    answer = editor.put("/v1/items", json=[WHALES, wrong])
    assert answer.status_code == 422
    assert all(fault["where"].startswith("body/1") for fault in answer.json()["errors"])


def test_a_call_has_a_thousand_items_at_most(editor: TestClient) -> None:
    many = [{"id": f"x{n}", "title": "X"} for n in range(1001)]
    assert editor.put("/v1/items", json=many).status_code == 422
    assert editor.put("/v1/items", json=[]).status_code == 422


def test_items_are_removed_all_or_none(editor: TestClient, recommender: Recommender) -> None:
    def remove(*ids: str) -> int:
        return int(editor.request("DELETE", "/v1/items", json=ids).status_code)

    assert remove("heat-1995", "nothing") == 404
    assert len(recommender.catalog) == len(FILMS)
    assert remove("heat-1995", "alien-1979") == 200
    assert len(recommender.catalog) == len(FILMS) - 2
    assert remove(*(item.id for item in recommender.catalog)) == 409
    assert len(recommender.catalog) == len(FILMS) - 2


def test_a_catalogue_without_a_directory_is_fixed(
    recommender: Recommender, database: Database, app: object, opened: Open, service: Service
) -> None:
    from fastapi import FastAPI

    from chatrec.api import mount

    outer = FastAPI()
    fixed = Service.of(recommender, database, GENEROUS)
    mount(outer, fixed)
    headers = opened("catalogue").headers
    assert TestClient(outer, headers=headers).put("/v1/items", json=[WHALES]).status_code == 409


def test_items_survive_a_restart_with_the_same_lists(
    ann: TestClient, editor: TestClient, served_directory: Path, database: Database
) -> None:
    editor.put("/v1/items", json=[WHALES])
    editor.delete("/v1/items/titanic-1997")
    listed(ann)
    give(ann, "k", str(WHALES["id"]))
    first = ann.post("/v1/chat", json=WISH | {"message": "something with the sea"}).json()
    again = load(served_directory, database)
    manifest.verify(served_directory, manifest.read(served_directory))
    assert [item.id for item in again.catalog if item.id == WHALES["id"]]
    assert "titanic-1997" not in again.catalog
    _, answer = again.reply(again.start("acme/ann"), "something with the sea")
    assert [one.item.id for one in answer.recommendations] == [
        one["id"] for one in first["recommendations"]
    ]
    assert not list(served_directory.glob("*.part"))


def test_people_chat_while_items_come_and_go(
    opened: Open, editor: TestClient, recommender: Recommender
) -> None:
    stop, failures = threading.Event(), list[str]()
    messages = ("a film about space", "something like Heat", "no horror", "more like that", "why?")

    def chat(name: str) -> None:
        client = opened(user=name)
        for n in range(10_000):
            if stop.is_set():
                return
            answer = client.post("/v1/chat", json={"message": messages[n % len(messages)]})
            cards = answer.json().get("recommendations", [])
            voted = [give(client, f"{name}{n}", one["id"], (-1.0) ** n) for one in cards[:1]]
            answers = [answer, *(one for one in voted if one.status_code != 404)]
            failures.extend(one.text for one in answers if one.status_code >= 300)

    with ThreadPoolExecutor(3) as people:
        chats = [people.submit(chat, name) for name in ("ann", "bob", "cid")]
        for n in range(8):
            item = WHALES | {"id": f"whale-{n}", "title": f"Whale {'abcdefgh'[n]}"}
            assert editor.put("/v1/items", json=[item]).status_code == 200
            found = recommender.start("eve")
            _, answer = recommender.reply(found, "a documentary about whales in the ocean")
            assert f"whale-{n}" in {one.item.id for one in answer.recommendations}
            if n % 2:
                assert editor.delete(f"/v1/items/whale-{n - 1}").status_code == 200
            assert editor.delete(f"/v1/items/{FILMS[n].id}").status_code == 200
        stop.set()
        for one in chats:
            one.result()
    assert failures == []


def test_a_vote_counts_for_what_the_user_has_met(
    served_directory: Path, database: Database, opened: Open
) -> None:
    from fastapi import FastAPI

    from chatrec.api import mount

    service, outer = Service.of(load(served_directory, database), database), FastAPI()
    mount(outer, service)
    ann, bob = (TestClient(outer, headers=opened(user=name).headers) for name in ("ann", "bob"))
    refused = give(ann, "k1", "titanic-1997")
    assert refused.status_code == 409
    assert "titanic-1997" in refused.json()["detail"] and "list" in refused.json()["detail"]
    assert ann.get("/v1/me").json()["votes"] == []
    shown = listed(ann, {"message": "a love story on a ship"})
    assert give(ann, "k1", shown[0]).status_code == 201
    assert give(bob, "k1", shown[0]).status_code == 409
    bob.post("/v1/chat", json={"message": "I loved Titanic, what else?"})
    assert give(bob, "k1", "titanic-1997").status_code == 201
    found = bob.post("/v1/recommendations", json={"message": "space", "k": 1}).json()
    assert give(bob, "k2", found["recommendations"][0]["id"]).status_code == 201
    assert give(bob, "k3", "nothing").status_code == 404
