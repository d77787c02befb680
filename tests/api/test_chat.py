from __future__ import annotations

import json

from fastapi.testclient import TestClient

from chatrec.recommender import Recommender
from chatrec.types import Feedback


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_message_is_answered_with_a_list_and_its_reasons(ann: TestClient) -> None:
    answer = ann.post("/v1/chat", json={"message": "a tense bank heist, no horror"}).json()
    assert answer["recommendations"][0]["title"] == "Inside Man"
    assert "heist" in answer["recommendations"][0]["reasons"][0]["text"]
    assert answer["limits"][0]["value"] == "Horror"
    after = ann.post("/v1/chat", json={"message": "from before 2000"}).json()
    assert after["session"] == answer["session"]
    assert len(after["limits"]) == 2
    new = ann.post("/v1/chat", json={"message": "a film about space", "new": True}).json()
    assert new["session"] != answer["session"]
    assert new["limits"] == []


def test_reasons_tell_whom_an_item_is_for(ann: TestClient) -> None:
    message = "I love space films, my wife loves romance"
    answer = ann.post("/v1/chat", json={"message": message}).json()
    told = [reason for one in answer["recommendations"] for reason in one["reasons"]]
    assert {reason["whom"] for reason in told} == {"", "my wife"}


def test_a_stream_ends_in_what_json_answers(ann: TestClient) -> None:
    asked = {"message": "a film about space"}
    plain = ann.post("/v1/chat", json=asked | {"new": True}).json()
    with ann.stream(
        "POST", "/v1/chat", json=asked | {"new": True}, headers={"Accept": "text/event-stream"}
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        found = events(response.read().decode())
    names = [name for name, _ in found]
    assert names == ["token"] * (len(found) - 2) + ["recommendations", "done"]
    assert "".join(str(data["text"]) for name, data in found if name == "token") == plain["reply"]
    assert found[-1][1] == plain | {"session": found[-1][1]["session"]}
    assert found[-2][1]["recommendations"] == plain["recommendations"]


def test_a_single_question_leaves_no_conversation(
    ann: TestClient, recommender: Recommender
) -> None:
    limits = [{"attribute": "year", "op": "<", "value": 2000}]
    asked = {"message": "science fiction", "limits": limits, "k": 3}
    first, again = (ann.post("/v1/recommendations", json=asked).json() for _ in range(2))
    assert first == again
    assert [one["title"] for one in first["recommendations"]] == ["Alien"]
    assert {limit["attribute"] for limit in first["limits"]} == {"year", "genres"}
    memory = recommender.memory("acme/ann")
    assert memory.sessions == ()
    assert [one.item for one in memory.shown] == ["alien-1979"] * 2


def test_a_limit_on_what_is_not_there_is_refused(ann: TestClient) -> None:
    limits = [{"attribute": "yeer", "op": "<", "value": 2000}]
    answer = ann.post("/v1/recommendations", json={"message": "space", "limits": limits})
    assert answer.status_code == 422
    assert "yeer" in answer.json()["detail"]
    assert "year" in answer.json()["detail"]


def test_why_and_why_not(ann: TestClient) -> None:
    ann.post("/v1/chat", json={"message": "a bank heist, no romance"})
    why = ann.get("/v1/explain", params={"item": "inside-man-2006"}).json()
    assert "heist" in why["reply"]
    assert why["recommendations"][0]["reasons"]
    why_not = ann.get("/v1/explain", params={"item": "titanic-1997"}).json()
    assert "Romance" in why_not["reply"]
    assert ann.get("/v1/explain", params={"item": "nothing"}).status_code == 404


def test_the_page_and_the_service_are_in_the_same_conversation(
    ann: TestClient, recommender: Recommender
) -> None:
    session = recommender.start("acme/ann")
    session, _ = recommender.reply(session, "a comedy")
    recommender.learn(Feedback("acme/ann", "amelie-2001", -1.0))
    answer = ann.post("/v1/chat", json={"message": "from the 90s"}).json()
    assert answer["session"] == session.id
    assert {limit["attribute"] for limit in answer["limits"]} >= {"genres", "year"}
    assert "Amelie" not in {one["title"] for one in answer["recommendations"]}
