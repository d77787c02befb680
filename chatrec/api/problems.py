"""Errors as problem documents (RFC 9457) that tell nothing of the inside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from chatrec.api.logs import log
from chatrec.errors import (
    CatalogueError,
    ChatrecError,
    FeedbackError,
    MessageError,
    NotShownError,
    ReusedKeyError,
    StoreError,
    TooManyVotesError,
)

MEDIA = "application/problem+json"


class Fault(BaseModel):
    """One field that is wrong: where it stands in the request, and why."""

    where: str
    why: str


class ProblemDocument(BaseModel):
    """An error as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class ProblemError(Exception):
    """Ends a request with that status and detail."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Fault] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors

    def response(self) -> JSONResponse:
        title = HTTPStatus(self.status).phrase
        document = ProblemDocument(
            type=f"urn:chatrec:problem:{title.lower().replace(' ', '-')}",
            title=title,
            status=self.status,
            detail=self.detail,
            errors=None if self.errors is None else list(self.errors),
        )
        body = document.model_dump(exclude_none=True)
        return JSONResponse(body, self.status, self.headers, media_type=MEDIA)


def problem_of(error: ChatrecError) -> ProblemError:
    """What the caller is told: their own mistakes in full, ours without paths or SQL."""
    if isinstance(error, ReusedKeyError | NotShownError):
        return ProblemError(409, str(error))
    if isinstance(error, TooManyVotesError):
        return too_many(str(error), error.seconds)
    if isinstance(error, MessageError | FeedbackError):
        return ProblemError(422, str(error))
    if isinstance(error, CatalogueError):
        return ProblemError(404, str(error))
    log.error("failed", error=type(error).__name__, detail=str(error))
    if isinstance(error, StoreError):
        detail = "nothing can be written or read now: try again with the same key"
        return ProblemError(503, detail, {"Retry-After": "5"})
    return unexpected()


def too_many(detail: str, seconds: float) -> ProblemError:
    """Come back after so many seconds."""
    return ProblemError(429, detail, {"Retry-After": str(max(1, math.ceil(seconds)))})


def unexpected() -> ProblemError:
    return ProblemError(500, "this failed on our side: try again later")


def add_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(ChatrecError, _chatrec)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents of a path, for OpenAPI."""
    schema = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA: schema}}
        for status in (401, 403, 412, 413, 422, 429, 500, 503, *statuses)
    }


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return error.response()


async def _chatrec(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChatrecError)
    return problem_of(error).response()


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return ProblemError(error.status_code, str(error.detail), error.headers).response()


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(where="/".join(map(str, one["loc"])), why=str(one["msg"])) for one in error.errors()
    ]
    return ProblemError(422, "the request is not as described in OpenAPI", errors=faults).response()
