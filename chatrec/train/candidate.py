"""What training writes: a whole index directory beside the live one, with figures of both."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from chatrec import manifest
from chatrec.build import ITEMS, THEMES, VECTORS
from chatrec.errors import IndexingError
from chatrec.ranker import files as heads

FILE, FOLDER, PREVIOUS = "candidate.json", "candidates", "previous"
_CATALOGUE = frozenset({ITEMS, THEMES, VECTORS})


@dataclass(frozen=True)
class Candidate:
    """`files` were trained, against a live index whose files had the checksums `live`.

    `before` and `after` are the measure on the validation set, None where none was given; more is
    better. `metrics` is all that was measured.
    """

    files: tuple[str, ...]
    live: Mapping[str, str]
    measure: str = ""
    before: float | None = None
    after: float | None = None
    metrics: Mapping[str, object] | None = None


def served(directory: Path) -> Mapping[str, str]:
    """The checksums of what the index serves now."""
    return manifest.read(directory).files


def prepare(directory: Path, file: str, write: Callable[[Path], object]) -> Path:
    """A new candidate: everything that the index serves, with `file` written anew."""
    live, path = manifest.read(directory), new_folder(directory)
    for name in live.files.keys() - {file}:
        _link(directory / name, path / name)
    manifest.write_atomically(path / file, write)
    manifest.write(path, live.with_files(path, [file]))
    return path


def new_folder(directory: Path) -> Path:
    """An empty folder for the next candidate."""
    taken = [int(one.name) for one in (directory / FOLDER).glob("*") if one.name.isdigit()]
    path = directory / FOLDER / str(max(taken, default=0) + 1)
    path.mkdir(parents=True)
    return path


def describe(path: Path, candidate: Candidate) -> None:
    text = json.dumps(asdict(candidate), indent=1, ensure_ascii=False) + "\n"
    manifest.write_atomically(path / FILE, lambda part: part.write_text(text, encoding="utf-8"))


def promote(directory: Path, path: Path) -> tuple[bool, str]:
    """Put the candidate live if it is better on the validation set; whether it was, and why.

    The files it replaces are kept for `rollback`. Raises IndexingError when it is no candidate of
    this index or a file has been altered.
    """
    candidate, live = _read(path), manifest.read(directory)
    manifest.verify(path, manifest.read(path))
    if not _fits(candidate, path, live.files):
        return False, "the live index has changed since it was trained: train it again"
    if candidate.before is None or candidate.after is None:
        return False, "it was not measured: train it again with --valid"
    told = f"{candidate.measure} {candidate.before:.4f} before, {candidate.after:.4f} after"
    if candidate.after <= candidate.before:
        return False, f"not better on the validation set: {told}"
    _swap(directory, path, candidate.files)
    return True, told


def rollback(directory: Path) -> tuple[bool, str]:
    """Back to what was live before the latest promotion; once more puts that back."""
    kept = directory / PREVIOUS
    if not (kept / FILE).is_file():
        return False, "nothing was promoted yet"
    before = _read(kept)
    if not _goes_with(before, kept, served(directory)):
        return False, "the catalogue has changed since, and it was made for the rows of then"
    files = before.files
    with_them = kept.with_name(f"{PREVIOUS}.part")
    shutil.rmtree(with_them, ignore_errors=True)
    kept.rename(with_them)
    _swap(directory, with_them, files)
    shutil.rmtree(with_them)
    return True, f"{', '.join(files)} as before"


def _fits(candidate: Candidate, path: Path, live: Mapping[str, str]) -> bool:
    """Whether nothing has changed since it was trained, or nothing but items."""
    both = candidate.live.keys() | live.keys()
    changed = {name for name in both if candidate.live.get(name) != live.get(name)}
    return changed <= _CATALOGUE and _goes_with(candidate, path, live)


def _goes_with(candidate: Candidate, path: Path, live: Mapping[str, str]) -> bool:
    """Whether the files go with the items of now: they were made with them, or name theirs."""
    if candidate.live.get(ITEMS) == live.get(ITEMS):
        return True
    head = path / heads.FILE
    tied = heads.FILE in candidate.files and head.is_file() and not heads.is_named(head)
    return not tied and _CATALOGUE.isdisjoint(candidate.files)


def _swap(directory: Path, path: Path, files: tuple[str, ...]) -> None:
    """The files of `path` go live, those that were live are kept. The manifest comes last."""
    live, theirs, kept = manifest.read(directory), manifest.read(path), directory / PREVIOUS
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for name in files:
        if (directory / name).is_file():
            _link(directory / name, kept / name)
    shutil.copy(directory / manifest.FILE, kept / manifest.FILE)
    describe(kept, Candidate(files, live.files))
    new = [name for name in files if name in theirs.files]
    for name in new:
        _copy(path / name, directory / name)
    left = {name: digest for name, digest in live.files.items() if name not in files}
    made = replace(theirs, items=live.items, files=left)
    manifest.write(directory, made.with_files(directory, new))
    for name in set(files) - set(new):
        (directory / name).unlink(missing_ok=True)


def _read(path: Path) -> Candidate:
    try:
        fields = json.loads((path / FILE).read_text(encoding="utf-8"))
        return Candidate(**{**fields, "files": tuple(fields["files"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexingError(
            f"{path} is no candidate: give a folder that `chatrec train` has written"
        ) from error


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_atomically(target, lambda part: shutil.copy(source, part))


def _link(source: Path, target: Path) -> None:
    """A hard link, or a copy where the disk has none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
