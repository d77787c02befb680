from __future__ import annotations

import numpy as np

from chatrec.train.parts import Parts
from chatrec.train.statistics import fit_statistics
from tests.talks import talks


def test_what_people_like_together_goes_together(parts: Parts) -> None:
    given, n = parts.examples(talks(30)), len(parts.catalog)
    alien, amelie = parts.catalog.rows(["alien-1979", "amelie-2001"]).tolist()
    before = fit_statistics(given, n).together.total({alien: 1.0})
    likes = [np.array([alien, amelie])] * 5
    after = fit_statistics(given, n, likes).together.total({alien: 1.0})
    assert after[amelie] > before[amelie]
    assert after.sum() > before.sum()


def test_only_the_latest_likes_of_a_person_count(parts: Parts) -> None:
    given, n = parts.examples(talks(30)), len(parts.catalog)
    alien, amelie = parts.catalog.rows(["alien-1979", "amelie-2001"]).tolist()
    many = np.array([alien, *[amelie] * 20])
    none = fit_statistics(given, n).together.total({alien: 1.0})
    assert fit_statistics(given, n, [many]).together.total({alien: 1.0})[amelie] == none[amelie]
