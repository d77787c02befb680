from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.cli.training import finish
from chatrec.train.candidate import Candidate

BEFORE = {"new": {"recall@1": 0.1, "se": {"recall@1": 0.02}}, "ms_per_turn": 20}
AFTER = {"new": {"recall@1": 0.25, "se": {"recall@1": 0.03}}, "ms_per_turn": 21}


def test_what_a_training_brought_is_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Candidate((), {}, metrics=AFTER)
    finish(tmp_path, tmp_path, made, BEFORE, 0.0, promote=False, as_json=False)
    told = capsys.readouterr().out
    rows = [line.replace("│", " ").split() for line in told.splitlines()]
    assert ["new", "recall@1", "0.1", "0.25"] in rows
    assert ["new", "se", "recall@1", "0.02", "0.03"] in rows
    assert f"path: {tmp_path}" in told
