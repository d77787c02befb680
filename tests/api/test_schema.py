"""Whatever is sent, the answer is one that OpenAPI declares, and never a 5xx."""

from __future__ import annotations

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Open

CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


PROFILE = settings(
    max_examples=15,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_answer_is_declared(app: FastAPI, opened: Open) -> None:
    key = {"Authorization": opened("admin").headers["Authorization"]}
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 17
    for operation in operations:

        @PROFILE
        @given(case=operation.as_strategy())
        def answered(case: schemathesis.Case) -> None:
            case.validate_response(case.call(headers=key), checks=CHECKS, headers=key)

        answered()
