"""Where the real data sets are, when they are here."""

from __future__ import annotations

import os
from pathlib import Path


def data_directory() -> Path | None:
    """`CHATREC_DATA`, or shared/data beside the checkout; None when it is absent."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("CHATREC_DATA", beside))
    return path if path.is_dir() else None
