"""What an index directory holds, with a sha256 of every file, so that no altered byte is served."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from chatrec.errors import IndexingError

FILE, NEXT = "manifest.json", "manifest.next.json"
Write = Callable[[Path], object]
"""Writes a file at a path."""


@dataclass(frozen=True)
class Manifest:
    """`files` maps each file's name to its sha256; `created` is ISO 8601, in UTC."""

    encoder: str
    dim: int
    items: int
    files: dict[str, str] = field(default_factory=dict)
    created: str = ""

    def with_files(self, directory: Path, names: list[str]) -> Manifest:
        """With the checksums that these files have now."""
        return replace(self, files=self.files | {name: sha256(directory / name) for name in names})


def read(directory: Path) -> Manifest:
    """Raises IndexingError when there is no manifest that can be read."""
    _finish(directory)
    try:
        fields = json.loads((directory / FILE).read_text(encoding="utf-8"))
        return Manifest(**fields)
    except FileNotFoundError:
        raise IndexingError(
            f"{directory} holds no built index: run `chatrec index build ITEMS {directory}`"
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise IndexingError(f"{directory / FILE} cannot be read: build the index again") from error


def write(directory: Path, manifest: Manifest, name: str = FILE) -> None:
    """Last of a build: until it is there, the new files do not count."""
    stamped = replace(manifest, created=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    text = json.dumps(asdict(stamped), indent=1, ensure_ascii=False) + "\n"
    write_atomically(directory / name, lambda path: path.write_text(text, encoding="utf-8"))


def commit(directory: Path, manifest: Manifest, files: Mapping[str, Write]) -> Manifest:
    """Write these files and the manifest of them, all or none, whenever the process ends.

    They are written beside the old ones; once the next manifest lies there they count, and `read`
    moves what is not in its place yet. Raises IndexingError when the disk cannot be written.
    """
    beside = {name: directory / f"{name}.part" for name in files}
    try:
        for name, path in beside.items():
            _write_synced(directory / name, path, files[name])
        sums = {name: sha256(path) for name, path in beside.items()}
        write(directory, replace(manifest, files=manifest.files | sums), NEXT)
    except IndexingError:
        for path in beside.values():
            with suppress(OSError):
                path.unlink()
        raise
    return read(directory)


def _finish(directory: Path) -> None:
    """Move what a commit has written; another process may be at it too."""
    following = directory / NEXT
    if not following.is_file():
        return
    with suppress(FileNotFoundError):
        for name, expected in json.loads(following.read_text(encoding="utf-8"))["files"].items():
            beside = directory / f"{name}.part"
            if beside.is_file() and sha256(beside) == expected:
                beside.replace(directory / name)
        following.replace(directory / FILE)


def verify(directory: Path, manifest: Manifest) -> None:
    """Raises IndexingError that names the first file whose bytes are not the recorded ones."""
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file():
            raise IndexingError(f"{path} is missing: build the index again")
        if sha256(path) != expected:
            raise IndexingError(
                f"{path} has been altered or cut short (its sha256 differs): build the index again"
            )


def write_atomically(path: Path, write: Write) -> None:
    """Write beside the file, sync, then rename over it: a reader sees the old or the new whole."""
    beside = path.with_name(path.name + ".part")
    _write_synced(path, beside, write)
    beside.replace(path)


def _write_synced(path: Path, beside: Path, write: Write) -> None:
    try:
        write(beside)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
    except (OSError, RuntimeError) as error:
        with suppress(OSError):
            beside.unlink()
        raise IndexingError(
            f"cannot write {path} ({error}): check the disk and its rights"
        ) from error


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
