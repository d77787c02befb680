"""Audits through the chat itself, on the small catalogue of films."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.catalog import Catalog
from chatrec.errors import CatalogueError
from chatrec.evaluate.audit import AuditConfig, audit
from chatrec.evaluate.reasons import ReasonsConfig, evaluate
from chatrec.recommender import Recommender
from chatrec.types import Feedback
from tests.films import FILMS

SCIENCE_FICTION = {film.id for film in FILMS if "Science Fiction" in film.attributes["genres"]}


def thumbs(people: int = 4) -> list[Feedback]:
    """Everybody likes science fiction and nothing else."""
    return [
        Feedback(f"p{person}", film.id, 1.0 if film.id in SCIENCE_FICTION else -1.0, at=at + 1.0)
        for person in range(people)
        for at, film in enumerate(FILMS)
    ]


def test_a_thumb_down_takes_what_is_alike_out_of_the_lists(index_directory: Path) -> None:
    config = AuditConfig(users=12, known=2, lists=1, k=3, near=0.3)
    found = audit(index_directory, thumbs(), config)
    assert found["users"] == 12
    assert found["unwanted_with"] <= found["unwanted_without"]  # type: ignore[operator]
    assert audit(index_directory, thumbs(), config) == found


def test_too_few_thumbs_are_told(index_directory: Path) -> None:
    with pytest.raises(CatalogueError, match="15 thumbs"):
        audit(index_directory, thumbs()[:3])


def test_named_causes_are_true(recommender: Recommender, films: Catalog) -> None:
    found = evaluate(recommender, thumbs(), ReasonsConfig(cards=30))
    assert found["with_removable_cause"] >= 20  # type: ignore[operator]
    assert found["lowered"] >= 0.9  # type: ignore[operator]
    assert recommender.votes("reasons 0") == ()
