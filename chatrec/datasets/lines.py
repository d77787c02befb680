"""Records of .jsonl, .csv, .tsv and .parquet files, compressed or not, with their line numbers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO, TypeVar

from chatrec.errors import CatalogueError

Record = Mapping[str, object]
T = TypeVar("T")


def records(path: str) -> Iterator[tuple[int, Record | CatalogueError]]:
    """Every record with its line number; one that cannot be read comes as the error that says why.

    The ending chooses the format; `-` is standard input as JSON lines. Raises CatalogueError when
    the file itself cannot be read.
    """
    try:
        if path.endswith(".parquet"):
            yield from _parquet(path)
        elif path.removesuffix(".gz").endswith((".csv", ".tsv")):
            yield from _table(path)
        else:
            yield from _json_lines(path)
    except OSError as error:
        why = error.strerror or error
        raise CatalogueError(f"cannot read {path} ({why}): name a file that is there") from error
    except (EOFError, zlib.error) as error:
        raise CatalogueError(f"{path} is broken off or damaged: get it anew") from error
    except csv.Error as error:
        raise CatalogueError(f"{path} is no table that can be read: {error}") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path} is not UTF-8 (byte {error.start}): convert it") from error


def read_each(
    path: str, read: Callable[[Record], T], problems: list[str] | None = None
) -> Iterator[T]:
    """What `read` makes of every record. Raises CatalogueError that names file and line; where
    there is a list of problems, a bad record is passed over and told there instead."""
    for number, record in records(path):
        try:
            if isinstance(record, CatalogueError):
                raise record
            yield read(record)
        except CatalogueError as error:
            problem = f"{path}, line {number}: {error}"
            if problems is None:
                raise CatalogueError(problem) from error
            problems.append(problem)


def finite(name: str, value: object, remedy: str) -> float:
    """The value as a finite number. Raises CatalogueError, with the remedy."""
    try:
        found = float(str(value))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise CatalogueError(f"{name} {value!r} is no number: {remedy}")
    return found


def _open(path: str) -> TextIO:
    if path == "-":
        return sys.stdin
    if path.endswith(".gz"):
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8", newline="")
    return Path(path).open(encoding="utf-8", newline="")


def _json_lines(path: str) -> Iterator[tuple[int, Record | CatalogueError]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _json(line)


def _json(line: str) -> Record | CatalogueError:
    try:
        record = json.loads(line)
    except ValueError as error:
        return CatalogueError(f"not JSON: {error}")
    except RecursionError:
        return CatalogueError("not JSON that can be read: nested too deep")
    return record if isinstance(record, dict) else CatalogueError("not a JSON object")


def _table(path: str) -> Iterator[tuple[int, Record | CatalogueError]]:
    """Fields between commas, quoted where they must be, or between tabs and never quoted."""
    tabs = path.removesuffix(".gz").endswith(".tsv")
    with _open(path) as lines:
        reader = (
            csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tabs
            else csv.DictReader(lines)
        )
        for record in reader:
            if None in record:
                yield reader.line_num, CatalogueError("more fields than the header has")
            else:
                yield reader.line_num, record


def _parquet(path: str) -> Iterator[tuple[int, Record | CatalogueError]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise CatalogueError("to read parquet, pip install 'chatrec[parquet]'") from error
    try:
        table = parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise CatalogueError(f"{path} is no parquet file: {str(error).splitlines()[0]}") from error
    yield from enumerate(table.to_pylist(), 1)
