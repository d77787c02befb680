"""The floor that services are measured against: FastAPI alone, which sends back what it gets."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.get("/readyz")
async def ready() -> str:
    return "ok"


@app.post("/echo")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    return body
