"""Published files into ours."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from chatrec.datasets.items import line_of
from chatrec.datasets.published.form import Published, turns
from chatrec.datasets.published.inspired import read_inspired
from chatrec.datasets.published.movielens import read_movielens
from chatrec.datasets.published.opendialkg import read_opendialkg
from chatrec.datasets.published.redial import read_redial
from chatrec.errors import CatalogueError

DataSet: TypeAlias = Literal["redial", "inspired", "opendialkg", "movielens"]
_READERS: Mapping[DataSet, Callable[[Sequence[str], list[str] | None], Published]] = {
    "redial": read_redial,
    "inspired": read_inspired,
    "opendialkg": read_opendialkg,
    "movielens": read_movielens,
}
TERMS: Mapping[DataSet, str] = {
    "redial": "ReDial is under CC BY 4.0: name its authors, Li et al., 2018",
    "inspired": "INSPIRED states no licence: do not pass it on",
    "opendialkg": "OpenDialKG is under CC BY-NC 4.0: no commercial use; name Moon et al., 2019",
    "movielens": "MovieLens is under GroupLens' terms, in its README: no commercial use unasked;"
    " cite Harper and Konstan, 2015",
}


def convert(
    name: DataSet, paths: Sequence[str], out: Path, problems: list[str] | None = None
) -> dict[str, int]:
    """Writes items.jsonl and, for each split, dialogs_SPLIT.jsonl and feedback_SPLIT.jsonl where
    there is something for them; gives the lines of each file.

    Nothing is written before all is read. Raises CatalogueError at the first bad record; where
    there is a list of problems, it is passed over and told there instead.
    """
    published = _READERS[name](paths, problems)
    _check(published)
    files = {file: list(lines) for file, lines in _files(published)}
    written = {file: lines for file, lines in files.items() if lines}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file, lines in written.items():
            text = "".join(f"{line}\n" for line in lines)
            (out / file).write_text(text, encoding="utf-8", errors="replace")  # half an emoji
    except OSError as error:
        why = error.strerror or error
        raise CatalogueError(f"cannot write to {out} ({why}): name another directory") from error
    return {file: len(lines) for file, lines in written.items()}


def _check(published: Published) -> None:
    """Raises CatalogueError where nothing was found, or where a dialog or an item stands twice:
    then a split would know of another."""
    if not published.items:
        raise CatalogueError("no item in these files: are they what the publisher gives?")
    dialogs = Counter(one.id for split in published.dialogs.values() for one in split)
    for kind, counts in (("dialog", dialogs), ("item", Counter(i.id for i in published.items))):
        twice = next((one for one, count in counts.items() if count > 1), None)
        if twice is not None:
            raise CatalogueError(f"{kind} {twice!r} stands twice: give each file once")


def _files(published: Published) -> Iterator[tuple[str, Iterable[str]]]:
    yield "items.jsonl", map(line_of, published.items)
    for split, dialogs in published.dialogs.items():
        found = (turn for dialog in dialogs for turn in turns(dialog))
        yield f"dialogs_{split}.jsonl", (json.dumps(turn, ensure_ascii=False) for turn in found)
    for split, feedback in published.feedback.items():
        events = ({"user": one.user, "item": one.item, "value": one.value} for one in feedback)
        yield f"feedback_{split}.jsonl", map(json.dumps, events)
