"""Settings of the service, from the environment."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Each is read from `CHATREC_` and its name in capitals; docs/deploy.md lists them all."""

    model_config = SettingsConfigDict(env_prefix="CHATREC_", frozen=True)

    limit_key: str = Field("600/minute", description="Requests of one API key.")
    limit_user: str = Field("60/minute", description="Requests of one user.")
    limit_address: str = Field(
        "600/minute", description="Requests to the services from one address."
    )
    body_bytes: int = Field(1_000_000, gt=0, description="The largest request body, in bytes.")
    turns: int = Field(4, gt=0, description="Requests that are worked on at the same time.")
    waiting: int = Field(32, ge=0, description="Requests that may wait for one of those places.")
    turn_seconds: float = Field(
        10.0, gt=0, description="How long a caller waits for an answer before 503."
    )
    catalogue_seconds: float = Field(
        300.0, gt=0, description="How long a caller waits for a change of items before 503."
    )
