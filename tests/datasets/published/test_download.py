from __future__ import annotations

import hashlib
import socket
from pathlib import Path

import pytest

from chatrec.datasets.published.download import download
from chatrec.errors import CatalogueError
from tests.publisher import Publisher

BODY = b"made up " * 20_000
SUM = hashlib.sha256(BODY).hexdigest()


def test_a_file_with_the_expected_sum_is_kept(publisher: Publisher, tmp_path: Path) -> None:
    publisher.files["a.zip"] = BODY
    publisher.moved["old.zip"] = f"{publisher.url}/a.zip"
    download(f"{publisher.url}/old.zip", tmp_path / "a.zip", SUM)
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_another_sum_is_told_with_both_and_nothing_is_left(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.files["a.zip"] = BODY + b"!"
    other = hashlib.sha256(BODY + b"!").hexdigest()
    with pytest.raises(CatalogueError, match=f"sha256 {other}, not {SUM}"):
        download(f"{publisher.url}/a.zip", tmp_path / "a.zip", SUM)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_download_leaves_nothing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.files["a.zip"] = BODY
    publisher.broken.add("a.zip")
    with pytest.raises(CatalogueError, match="cannot download"):
        download(f"{publisher.url}/a.zip", tmp_path / "a.zip", SUM)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_told(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="404"):
        download(f"{publisher.url}/absent.zip", tmp_path / "a.zip", SUM)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/a.zip", "https://[", "ftp://127.0.0.1/a.zip"):
        with pytest.raises(CatalogueError, match="cannot download"):
            download(url, tmp_path / "a.zip", SUM)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["http://files.example/a.zip", "ftp://files.example/a.zip"])
def test_only_https_is_asked_even_after_a_redirection(
    publisher: Publisher, tmp_path: Path, place: str
) -> None:
    publisher.moved["a.zip"] = place
    for url in (place, f"{publisher.url}/a.zip"):
        with pytest.raises(CatalogueError, match=r"files\.example"):
            download(url, tmp_path / "a.zip", SUM)
    assert list(tmp_path.iterdir()) == []
