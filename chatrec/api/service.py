"""What every route needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from chatrec.api.limits import Rates, Room
from chatrec.api.metrics import Metrics
from chatrec.api.settings import ServiceSettings
from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.store.keys import Keys


@dataclass(frozen=True)
class Service:
    recommender: Recommender
    database: Database
    keys: Keys
    rates: Rates
    room: Room
    metrics: Metrics
    body_bytes: int
    signing: bytes

    @classmethod
    def of(
        cls,
        recommender: Recommender,
        database: Database,
        settings: ServiceSettings | None = None,
        signing: bytes = b"",
    ) -> Service:
        """`database` is the one in which the recommender keeps its state; without settings they
        come from the environment; without a key for `signing` no export of a taste is signed.
        Raises ServiceError when a setting is no rate."""
        settings = settings or ServiceSettings()
        rates = {
            "key": settings.limit_key,
            "user": settings.limit_user,
            "address": settings.limit_address,
        }
        room = Room(settings.turns, settings.waiting, settings.turn_seconds)
        metrics = Metrics(recommender, database)
        return cls(
            recommender,
            database,
            Keys(database),
            Rates(rates),
            room,
            metrics,
            settings.body_bytes,
            signing,
        )


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Serving: TypeAlias = Annotated[Service, Depends(service_of)]
