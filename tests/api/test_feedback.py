from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from chatrec.api import Service, create_api
from chatrec.live import LiveIndex
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests.api.conftest import GENEROUS, Open
from tests.conftest import TODAY
from tests.films import FILMS


def give(client: TestClient, key: str, item: str, value: float = 1.0, **more: object):  # type: ignore[no-untyped-def]
    body = {"item": item, "value": value} | more
    return client.post("/v1/feedback", json=body, headers={"Idempotency-Key": key})


def test_a_thumb_is_recorded_once_a_key(ann: TestClient, recommender: Recommender) -> None:
    first, again = (give(ann, "k1", "alien-1979") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"id": "k1", "version": 1, "recommendations": None}
    assert first.headers["location"] == "/v1/feedback/k1"
    assert len(recommender.votes("acme/ann")) == 1
    other = give(ann, "k1", "alien-1979", -1.0)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert recommender.votes("acme/ann")[0].value == 1.0


def test_the_key_is_required(ann: TestClient, recommender: Recommender) -> None:
    answer = ann.post("/v1/feedback", json={"item": "alien-1979", "value": 1})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "header/Idempotency-Key"
    assert recommender.votes("acme/ann") == ()


def test_the_next_list_follows_a_thumb(ann: TestClient) -> None:
    first = ann.post("/v1/chat", json={"message": "a film about space"}).json()["recommendations"]
    answer = give(ann, "k1", first[0]["id"], -1.0, refresh=True).json()
    listed = answer["recommendations"]
    assert listed[0]["id"] == first[0]["id"]
    assert listed[0]["score"] < first[0]["score"]


def test_a_read_sees_the_version_it_names(ann: TestClient) -> None:
    version = give(ann, "k1", "alien-1979").json()["version"]
    seen = ann.get("/v1/me", headers={"X-Chatrec-Version": str(version)})
    assert seen.json()["version"] == version
    assert [vote["id"] for vote in seen.json()["votes"]] == ["k1"]
    later = ann.get("/v1/me", headers={"X-Chatrec-Version": str(version + 1)})
    assert later.status_code == 412


def test_feedback_is_taken_back_exactly(ann: TestClient, recommender: Recommender) -> None:
    give(ann, "k1", "alien-1979")
    before = recommender.vector("acme/ann")
    give(ann, "k2", "heat-1995", -1.0)
    answer = ann.delete("/v1/feedback/k2")
    assert answer.json()["version"] == 3
    assert recommender.vector("acme/ann").mean.tolist() == before.mean.tolist()
    assert ann.delete("/v1/feedback/k2").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"item": "nothing", "value": 1}, 404),
        ({"item": "alien-1979", "value": 2}, 422),
        ({"item": "alien-1979", "value": "NaN"}, 422),
        ({"item": "alien-1979"}, 422),
        ({"item": "alien-1979", "value": 1, "user": "acme/bob"}, 422),
        ({"item": "alien-1979", "value": 1, "kind": "kiss"}, 422),
    ],
)
def test_wrong_feedback_is_refused_and_not_kept(
    ann: TestClient, recommender: Recommender, given: dict[str, object], status: int
) -> None:
    answer = ann.post("/v1/feedback", json=given, headers={"Idempotency-Key": "k"})
    assert answer.status_code == status
    assert recommender.vector("acme/ann").version == 0


def test_a_flood_of_votes_is_told_when_to_come_back(
    served_directory: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatrec.recommender.DAILY_VOTES", 3)
    live = LiveIndex(served_directory, database, TODAY)
    service = Service.of(live.recommender, database, GENEROUS)
    _, secret = service.keys.create("acme", ["chat", "feedback"], "ann")
    ann = TestClient(create_api(service), headers={"Authorization": f"Bearer {secret}"})
    shown = ann.post("/v1/chat", json={"message": "a film about space"}).json()["recommendations"]
    item = shown[0]["id"]
    statuses = [give(ann, f"k{n}", item, kind="click").status_code for n in range(4)]
    assert statuses == [201, 201, 201, 429]
    refused = give(ann, "k9", item)
    assert 86_000 < int(refused.headers["retry-after"]) <= 86_400
    assert refused.headers["content-type"] == "application/problem+json"
    assert give(ann, "k0", item, kind="click").status_code == 201
    assert ann.delete("/v1/feedback/k0").status_code == 200
    assert give(ann, "k9", item).status_code == 201


class FeedbackMachine(RuleBasedStateMachine):
    """Against a model: the latest value of each item that a living thumb names."""

    def __init__(self, client: TestClient) -> None:
        super().__init__()
        self.client = client
        self.client.headers["X-Chatrec-User"] = f"user-{uuid.uuid4().hex}"
        self.log: dict[str, tuple[str, float]] = {}

    @rule(
        key=st.sampled_from("abcdef"),
        item=st.sampled_from([film.id for film in FILMS[:4]]),
        value=st.sampled_from([-1.0, 0.0, 1.0]),
    )
    def give(self, key: str, item: str, value: float) -> None:
        status = give(self.client, key, item, value).status_code
        known = self.log.setdefault(key, (item, value))
        assert status == (201 if known == (item, value) else 409)

    @rule(key=st.sampled_from("abcdef"))
    def take_back(self, key: str) -> None:
        status = self.client.delete(f"/v1/feedback/{key}").status_code
        assert status == (200 if self.log.pop(key, None) else 404)

    @rule()
    def erase(self) -> None:
        assert self.client.delete("/v1/me").status_code == 204
        self.log.clear()

    @invariant()
    def votes_are_what_is_left(self) -> None:
        latest = dict(self.log.values())
        votes = {vote["item"]: vote["value"] for vote in self.client.get("/v1/me").json()["votes"]}
        assert votes == {item: value for item, value in latest.items() if value}


def test_any_sequence_of_feedback_leaves_the_votes_of_the_model(opened: Open) -> None:
    client = opened("read", "feedback", "act")
    checked = settings(
        max_examples=15,
        stateful_step_count=12,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: FeedbackMachine(client), settings=checked)
