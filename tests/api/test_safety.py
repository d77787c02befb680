from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from chatrec.api import Service, ServiceSettings, create_api
from chatrec.api.limits import Rates
from chatrec.api.logs import masked
from chatrec.api.problems import ProblemError
from chatrec.errors import StoreError
from chatrec.live import LiveIndex
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests.api.conftest import GENEROUS, Open

CHAT = {"message": "a film about space"}


def limited(recommender: Recommender, database: Database, **settings: object) -> TestClient:
    given = GENEROUS.model_copy(update=settings)
    service = Service.of(recommender, database, given)
    _, secret = service.keys.create("acme", ["admin"], "ann")
    return TestClient(create_api(service), headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("kind", ["limit_key", "limit_user", "limit_address"])
def test_too_many_requests_are_told_when_to_come_back(
    recommender: Recommender, database: Database, kind: str
) -> None:
    client = limited(recommender, database, **{kind: "2/minute"})
    statuses = [client.get("/v1/me").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.get("/v1/me")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/healthz").status_code == 200


def test_one_users_limit_leaves_the_others_alone(
    recommender: Recommender, database: Database
) -> None:
    client = limited(recommender, database, limit_user="1/minute")
    statuses = [
        client.get("/v1/me", headers={"X-Chatrec-User": user}).status_code
        for user in ("ann", "ann", "bob")
    ]
    assert statuses == [200, 429, 200]


def test_a_window_moves_and_says_when_it_has_room() -> None:
    moments = (100.0, 130.0, 140.0, 159.5, 160.0, 161.0, 190.0)
    clock = iter(moments)
    rates = Rates({"user": "2/minute"}, lambda: next(clock))

    def spent() -> str:
        try:
            rates.spend("user", "ann")
        except ProblemError as problem:
            return problem.headers["Retry-After"]
        return "taken"

    told = [spent() for _ in moments]
    assert told == ["taken", "taken", "20", "1", "taken", "29", "taken"]


def test_rates_do_not_follow_the_clock_on_the_wall(
    recommender: Recommender, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = limited(recommender, database, limit_user="1/second")
    assert client.get("/v1/me").status_code == 200
    assert client.get("/v1/me").status_code == 429
    wall = time.time()
    monkeypatch.setattr(time, "time", lambda: wall - 3600)
    time.sleep(1)
    assert client.get("/v1/me").status_code == 200


def test_rates_keep_nobody_whom_they_do_not_hold_back() -> None:
    now = 0.0
    rates = Rates({"address": "5/second"}, lambda: now)
    for n in range(25_000):
        now = n / 1000
        rates.spend("address", str(n))
    assert len(rates._spent) <= 12_000


def test_a_full_queue_and_a_slow_answer_are_told(
    recommender: Recommender, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = limited(recommender, database, turns=1, waiting=0, turn_seconds=0.05)
    monkeypatch.setattr(recommender, "reply", lambda *_: time.sleep(0.5))
    slow = client.post("/v1/chat", json=CHAT)
    assert (slow.status_code, slow.headers["retry-after"]) == (503, "5")
    busy = client.post("/v1/chat", json=CHAT)
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused(
    recommender: Recommender, database: Database, chunked: bool
) -> None:
    client = limited(recommender, database, body_bytes=1000)

    def pieces() -> Iterator[bytes]:
        yield b'{"message": "'
        yield from (b"x" * 300 for _ in range(4))
        yield b'"}'

    body = pieces() if chunked else b"".join(pieces())
    assert client.post("/v1/chat", content=body).status_code == 413
    assert client.post("/v1/chat", json=CHAT).status_code == 200


def test_the_limit_on_bodies_holds_for_the_page_too(app: FastAPI, recommender: Recommender) -> None:
    @app.post("/upload")
    async def upload() -> str:
        return "kept"

    client = TestClient(app)
    assert client.post("/upload", content=b"x" * 1000).status_code == 200
    assert client.post("/upload", content=b"x" * 1_000_001).status_code == 413


@pytest.mark.parametrize("message", ["", " ", "x" * 2001, "a\x00b", "\ud800"])
def test_a_message_that_is_none_is_refused_before_it_is_encoded(
    ann: TestClient, recommender: Recommender, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommender, "recommend", pytest.fail)
    body = b'{"message": "%s"}' % message.encode("unicode_escape").replace(b"\\x00", b"\\u0000")
    answer = ann.post("/v1/chat", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert recommender.resume("acme/ann").turns == ()


def test_other_origins_are_not_let_in(ann: TestClient) -> None:
    origin = {"Origin": "https://evil.example"}
    asked = ann.options("/v1/chat", headers=origin | {"Access-Control-Request-Method": "POST"})
    answered = ann.post("/v1/chat", json=CHAT, headers=origin)
    for response in (asked, answered):
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "error", [StoreError("disk of /srv/secret.db"), KeyError("/srv/secret.db")]
)
def test_a_failure_tells_nothing_of_the_inside(
    ann: TestClient,
    recommender: Recommender,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(recommender, "reply", fail)
    answer = ann.post("/v1/chat", json=CHAT)
    assert answer.status_code == (503 if isinstance(error, StoreError) else 500)
    assert "secret" not in answer.text
    assert answer.json()["title"]
    assert answer.headers["x-request-id"] in capfd.readouterr().err


def test_unknown_paths_and_methods_are_problem_documents(ann: TestClient) -> None:
    for response in (ann.get("/v1/nothing"), ann.put("/v1/chat"), ann.get("/v1")):
        assert response.status_code in (404, 405)
        assert response.headers["content-type"] == "application/problem+json"


def test_readiness_tries_a_write(
    app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(app)
    assert client.get("/readyz").status_code == 200

    def refuse() -> None:
        raise StoreError("read-only")

    monkeypatch.setattr(database, "try_write", refuse)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_metrics_count_requests_and_how_lists_were_received(opened: Open) -> None:
    client = opened("admin")
    listed = client.post("/v1/chat", json=CHAT).json()["recommendations"]
    vote = {"item": listed[0]["id"], "value": 1}
    client.post("/v1/feedback", json=vote, headers={"Idempotency-Key": "k"})
    text = client.get("/metrics").text
    assert 'chatrec_requests_total{method="POST",path="/v1/chat",status="200"} 1.0' in text
    assert "chatrec_items 12.0" in text
    assert f"chatrec_day_impressions {len(listed)}.0" in text
    assert "chatrec_day_thumbs_up 1.0" in text
    assert f"chatrec_day_liked_share {1 / len(listed)}" in text


@pytest.mark.parametrize(
    "stage", ["understand", "encode", "retrieve", "rank", "diversify", "explore", "explain"]
)
def test_metrics_time_each_stage_of_a_turn(opened: Open, live: LiveIndex, stage: str) -> None:
    client = opened("admin")

    def counted() -> float:
        count = re.search(
            rf'chatrec_stage_seconds_count{{stage="{stage}"}} (\S+)', client.get("/metrics").text
        )
        return float(count[1]) if count else 0.0

    client.post("/v1/chat", json=CHAT)
    assert counted() == 1
    live.remove(["heat-1995"])
    client.post("/v1/chat", json=CHAT | {"new": True})
    assert counted() == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ann.b+x@mail.example.org now", "write to <e-mail> now"),
        ("call +49 170 1234567 or (030) 123-4567", "call <phone> or <phone>"),
        ("card 4111 1111 1111 1111.", "card <card>."),
        ("from 192.168.0.17", "from <address>"),
        ("from 2001:DB8::8a2e:370:7334 or fe80::1", "from <address> or <address>"),
        ("at 07:15:22, Store::open failed", "at 07:15:22, Store::open failed"),
        ("paid from DE89 3704 0044 0532 0130 00.", "paid from <account>."),
        ("paid from GB29NWBK60161331926819", "paid from <account>"),
        ("at 12 Old Mill Road", "at <street>"),
        ("wohnt Hauptstraße 5", "wohnt <street>"),
        ("12 of 1512 items in 1999, 0.25 s", "12 of 1512 items in 1999, 0.25 s"),
    ],
)
def test_what_names_a_person_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATREC_LIMIT_USER", "7/hour")
    assert ServiceSettings().limit_user == "7/hour"
