"""Small spaces and learners whose right answers are obvious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chatrec.types import Rows
from chatrec.user_vector import Known, PosteriorLearner, TasteSpace, untrained

ITEMS = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
IDS = ("0", "1", "2", "3")


def rows_of(ids: Sequence[str]) -> Rows:
    return np.array([IDS.index(i) for i in ids if i in IDS], dtype=np.int64)


def learner(space: TasteSpace) -> PosteriorLearner:
    return PosteriorLearner(space, rows_of, lambda rows: ITEMS[rows], len(ITEMS))


def plain(retention: float = 1.0) -> PosteriorLearner:
    return learner(replace(untrained(ITEMS), retention=retention))


def trained_space(retention: float = 1.0) -> TasteSpace:
    """Two dims of value, one of interest; items 0 and 1 have a history."""
    rng = np.random.default_rng(0)
    return TasteSpace(
        np.array([0.2, 0.0, 0.0]),
        np.diag([0.1, 0.3, 1.0]),
        rng.normal(size=(4, 3)).astype(np.float32),
        0.4,
        interest=2,
        target=0.2,
        spread=0.05,
        slope=2.0,
        retention=retention,
        known=Known(
            ("0", "1"),
            np.array([[1, 1, 0.5], [1, 0.9, 0.4]], dtype=np.float32),
            np.array([0.1, 0.2], dtype=np.float32),
            np.array([0.3, 0.35], dtype=np.float32),
        ),
    )


def trained(retention: float = 1.0) -> PosteriorLearner:
    return learner(trained_space(retention))
