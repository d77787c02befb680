from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from chatrec.api import Service
from chatrec.recommender import Recommender
from tests.api.conftest import Open
from tests.api.test_feedback import give
from tests.films import FILMS

PATHS = [
    ("POST", "/v1/chat", "chat"),
    ("POST", "/v1/recommendations", "read"),
    ("POST", "/v1/feedback", "feedback"),
    ("DELETE", "/v1/feedback/k", "feedback"),
    ("GET", "/v1/explain?item=alien-1979", "read"),
    ("GET", "/v1/items/alien-1979", "read"),
    ("GET", "/v1/items/alien-1979/similar", "read"),
    ("PUT", "/v1/items", "catalogue"),
    ("DELETE", "/v1/items", "catalogue"),
    ("DELETE", "/v1/items/nothing", "catalogue"),
    ("GET", "/v1/me", "read"),
    ("GET", "/v1/me/export", "read"),
    ("DELETE", "/v1/me", "feedback"),
    ("GET", "/metrics", "admin"),
]


@pytest.mark.parametrize(("method", "path", "role"), PATHS)
def test_a_path_opens_with_its_role_only(
    opened: Open, app: FastAPI, method: str, path: str, role: str
) -> None:
    body = {"json": {"message": "space"}} if method == "POST" else {}
    for authorization in ("", "Bearer x", "Basic x", "Bearer \x7f"):
        unknown = TestClient(app).request(
            method, path, headers={"Authorization": authorization}, **body
        )
        assert unknown.status_code == 401
        assert unknown.headers["www-authenticate"].startswith("Bearer")
    others = {"read", "chat", "feedback", "catalogue", "act"} - {role}
    assert opened(*others).request(method, path, **body).status_code == 403
    assert opened(role).request(method, path, **body).status_code not in (401, 403)


def test_a_revoked_key_opens_nothing_from_then_on(opened: Open, service: Service) -> None:
    client = opened("read")
    assert client.get("/v1/me").status_code == 200
    service.keys.revoke(service.keys.all()[0].id)
    assert client.get("/v1/me").status_code == 401


def test_the_user_is_the_keys_own_unless_it_may_act_for_others(opened: Open) -> None:
    assert opened("read").get("/v1/me").json()["user"] == "acme/ann"
    assert opened("read", act_for="bob").get("/v1/me").status_code == 403
    assert opened("read", "act", act_for="bob").get("/v1/me").json()["user"] == "acme/bob"
    assert opened("admin", act_for="bob").get("/v1/me").json()["user"] == "acme/bob"


@pytest.mark.parametrize("user", ["other/ann", "..", "a b", "x" * 121, ""])
def test_no_header_leads_into_another_tenant(opened: Open, user: str) -> None:
    answer = opened("admin", act_for=user).get("/v1/me")
    assert answer.status_code == (200 if user == ".." else 422)
    if user == "..":
        assert answer.json()["user"] == "acme/.."


def test_fifty_users_of_two_tenants_never_read_across(opened: Open, service: Service) -> None:
    def live(n: int) -> list[dict[str, object]]:
        client = opened(
            "read", "chat", "feedback", tenant=("acme", "globex")[n % 2], user=f"u{n // 2}"
        )
        mine = FILMS[n % len(FILMS)].id
        client.post("/v1/chat", json={"message": f"a film about space, number {n}"})
        give(client, "same-key", mine, 1.0 if n % 3 else -1.0)
        return [client.get("/v1/me").json(), client.get("/v1/me/export").json(), {"item": mine}]

    with ThreadPoolExecutor(8) as pool:
        lives = list(pool.map(live, range(50)))
    assert len({me["user"] for me, _, _ in lives}) == 50
    for n, (me, export, mine) in enumerate(lives):
        assert [vote["item"] for vote in me["votes"]] == [mine["item"]]  # type: ignore[attr-defined]
        said = [t["text"] for s in export["sessions"] for t in s["turns"] if t["role"] == "user"]  # type: ignore[attr-defined]
        assert said == [f"a film about space, number {n}"]


def test_what_one_tenant_teaches_moves_no_list_of_the_other(
    opened: Open, recommender: Recommender
) -> None:
    globex = opened(tenant="globex")
    asked = {"message": "a film about space"}
    before = globex.post("/v1/recommendations", json=asked).json()
    acme = opened()
    for film in FILMS:
        give(acme, film.id, film.id, -1.0)
    assert globex.post("/v1/recommendations", json=asked).json() == before
    assert recommender.vector("acme/ann").version == len(FILMS)
