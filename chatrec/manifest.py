"""What an index directory holds, with a sha256 of every file, so that no altered byte is served."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from chatrec.errors import IndexingError

FILE = "manifest.json"


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
    try:
        fields = json.loads((directory / FILE).read_text(encoding="utf-8"))
        return Manifest(**fields)
    except FileNotFoundError:
        raise IndexingError(
            f"{directory} holds no built index: run `chatrec index build ITEMS {directory}`"
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise IndexingError(f"{directory / FILE} cannot be read: build the index again") from error


def write(directory: Path, manifest: Manifest) -> None:
    """Last of a build: until it is there, the new files do not count."""
    stamped = replace(manifest, created=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    text = json.dumps(asdict(stamped), indent=1, ensure_ascii=False) + "\n"
    write_atomically(directory / FILE, lambda path: path.write_text(text, encoding="utf-8"))


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


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file, sync, then rename over it: a reader sees the old or the new whole."""
    beside = path.with_name(path.name + ".part")
    try:
        write(beside)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
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
