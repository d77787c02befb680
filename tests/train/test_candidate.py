from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chatrec import manifest
from chatrec.errors import IndexingError
from chatrec.load import load
from chatrec.train.candidate import Candidate, describe, prepare, promote, rollback, served

NAME = "extra.bin"


@pytest.fixture
def live(index_directory: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(index_directory, tmp_path / "films"))


def trained(live: Path, content: bytes, before: float | None, after: float | None) -> Path:
    sums = served(live)
    path = prepare(live, NAME, lambda part: part.write_bytes(content))
    describe(path, Candidate((NAME,), sums, "recall@10", before, after))
    return path


def test_a_candidate_is_an_index_of_its_own(live: Path) -> None:
    path = trained(live, b"new", 0.1, 0.2)
    assert path == live / "candidates" / "1"
    assert len(load(path).catalog) == len(load(live).catalog)
    assert trained(live, b"newer", 0.1, 0.2).name == "2"
    assert not (live / NAME).exists()


def test_the_better_one_goes_live_and_back(live: Path) -> None:
    assert promote(live, trained(live, b"one", 0.1, 0.2)) == (
        True,
        "recall@10 0.1000 before, 0.2000 after",
    )
    assert promote(live, trained(live, b"two", 0.2, 0.3))[0]
    assert (live / NAME).read_bytes() == b"two"
    assert rollback(live)[0]
    assert (live / NAME).read_bytes() == b"one"
    manifest.verify(live, manifest.read(live))
    assert rollback(live)[0]
    assert (live / NAME).read_bytes() == b"two"


def test_rollback_of_the_first_leaves_what_was_there(live: Path) -> None:
    before = served(live)
    assert promote(live, trained(live, b"one", 0.1, 0.2))[0]
    assert rollback(live)[0]
    assert served(live) == before
    assert not (live / NAME).exists()
    assert rollback(live)[0]
    assert (live / NAME).read_bytes() == b"one"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(0.2, 0.2, "not better"), (0.2, 0.1, "not better"), (None, None, "--valid")],
)
def test_no_other_goes_live(
    live: Path, before: float | None, after: float | None, told: str
) -> None:
    promoted, reason = promote(live, trained(live, b"one", before, after))
    assert not promoted
    assert told in reason
    assert not (live / NAME).exists()


def test_one_trained_against_another_index_is_refused(live: Path) -> None:
    first, second = trained(live, b"one", 0.1, 0.2), trained(live, b"two", 0.1, 0.3)
    assert promote(live, first)[0]
    promoted, reason = promote(live, second)
    assert not promoted
    assert "has changed" in reason


def test_an_altered_candidate_is_refused(live: Path) -> None:
    path = trained(live, b"one", 0.1, 0.2)
    (path / NAME).write_bytes(b"uno")
    with pytest.raises(IndexingError, match="altered"):
        promote(live, path)


def test_what_is_no_candidate_is_told(live: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="no candidate"):
        promote(live, tmp_path)
    assert rollback(live) == (False, "nothing was promoted yet")
