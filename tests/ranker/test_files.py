"""A head and a catalogue that changes under it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chatrec.catalog import Catalog
from chatrec.ranker.asked import Asked
from chatrec.ranker.evidence import Evidence
from chatrec.ranker.facts import Facts
from chatrec.ranker.files import FILE, Trained, is_named, read, write, write_named
from chatrec.relevance import Relevance, themes_of
from chatrec.train.parts import Parts
from chatrec.types import Item
from tests.talks import talks

LEARNED = ("recommended", "said", "near", "together", "after", "alike", "head")


def learned(evidence: Evidence, asked: Asked, catalog: Catalog) -> dict[str, dict[str, float]]:
    """Each learned feature of each item."""
    features = evidence.features(asked, np.arange(len(catalog)))
    ids = [item.id for item in catalog]
    return {name: dict(zip(ids, features[name].tolist(), strict=True)) for name in LEARNED}


@pytest.fixture
def named(parts: Parts, trained: Trained, tmp_path: Path) -> Path:
    write(tmp_path / "old", trained)
    assert not is_named(tmp_path / "old")
    write_named(tmp_path / FILE, tmp_path / "old", [item.id for item in parts.catalog])
    assert is_named(tmp_path / FILE)
    return tmp_path / FILE


def test_a_head_knows_its_items_wherever_they_stand(parts: Parts, named: Path) -> None:
    """Turned round, with two items gone and one new one in front."""
    new = Item("new-2026", "New", "A film about space.", {"genres": ("Drama",)})
    gone = {"alien-1979", "heat-1995"}
    kept = [item for item in reversed(list(parts.catalog)) if item.id not in gone]
    catalog = Catalog.of([new, *kept])
    vectors = np.vstack(
        [
            parts.encodings.encode(["New. A film about space."]),
            parts.items[parts.catalog.rows(i.id for i in kept)],
        ]
    )
    themes = parts.encodings.encode(themes_of(catalog))
    facts = Facts(catalog, vectors, Relevance(catalog, vectors, themes))
    before = read(named, parts.items, parts.catalog.rows_by_id).scorer(parts.facts).evidence
    after = read(named, vectors, catalog.rows_by_id).scorer(facts).evidence
    asked = parts.examples(talks(9))[0].asked
    mars = "the-martian-2015"
    was = replace(asked, mentioned={parts.catalog.row(mars): 1.0})
    now = replace(asked, mentioned={catalog.row(mars): 1.0, catalog.row(new.id): 0.8})
    then, here = learned(before, was, parts.catalog), learned(after, now, catalog)
    for name in LEARNED:
        shift = here[name][mars] - then[name][mars]
        assert shift == pytest.approx(0, abs=0.5 if name == "head" else 1e-6)
        expected = {item.id: then[name][item.id] + shift for item in kept}
        assert {item.id: here[name][item.id] for item in kept} == pytest.approx(expected, abs=1e-4)
        assert here[name][new.id] == min(here[name].values())


def test_what_was_named_stays_so(named: Path, parts: Parts, tmp_path: Path) -> None:
    trained = read(named, parts.items, parts.catalog.rows_by_id)
    write(tmp_path / "again", trained)
    assert is_named(tmp_path / "again")
    assert read(tmp_path / "again", parts.items, parts.catalog.rows_by_id).ids == trained.ids
