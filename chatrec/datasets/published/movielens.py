"""MovieLens: movies.csv; its ratings.csv is read as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatrec.datasets.lines import Record, read_each
from chatrec.datasets.published.form import Published, item, stated
from chatrec.errors import CatalogueError
from chatrec.types import Item

_NO_GENRES = "(no genres listed)"
_LAST_ARTICLE = re.compile(r"(.+), (The|An?|L[eao]s?|L'|Une?|El|Il|Gli|De[rnt]|Die|Das|Det|Het|De)")
_OTHER_TITLE = re.compile(r"(.*\S) \((?:a\.?k\.?a\.? )?([^()]+)\)")


def read_movielens(paths: Sequence[str], problems: list[str] | None = None) -> Published:
    """The films, each title as it is said: `Matrix, The (1999)` is The Matrix, and titles in
    brackets at the end are aliases."""
    return Published(tuple(one for path in paths for one in read_each(path, _film, problems)))


def _film(record: Record) -> Item:
    if "genres" not in record:
        raise CatalogueError("no column genres: give movies.csv alone")
    film = item(stated(record, "movieId"), stated(record, "title"))
    title, aliases = _titles(film.title)
    listed = str(record["genres"] or "")
    genres = tuple(one for one in listed.split("|") if one and one != _NO_GENRES)
    known = {"genres": genres, "aliases": aliases}
    attributes = dict(film.attributes) | {name: value for name, value in known.items() if value}
    return replace(film, title=title, attributes=attributes)


def _titles(published: str) -> tuple[str, tuple[str, ...]]:
    """The title and the others that stand in brackets after it."""
    title, others = published, list[str]()
    while found := _OTHER_TITLE.fullmatch(title):
        title = found[1]
        others.insert(0, _said(found[2]))
    return _said(title), tuple(dict.fromkeys(others))


def _said(title: str) -> str:
    found = _LAST_ARTICLE.fullmatch(title)
    if found is None:
        return title
    return found[2] + ("" if found[2].endswith("'") else " ") + found[1]
