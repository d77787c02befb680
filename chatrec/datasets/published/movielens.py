"""MovieLens: movies.csv; its ratings.csv is read as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatrec.datasets.lines import Record
from chatrec.datasets.published.form import Published, item, read_each, stated
from chatrec.errors import CatalogueError
from chatrec.types import Item

_NO_GENRES = "(no genres listed)"
_LAST_ARTICLE = re.compile(r"(.+), (The|An?|L[eao]s?|L'|Une?|El|Il|Gli|De[rnt]|Die|Das|Det|Het|De)")
_OTHER_TITLE = re.compile(r"(.*\S) \((?:a\.?k\.?a\.? )?([^()]+)\)")


def read_movielens(paths: Sequence[str], problems: list[str] | None = None) -> Published:
    """The films, each title as it is said: `Matrix, The (1999)` is The Matrix, and a title in
    brackets at the end is an alias."""
    return Published(tuple(one for path in paths for one in read_each(path, _film, problems)))


def _film(record: Record) -> Item:
    if "genres" not in record:
        raise CatalogueError("no column genres: give movies.csv alone")
    film = item(stated(record, "movieId"), stated(record, "title"))
    listed = str(record["genres"] or "")
    genres = tuple(one for one in listed.split("|") if one and one != _NO_GENRES)
    found = _OTHER_TITLE.fullmatch(film.title)
    aliases = (_said(found[2]),) if found else ()
    known = {"genres": genres, "aliases": aliases}
    attributes = dict(film.attributes) | {name: value for name, value in known.items() if value}
    return replace(film, title=_said(found[1] if found else film.title), attributes=attributes)


def _said(title: str) -> str:
    found = _LAST_ARTICLE.fullmatch(title)
    if found is None:
        return title
    return found[2] + ("" if found[2].endswith("'") else " ") + found[1]
