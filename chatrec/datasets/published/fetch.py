"""Published files from their publishers; none is used whose sha256 nobody vouches for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from chatrec.datasets.published.convert import DataSet, convert
from chatrec.datasets.published.download import download
from chatrec.errors import CatalogueError

_INSPIRED = "https://raw.githubusercontent.com/sweetpeach/Inspired/master/data/dialog_data/"


@dataclass(frozen=True, slots=True)
class Source:
    """`sha256` is "" where no sum of it is known; of an archive, the files `read` are converted
    and those `kept` lie beside them."""

    url: str
    sha256: str = ""
    read: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.url.rsplit("/", 1)[-1]


SOURCES: Mapping[DataSet, Sequence[Source]] = {
    # sum: parlai/tasks/redial/build.py of facebookresearch/ParlAI
    "redial": (
        Source(
            "https://github.com/ReDialData/website/raw/data/redial_dataset.zip",
            "b48756681ec6f84e0af36979c5e9baa21ea8d9e7036b8764ea9b787bb0baf69b",
            ("train_data.jsonl", "test_data.jsonl", "movies_with_mentions.csv"),
        ),
    ),
    "inspired": tuple(Source(f"{_INSPIRED}{split}.tsv") for split in ("train", "dev", "test")),
    "opendialkg": (
        Source(
            "https://raw.githubusercontent.com/facebookresearch/opendialkg/main/data/opendialkg.csv"
        ),
    ),
    # sum: tensorflow_datasets/url_checksums/movielens.txt of tensorflow/datasets
    "movielens": (
        Source(
            "https://files.grouplens.org/datasets/movielens/ml-latest-small.zip",
            "696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
            ("movies.csv",),
            ("ratings.csv", "README.txt"),
        ),
    ),
}


def fetch(
    name: DataSet,
    directory: Path,
    sums: Mapping[str, str] | None = None,
    mirror: str = "",
    problems: list[str] | None = None,
) -> dict[str, int]:
    """Downloads, checks and converts; what was published lies under DIRECTORY/published.

    `sums` are sha256 by file, for files of which the code knows none or an older one; `mirror` is
    a URL under which the same files lie. The directory appears only when all went well; raises
    CatalogueError otherwise.
    """
    expected = _expected(name, sums or {})
    with _beside(directory) as work:
        made = Path(work) / "made"
        published = made / "published"
        published.mkdir(parents=True)
        read: list[Path] = []
        for source, sha256 in expected:
            path = Path(work) / source.file
            url = f"{mirror.rstrip('/')}/{source.file}" if mirror else source.url
            download(url, path, sha256)
            read.extend(_unpacked(source, path, published))
        counts = convert(name, [str(path) for path in read], made, problems)
        _move(made, directory)
    return counts


def _expected(name: DataSet, given: Mapping[str, str]) -> list[tuple[Source, str]]:
    """The sources with their sha256, so that nothing is asked for before all of them are known."""
    if unknown := set(given) - {source.file for source in SOURCES[name]}:
        raise CatalogueError(f"{name} has no file {min(unknown)!r}: check --sha256")
    return [(source, _sum(source, given)) for source in SOURCES[name]]


def _sum(source: Source, given: Mapping[str, str]) -> str:
    found = given.get(source.file, source.sha256).lower()
    if not found:
        raise CatalogueError(
            f"no sha256 of {source.file} is known that could be trusted: take that of a copy you"
            f" trust and give --sha256 {source.file}=HEX"
        )
    if not re.fullmatch("[0-9a-f]{64}", found):
        raise CatalogueError(f"{found!r} is no sha256: give 64 hexadecimal digits")
    return found


def _unpacked(source: Source, path: Path, to: Path) -> list[Path]:
    """The files to convert, in the directory `to`."""
    if not source.read:
        return [path.rename(to / source.file)]
    try:
        with ZipFile(path) as archive:
            inside = {one.rsplit("/", 1)[-1]: one for one in archive.namelist()}
            for file in (*source.read, *source.kept):
                if file not in inside:
                    raise CatalogueError(f"{source.file} holds no {file}: is it the right file?")
                (to / file).write_bytes(archive.read(inside[file]))
    except (BadZipFile, OSError, EOFError, RuntimeError, zlib.error) as error:
        raise CatalogueError(f"cannot unpack {source.file}: {error}") from error
    return [to / file for file in source.read]


def _beside(directory: Path) -> TemporaryDirectory[str]:
    """On the same disk, so that what was made there can be moved in one step."""
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise CatalogueError(f"{directory} holds something already: name a new directory")
        directory.parent.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=directory.parent)
    except OSError as error:
        raise CatalogueError(f"cannot write {directory} ({error}): name another") from error


def _move(made: Path, directory: Path) -> None:
    try:
        if directory.exists():
            directory.rmdir()
        made.rename(directory)
    except OSError as error:
        raise CatalogueError(f"cannot write {directory} ({error}): name another") from error
