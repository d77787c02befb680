"""Whether the service lives, can work, and how it does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from chatrec.api.identity import Caller, May
from chatrec.api.models import Health
from chatrec.api.problems import responses
from chatrec.api.service import Serving

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def alive() -> Health:
    """Answers as long as the process does."""
    return Health()


@router.get("/readyz", responses={503: responses()[503]})
def ready(service: Serving) -> Health:
    """Answers when a write to the database succeeds."""
    service.database.try_write()
    return Health()


@router.get("/metrics", response_class=PlainTextResponse, responses=responses())
def metrics(service: Serving, caller: Annotated[Caller, Depends(May("admin"))]) -> Response:
    """For Prometheus; needs a key with the role admin."""
    return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)
