"""What Prometheus reads."""

from __future__ import annotations

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.store.totals import totals

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_STAGE_BUCKETS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
_DAY = 24 * 3600


class Metrics:
    """The counts and times of one process, and what its database tells of the last day."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        named = ("method", "path", "status")
        self._requests = Counter(
            "chatrec_requests", "Requests that were answered.", named, registry=self._registry
        )
        self._seconds = Histogram(
            "chatrec_request_seconds",
            "Time until an answer was sent.",
            ("path",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "chatrec_stage_seconds",
            "Time that one stage of an answer took.",
            ("stage",),
            buckets=_STAGE_BUCKETS,
            registry=self._registry,
        )

    def tell(self, recommender: Recommender, database: Database) -> None:
        """From now on tell of these, too."""
        size = Gauge("chatrec_items", "Items that can be found.", registry=self._registry)
        size.set_function(lambda: len(recommender.catalog))
        self._registry.register(_Quality(database))

    def answered(self, method: str, path: str, status: int, seconds: float) -> None:
        """`path` is the template of a route, so that no id becomes a label."""
        self._requests.labels(method, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def took(self, stage: str, seconds: float) -> None:
        self._stages.labels(stage).observe(seconds)

    def text(self) -> bytes:
        """Raises StoreError when the database cannot be read."""
        return generate_latest(self._registry)


class _Quality(Collector):
    """How the lists of the last day were received, counted when it is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        day = totals(self._database, time.time() - _DAY)
        share = day.liked / day.shown if day.shown else 0.0
        yield GaugeMetricFamily("chatrec_day_impressions", "Items shown.", day.shown)
        yield GaugeMetricFamily("chatrec_day_thumbs_up", "Thumbs up.", day.thumbs_up)
        yield GaugeMetricFamily("chatrec_day_thumbs_down", "Thumbs down.", day.thumbs_down)
        yield GaugeMetricFamily("chatrec_day_liked_share", "Impressions that were liked.", share)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())
