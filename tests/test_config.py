from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.config import Settings
from chatrec.errors import ServiceError
from chatrec.understand.endpoint import Endpoint


def test_an_endpoint_needs_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHATREC_STATE", str(tmp_path))
    assert Settings.from_environment().endpoint is None
    monkeypatch.setenv("CHATREC_READER_URL", "http://localhost:8000/v1")
    with pytest.raises(ServiceError, match="CHATREC_READER_MODEL"):
        Settings.from_environment()
    monkeypatch.setenv("CHATREC_READER_MODEL", "small")
    assert Settings.from_environment().endpoint == Endpoint("http://localhost:8000/v1", "small")


def test_votes_are_shown_or_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATREC_VOTES", "all")
    with pytest.raises(ServiceError, match="'all'"):
        Settings.from_environment()
