"""The services: REST for other programs, with keys, limits and metrics."""

from chatrec.api.app import create_api, mount
from chatrec.api.metrics import Metrics
from chatrec.api.service import Service
from chatrec.api.settings import ServiceSettings

__all__ = ["Metrics", "Service", "ServiceSettings", "create_api", "mount"]
