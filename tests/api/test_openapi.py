from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Open


@pytest.fixture
def document(ann: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = ann.get("/openapi.json").json()
    return found


def test_every_operation_tells_its_errors_and_itself(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            if path.startswith("/v1"):
                assert {"401", "403", "422", "429", "500", "503"} <= operation["responses"].keys()
                assert operation["security"] == [{"HTTPBearer": []}]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [one for value in part.values() for one in references(value)]
        return (
            [one for value in part for one in references(value)] if isinstance(part, list) else []
        )

    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document["paths"])) | set(references(document["components"])) <= named


def test_bodies_have_examples_that_are_answered(ann: TestClient, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path, model in (
        ("/v1/chat", "ChatIn"),
        ("/v1/recommendations", "AskIn"),
        ("/v1/feedback", "FeedbackIn"),
    ):
        for example in schemas[model]["examples"]:
            answer = ann.post(path, json=example, headers={"Idempotency-Key": "k"})
            assert answer.status_code in (200, 201), (example, answer.text)


def test_the_example_of_an_item_is_one(opened: Open, document: dict[str, Any]) -> None:
    editor, examples = opened("catalogue"), document["components"]["schemas"]["ItemIn"]["examples"]
    assert editor.put("/v1/items", json=examples).status_code == 200
    body = document["paths"]["/v1/items"]["delete"]["requestBody"]["content"]["application/json"]
    assert editor.request("DELETE", "/v1/items", json=body["schema"]["examples"][0]).json()
