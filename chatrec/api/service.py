"""What every route needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from chatrec.api.limits import Rates, Room
from chatrec.api.metrics import Metrics
from chatrec.api.settings import ServiceSettings
from chatrec.live import LiveIndex
from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.store.keys import Keys


@dataclass(frozen=True)
class Service:
    """`room` is where people are answered, `desk` where the catalogue is changed, one caller after
    another; `live` is None where it cannot be."""

    recommender: Recommender
    database: Database
    keys: Keys
    rates: Rates
    room: Room
    metrics: Metrics
    body_bytes: int
    desk: Room
    live: LiveIndex | None = None
    signing: bytes = b""

    @classmethod
    def of(
        cls,
        recommender: Recommender,
        database: Database,
        settings: ServiceSettings | None = None,
        live: LiveIndex | None = None,
        signing: bytes = b"",
        metrics: Metrics | None = None,
    ) -> Service:
        """`database` is the one in which the recommender keeps its state, `live` the index that it
        serves, if that may be changed; without settings they come from the environment; without a
        key for `signing` no export of a taste is signed; `metrics` are those that the recommender
        tells its times, if it tells them.
        Raises ServiceError when a setting is no rate."""
        settings = settings or ServiceSettings()
        rates = {
            "key": settings.limit_key,
            "user": settings.limit_user,
            "address": settings.limit_address,
        }
        room = Room(settings.turns, settings.waiting, settings.turn_seconds)
        metrics = metrics or Metrics()
        metrics.tell(recommender, database)
        return cls(
            recommender,
            database,
            Keys(database),
            Rates(rates),
            room,
            metrics,
            settings.body_bytes,
            Room(1, settings.waiting, settings.catalogue_seconds),
            live,
            signing,
        )


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Serving: TypeAlias = Annotated[Service, Depends(service_of)]
