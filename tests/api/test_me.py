from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from chatrec.errors import FeedbackError
from chatrec.recommender import Recommender
from chatrec.store import Database
from tests.api.conftest import Open
from tests.api.test_feedback import give


def lived(client: TestClient) -> None:
    client.post("/v1/chat", json={"message": "a film about a quokkabarometer in space"})
    client.post("/v1/recommendations", json={"message": "a comedy"})
    give(client, "unmistakable-key", "amelie-2001")
    give(client, "another-unmistakable", "heat-1995", -1.0)


def test_me_tells_the_taste_and_the_votes(ann: TestClient) -> None:
    lived(ann)
    me = ann.get("/v1/me").json()
    weights = {line["value"]: line["weight"] for line in me["taste"]}
    assert weights["Romance"] > 0 > weights["Crime"]
    assert [vote["id"] for vote in me["votes"]] == ["unmistakable-key", "another-unmistakable"]


def test_the_export_holds_everything(ann: TestClient, recommender: Recommender) -> None:
    lived(ann)
    export = ann.get("/v1/me/export").json()
    assert export["sessions"][0]["turns"][0]["text"].endswith("quokkabarometer in space")
    assert {one["session"] for one in export["shown"]} == {"", export["sessions"][0]["id"]}
    assert len(export["feedback"]) == 2
    assert export["vector"] == recommender.vector("acme/ann").mean.tolist()


def test_the_export_signs_the_taste_to_take_it_elsewhere(
    ann: TestClient, recommender: Recommender
) -> None:
    lived(ann)
    signed = ann.get("/v1/me/export").json()["signed"]
    assert recommender.import_taste("elsewhere", signed, b"signs exports") == 2
    assert [vote.item for vote in recommender.votes("elsewhere")] == ["amelie-2001", "heat-1995"]
    with pytest.raises(FeedbackError, match="another key"):
        recommender.import_taste("elsewhere", signed, b"")


def test_after_erasure_no_byte_of_the_user_is_left(
    opened: Open, database: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ann, bob = opened(user="anniken"), opened(user="bobadilla")
    for client in (ann, bob):
        lived(client)
    vector = ann.get("/v1/me/export").json()["vector"]
    assert ann.delete("/v1/me").status_code == 204
    assert ann.get("/v1/me").json()["votes"] == []
    export = ann.get("/v1/me/export").json()
    assert (export["feedback"], export["sessions"], export["shown"]) == ([], [], [])
    assert len(bob.get("/v1/me").json()["votes"]) == 2
    bob.delete("/v1/me")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    logged = "".join(capfd.readouterr()).encode()
    for trace in (b"acme/anniken", b"acme/bobadilla", b"quokkabarometer", b"unmistakable-key"):
        assert trace not in kept + logged
    import numpy as np

    assert np.asarray(vector, dtype=np.float32).tobytes() not in kept
    assert b"anniken" in kept  # the key itself stays until it is revoked


def test_erasure_is_complete_though_others_read_meanwhile(
    opened: Open, database: Database, tmp_path: Path
) -> None:
    ann = opened(user="anniken")
    lived(ann)
    with contextlib.suppress(StopIteration), database.reading() as connection:
        connection.exec_driver_sql("SELECT 1").scalar_one()
    ann.delete("/v1/me")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert b"quokkabarometer" not in kept
