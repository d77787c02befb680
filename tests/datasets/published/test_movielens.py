from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.datasets.published.movielens import read_movielens
from chatrec.errors import CatalogueError
from chatrec.types import Item


def film(directory: Path, title: str, genres: str = "Drama") -> Item:
    path = directory / "movies.csv"
    path.write_text(f'movieId,title,genres\n3,"{title}",{genres}\n', encoding="utf-8")
    (found,) = read_movielens([str(path)]).items
    return found


@pytest.mark.parametrize(
    ("published", "title", "year", "aliases"),
    [
        ("Matrix, The (1999)", "The Matrix", 1999, None),
        ("Kite (1999) ", "Kite", 1999, None),
        ("Hill, Valley, A (1950)", "A Hill, Valley", 1950, None),
        ("Étoile, L' (1960)", "L'Étoile", 1960, None),
        ("Town, The (Ville, La) (1995)", "The Town", 1995, ("La Ville",)),
        ("Nine (a.k.a. 9ine) (Neuf) (1995)", "Nine", 1995, ("9ine", "Neuf")),
        ("Frontier(s) (2007)", "Frontier(s)", 2007, None),
        ("(40) Nights (2009)", "(40) Nights", 2009, None),
        ("Long Talks (1994-1998)", "Long Talks", 1994, None),
        ("Without a Year", "Without a Year", None, None),
        ("1984 (1956)", "1984", 1956, None),
    ],
)
def test_titles(
    tmp_path: Path, published: str, title: str, year: int | None, aliases: tuple[str, ...] | None
) -> None:
    found = film(tmp_path, published)
    attributes = found.attributes
    assert (found.title, attributes.get("year"), attributes.get("aliases")) == (
        title,
        year,
        aliases,
    )


def test_genres(tmp_path: Path) -> None:
    assert film(tmp_path, "A (1999)", "Crime|Drama").attributes["genres"] == ("Crime", "Drama")
    assert "genres" not in film(tmp_path, "A (1999)", "(no genres listed)").attributes


def test_another_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("userId,movieId,rating,timestamp\n1,3,4.0,9\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"ratings\.csv, line 2: .*movies\.csv"):
        read_movielens([str(path)])
