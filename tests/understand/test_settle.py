"""What a message takes away or says twice."""

from __future__ import annotations

from chatrec.types import Constraint
from chatrec.understand.meaning import Concept, Term
from chatrec.understand.settle import removed, repeated
from chatrec.understand.stance import Said

COMEDY = Concept((Term("genres", ("Comedy",)),), "comedy")
ASKED = Constraint("genres", "contains", "Comedy")


def test_what_was_asked_for_and_is_taken_out_is_no_longer_asked_for() -> None:
    assert removed([Said(COMEDY, "remove", 0, 1, 0)], [ASKED])[0].stance == "lift"


def test_what_was_not_asked_for_and_is_taken_out_is_refused() -> None:
    assert removed([Said(COMEDY, "remove", 0, 1, 0)], [])[0].stance == "refuse"


def test_what_was_refused_is_not_wished_for_by_its_bare_name() -> None:
    refused, bare = Said(COMEDY, "refuse", 1, 2, 0), Said(COMEDY, "want", 5, 6, 5)
    assert [one.stance for one in repeated([refused, bare])] == ["refuse", "told"]


def test_what_was_refused_is_wished_for_where_a_word_says_so() -> None:
    refused, wished = Said(COMEDY, "refuse", 1, 2, 0), Said(COMEDY, "want", 5, 6, 4)
    assert [one.stance for one in repeated([refused, wished])] == ["refuse", "want"]
