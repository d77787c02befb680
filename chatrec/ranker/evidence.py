"""Every feature of the candidates of one query, and the score that fuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from chatrec.ranker.asked import Asked
from chatrec.ranker.facts import Facts
from chatrec.ranker.fusion import Fusion
from chatrec.ranker.head import FrozenHead
from chatrec.ranker.statistics import Statistics
from chatrec.types import Matrix, Rows, Vector


@dataclass(frozen=True, eq=False)
class Evidence:
    """Where features come from; without behaviour there are only the catalogue's facts."""

    facts: Facts
    statistics: Statistics | None = None
    head: FrozenHead | None = None

    def features(self, asked: Asked, rows: Rows) -> Mapping[str, Vector]:
        """One value a row each. An item that came after the statistics has the least value."""
        features = dict(self.facts.features(asked, rows))
        learned: dict[str, Vector] = {}
        if self.statistics is not None:
            learned |= self.statistics.features(asked)
        if self.head is not None:
            learned["head"] = self.head.log_probabilities(asked)
        return features | {name: _at(values, rows) for name, values in learned.items()}

    def matrix(self, asked: Asked, rows: Rows) -> Matrix:
        """*Shape:* ``(len(rows), n_features)``."""
        return np.stack(list(self.features(asked, rows).values()), axis=1).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Scorer:
    evidence: Evidence
    fusion: Fusion

    def score(self, asked: Asked, rows: Rows) -> Vector:
        """Logits: over all items, their softmax is the chance of being recommended next."""
        features = torch.from_numpy(self.evidence.matrix(asked, rows))
        with torch.inference_mode():
            return np.asarray(self.fusion(features).numpy(), dtype=np.float32)


def _at(values: Vector, rows: Rows) -> Vector:
    if len(rows) == 0 or rows.max() < len(values):
        return values[rows]
    inside = values[np.minimum(rows, len(values) - 1)]
    return np.where(rows < len(values), inside, values.min())
