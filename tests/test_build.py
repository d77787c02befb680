from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from chatrec import manifest
from chatrec.build import ITEMS, THEMES, VECTORS, build
from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.errors import IndexingError
from chatrec.load import load


@pytest.fixture
def copy(index_directory: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(index_directory, tmp_path / "copy"))


def test_a_built_index_is_whole(index_directory: Path, films: Catalog) -> None:
    made = manifest.read(index_directory)
    manifest.verify(index_directory, made)
    assert (made.items, made.dim, made.encoder) == (len(films), 384, "all-MiniLM-L6-v2")
    assert set(made.files) == {ITEMS, VECTORS, THEMES}
    assert not list(index_directory.glob("*.part"))


@pytest.mark.parametrize("name", [ITEMS, VECTORS, THEMES])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.99])
def test_one_altered_byte_is_refused(copy: Path, name: str, place: float) -> None:
    content = bytearray((copy / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(IndexingError, match=f"{name} has been altered"):
        load(copy)


def test_a_truncated_or_missing_file_is_refused(copy: Path) -> None:
    os.truncate(copy / VECTORS, 1000)
    with pytest.raises(IndexingError, match="cut short"):
        load(copy)
    (copy / VECTORS).unlink()
    with pytest.raises(IndexingError, match="missing"):
        load(copy)


def test_a_folder_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="chatrec index build"):
        load(tmp_path)
    (tmp_path / manifest.FILE).write_text("{}")
    with pytest.raises(IndexingError, match="build the index again"):
        load(tmp_path)


def test_a_build_that_fails_leaves_the_old_index(
    copy: Path, encoder: BertEncoder, films: Catalog
) -> None:
    (copy / f"{VECTORS}.part").mkdir()
    with pytest.raises(IndexingError, match=r"cannot write .*index.faiss"):
        build(films, copy, encoder)
    assert load(copy).catalog["heat-1995"].title == "Heat"


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, encoder: BertEncoder, films: Catalog
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexingError, match="cannot make"):
        build(films, tmp_path / "file" / "index", encoder)
