from __future__ import annotations

import hashlib
import io
import json
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from chatrec.datasets.items import read_items
from chatrec.datasets.published.fetch import SOURCES, fetch
from chatrec.errors import CatalogueError
from tests.datasets.published import test_inspired as inspired
from tests.datasets.published import test_redial as redial
from tests.publisher import Publisher

ZIP = "ml-latest-small.zip"
FILMS = 'movieId,title,genres\n3,"Kite, The (1999)",Drama\n'
INSIDE = {"movies.csv": FILMS, "ratings.csv": "userId,movieId\n", "README.txt": "terms"}


def packed(files: dict[str, str], folder: str = "ml-latest-small/") -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return made.getvalue()


def locked(archive: bytes) -> bytes:
    """With the flag that says that the first file needs a password."""
    entry = archive.index(b"PK\1\2") + 8
    return archive[:6] + b"\1" + archive[7:entry] + b"\1" + archive[entry + 1 :]


def damaged() -> bytes:
    """Compressed, with a first block of a kind that there is not."""
    made, name = io.BytesIO(), "movies.csv"
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, FILMS)
    begins = 30 + len(name)
    return made.getvalue()[:begins] + b"\xff" + made.getvalue()[begins + 1 :]


def sums(publisher: Publisher) -> dict[str, str]:
    return {name: hashlib.sha256(body).hexdigest() for name, body in publisher.files.items()}


def test_an_archive_is_checked_unpacked_and_converted(publisher: Publisher, tmp_path: Path) -> None:
    publisher.files[ZIP] = packed(INSIDE | {"links.csv": ""})
    out = tmp_path / "data" / "movielens"
    counts = fetch("movielens", out, sums(publisher), publisher.url)
    assert counts == {"items.jsonl": 1}
    assert read_items(str(out / "items.jsonl")).catalog["3"].title == "The Kite"
    kept = {path.name for path in (out / "published").iterdir()}
    assert kept == {"movies.csv", "ratings.csv", "README.txt"}


def test_redial_is_fetched_with_its_splits(publisher: Publisher, tmp_path: Path) -> None:
    other = json.dumps(redial.TALK | {"conversationId": "502"})
    table = "movieId,movieName,nbMentions\n"
    files = {"train_data.jsonl": json.dumps(redial.TALK), "test_data.jsonl": other}
    archive = packed(files | {"movies_with_mentions.csv": table}, "")
    publisher.files["redial_dataset.zip"] = archive
    counts = fetch("redial", tmp_path / "redial", sums(publisher), publisher.url)
    assert counts["dialogs_train.jsonl"] == counts["dialogs_test.jsonl"] == 1


def test_files_without_a_known_sum_need_one(publisher: Publisher, tmp_path: Path) -> None:
    for split in ("train", "dev", "test"):
        rows = [(f"{split}.pkl", *row[1:]) for row in inspired.ROWS]
        path = inspired.written(tmp_path / "rows", rows)
        publisher.files[f"{split}.tsv"] = Path(path).read_bytes()
    out = tmp_path / "inspired"
    some = {name: sum_ for name, sum_ in sums(publisher).items() if name != "dev.tsv"}
    with pytest.raises(CatalogueError, match=r"no sha256 of dev\.tsv .* --sha256 dev\.tsv=HEX"):
        fetch("inspired", out, some, publisher.url)
    assert publisher.asked == []
    counts = fetch("inspired", out, sums(publisher), publisher.url)
    assert set(counts) == {"items.jsonl", *(f"dialogs_{s}.jsonl" for s in ("train", "dev", "test"))}


@pytest.mark.parametrize("name", ["redial", "movielens"])
def test_without_another_sum_that_of_the_code_counts(
    publisher: Publisher, tmp_path: Path, name: str
) -> None:
    (source,) = SOURCES["redial"] if name == "redial" else SOURCES["movielens"]
    publisher.files[source.file] = packed(INSIDE)
    found = sums(publisher)[source.file]
    with pytest.raises(CatalogueError, match=f"{found}, not {source.sha256}"):
        fetch("redial" if name == "redial" else "movielens", tmp_path / "out", {}, publisher.url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (packed({"ratings.csv": ""}), "holds no movies.csv"),
        (packed(INSIDE)[:-30], "cannot unpack"),
        (locked(packed(INSIDE)), "cannot unpack"),
        (damaged(), "cannot unpack"),
        (packed(INSIDE | {"movies.csv": "a,b\n1,2\n"}), "no column genres"),
    ],
)
def test_what_cannot_be_converted_leaves_nothing(
    publisher: Publisher, tmp_path: Path, body: bytes, told: str
) -> None:
    publisher.files[ZIP] = body
    with pytest.raises(CatalogueError, match=re.escape(told)):
        fetch("movielens", tmp_path / "out", sums(publisher), publisher.url)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_download_leaves_nothing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.files[ZIP] = packed(INSIDE)
    publisher.broken.add(ZIP)
    with pytest.raises(CatalogueError, match="cannot download"):
        fetch("movielens", tmp_path / "out", sums(publisher), publisher.url)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(publisher: Publisher, tmp_path: Path) -> None:
    publisher.files[ZIP] = packed(INSIDE)
    out = tmp_path / "out"
    out.mkdir()
    fetch("movielens", out, sums(publisher), publisher.url)
    with pytest.raises(CatalogueError, match="holds something already"):
        fetch("movielens", out, sums(publisher), publisher.url)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(
    publisher: Publisher, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogueError, match="cannot write"):
        fetch("movielens", tmp_path / "file" / "out", {}, publisher.url)
    assert publisher.asked == []


@pytest.mark.parametrize(
    ("given", "told"),
    [({ZIP: "12"}, "'12' is no sha256"), ({"x.zip": "0" * 64}, "no file 'x.zip'")],
)
def test_sums_are_checked_before_anything_is_asked(
    publisher: Publisher, tmp_path: Path, given: dict[str, str], told: str
) -> None:
    with pytest.raises(CatalogueError, match=told):
        fetch("movielens", tmp_path / "out", given, publisher.url)
    assert publisher.asked == []
