from __future__ import annotations

from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn
from chatrec.datasets.matching import matching, translated
from chatrec.types import Item


def catalog(*items: tuple[str, str, int | None]) -> Catalog:
    return Catalog.of(Item(i, title, "", {"year": y} if y else {}) for i, title, y in items)


OURS = catalog(
    ("it-1990", "It", 1990),
    ("it-2017", "It", 2017),
    ("amelie-2001", "Amélie", 2001),
    ("up", "Up", 2009),
)


def test_title_and_year_must_agree() -> None:
    theirs = catalog(
        ("1", "IT", 2017),
        ("2", "It", 1989),
        ("3", "Amelie", None),
        ("4", "It", None),
        ("5", "Up", 1976),
    )
    assert matching(theirs, OURS) == {"1": "it-2017", "2": "it-1990", "3": "amelie-2001"}


def test_articles_and_aliases_do_not_part_them() -> None:
    ours = Catalog.of(
        [
            Item("matrix", "The Matrix", "", {"year": 1999}),
            Item("7", "Se7en", "", {"year": 1995, "aliases": ("Seven",)}),
        ]
    )
    theirs = catalog(("a", "Matrix, The", 1999), ("b", "Seven", 1995))
    assert matching(theirs, ours) == {"a": "matrix", "b": "7"}


def test_a_turn_keeps_what_we_have() -> None:
    turn = ConversationTurn("d", (), ("1", "9"), ("2", "1"), ("2",))
    ours = translated(turn, {"1": "it-2017", "2": "it-1990"})
    assert (ours.mentioned, ours.target, ours.target_new) == (
        ("it-2017",),
        ("it-1990", "it-2017"),
        ("it-1990",),
    )
