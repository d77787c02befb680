from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chatrec.catalog import Catalog
from chatrec.errors import ModelError
from chatrec.evaluate.learning import Tasted
from chatrec.types import Feedback, Item
from chatrec.user_vector import (
    FILE,
    Facets,
    PosteriorLearner,
    read_space,
    read_taste,
    untrained,
    write_space,
)
from tests.user_vector.spaces import IDS, ITEMS, learner, trained_space

CATALOG = Catalog.of(Item(item_id, item_id) for item_id in IDS)


def test_without_events_features_are_what_sets_the_items_apart() -> None:
    space = untrained(ITEMS)
    features = space.projection[0] + ITEMS @ space.projection[1:]
    assert (features[:, 0] == 1).all()
    np.testing.assert_allclose(features[:, 1:].mean(axis=0), 0, atol=1e-6)
    centred = ITEMS - ITEMS.mean(axis=0)
    np.testing.assert_allclose(features[:, 1:] @ features[:, 1:].T, centred @ centred.T, atol=1e-5)


def test_one_thumb_down_is_felt_by_the_near_relatives_of_a_shipped_film() -> None:
    shipped = Tasted.of(Path("index/movies"))
    rows, taste = np.arange(len(shipped.catalog)), shipped.learner
    gaps = []
    for row in range(0, len(rows), 100):
        near = np.argsort(-(shipped.vectors @ shipped.vectors[row]))[1:11]
        vote = Feedback("u", shipped.catalog.at(row).id, -1.0)
        fell = taste.score(taste.prior(), rows) - taste.score(taste.fold([vote]), rows)
        gaps.append(fell[near].mean() - fell.mean())
    assert min(gaps) > 0
    assert np.mean(gaps) > 0.45


def test_items_that_are_all_the_same_do_no_harm() -> None:
    same = np.repeat(ITEMS[:1], 3, axis=0)
    assert untrained(same).dim == 1


def test_known_items_have_their_own_features_and_new_ones_those_of_their_text() -> None:
    space = trained_space()
    rows = np.arange(4)
    scores = learner(space).score(learner(space).prior(), rows)
    np.testing.assert_allclose(scores[:2], 2 * (0.2 + np.array([0.1, 0.2])), atol=1e-6)
    text = (space.projection[0] + ITEMS @ space.projection[1:]) @ space.mean
    np.testing.assert_allclose(scores[2:], 2 * text[2:], atol=1e-6)


def test_rows_added_later_are_projected() -> None:
    more = np.vstack([ITEMS, ITEMS[:1]])
    early = PosteriorLearner(
        untrained(ITEMS), lambda ids: np.array([0]), lambda rows: more[rows], len(ITEMS)
    )
    user = early.update(early.prior(), Feedback("u", "0", 1.0))
    scores = early.score(user, np.array([4, 0, 1]))
    assert scores[0] == pytest.approx(scores[1], abs=1e-6)


def test_facets_are_read_as_they_were_written(tmp_path: Path) -> None:
    facets = Facets(("drama", "war"), 2000.0, 8.0, 0.5)
    space = trained_space()
    wide = np.vstack([space.projection, np.ones((3, 3), dtype=np.float32)])
    space = replace(space, projection=wide, facets=facets)
    write_space(tmp_path / FILE, space)
    assert read_space(tmp_path / FILE, 3).facets == facets
    catalog = Catalog.of(
        Item(str(n), "Item", attributes={"genres": ("war",), "year": 2008}) for n in range(4)
    )
    taste = read_taste(tmp_path, catalog, lambda rows: ITEMS[rows])
    text = (space.projection[0] + ITEMS @ wide[1:4] + 0.5 + 0.5) @ space.mean
    scores = taste.score(taste.prior(), np.arange(4))
    np.testing.assert_allclose(scores[2:], 2 * text[2:], atol=1e-6)


@pytest.mark.parametrize("retention", [1.0, 0.9])
def test_a_space_is_read_as_it_was_written(tmp_path: Path, retention: float) -> None:
    space = trained_space(retention)
    write_space(tmp_path / FILE, space)
    read = read_taste(tmp_path, CATALOG, lambda rows: ITEMS[rows])
    assert read.name == learner(space).name
    rows, votes = np.arange(4), [Feedback("u", "1", 1.0), Feedback("u", "0", -1.0)]
    scores = [one.score(one.fold(votes), rows) for one in (read, learner(space))]
    np.testing.assert_array_equal(*scores)


def test_no_file_means_no_training(tmp_path: Path) -> None:
    read = read_taste(tmp_path, CATALOG, lambda rows: ITEMS[rows])
    assert read.name == learner(untrained(ITEMS)).name


def test_a_retention_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    write_space(tmp_path / FILE, trained_space(1.5))
    with pytest.raises(ModelError, match=r"retention 1\.5"):
        read_space(tmp_path / FILE, 3)


def test_a_file_for_other_vectors_is_told(tmp_path: Path) -> None:
    write_space(tmp_path / FILE, trained_space())
    with pytest.raises(ModelError, match="3 dims, these have 5"):
        read_space(tmp_path / FILE, 5)


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="train taste"):
        read_taste(tmp_path, CATALOG, lambda rows: ITEMS[rows])
