"""Every feature of the candidates of one query, and the score that fuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    """Where features come from; without behaviour there are only the catalogue's facts.

    `places` are those of the catalogue's rows among the items that behaviour is known of, -1 for
    an item that came later; None where row and place are the same.
    """

    facts: Facts
    statistics: Statistics | None = None
    head: FrozenHead | None = None
    places: Rows | None = None

    def features(self, asked: Asked, rows: Rows) -> Mapping[str, Vector]:
        """One value a row each. An item that came after the statistics has the least value."""
        features = dict(self.facts.features(asked, rows))
        learned: dict[str, Vector] = {}
        known = asked if self.places is None else _placed(asked, self.places)
        if self.statistics is not None:
            learned |= self.statistics.features(known)
        if self.head is not None:
            learned["head"] = self.head.log_probabilities(known)
        at = rows if self.places is None else self.places[rows]
        return features | {name: _at(values, at) for name, values in learned.items()}

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


def _placed(asked: Asked, places: Rows) -> Asked:
    """With the places of the mentioned items for their rows; those that came later are left out."""
    mentioned = {int(places[row]): weight for row, weight in asked.mentioned.items()}
    mentioned.pop(-1, None)
    return replace(asked, mentioned=mentioned)


def _at(values: Vector, places: Rows) -> Vector:
    if (places >= 0).all():
        return values[places]
    return np.where(places >= 0, values[places], values.min())
