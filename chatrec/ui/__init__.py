"""The web page."""

from chatrec.ui.page import build
from chatrec.ui.server import create_app

__all__ = ["build", "create_app"]
