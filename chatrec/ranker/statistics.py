"""What was learned from conversations about one catalogue: counts, not weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from chatrec.ranker.asked import Asked
from chatrec.ranker.lexicon import Postings
from chatrec.ranker.sparse import SparseRows
from chatrec.types import Matrix, Vector

_FLOOR = 1e-4
"""A probability that nothing was seen of, so that its logarithm is finite."""


@dataclass(frozen=True)
class NeighbourConfig:
    """`nearest` earlier turns vote with weight exp(cos / temperature)."""

    nearest: int = 300
    temperature: float = 0.04


@dataclass(frozen=True, eq=False)
class Statistics:
    """`recommended` and `mentioned` are log probabilities of items ``(n_items,)``; `together` holds
    for each item P(other in the dialog | item), `after` P(recommended later | item mentioned),
    `alike` the cosine of the dialogs of two items; `said` the words of the contexts in which an
    item was recommended. `contexts` are the vectors of earlier turns ``(n_turns, dim)``,
    `targets` the items recommended in them."""

    recommended: Vector
    mentioned: Vector
    together: SparseRows
    after: SparseRows
    alike: SparseRows
    said: Postings
    contexts: Matrix
    targets: SparseRows
    neighbours: NeighbourConfig = NeighbourConfig()

    def features(self, asked: Asked) -> Mapping[str, Vector]:
        """One value an item each."""
        share = _shares(asked.mentioned)
        return {
            "recommended": self.recommended,
            "mentioned": self.mentioned,
            "said": np.log1p(self.said.score(asked.words)),
            "near": self._votes(self.contexts @ asked.messages[-1]),
            "together": np.log(self.together.total(share) + 10 * _FLOOR),
            "after": np.log(self.after.total(share) + 10 * _FLOOR),
            "alike": np.sqrt(self.alike.total(asked.mentioned)),
        }

    def _votes(self, likeness: Vector) -> Vector:
        """Log of the share of the nearest earlier turns' votes that each item gets."""
        nearest = min(self.neighbours.nearest, len(likeness))
        turns = np.argpartition(-likeness, nearest - 1)[:nearest]
        weights = np.exp((likeness[turns] - likeness[turns].max()) / self.neighbours.temperature)
        shares = dict(zip(turns.tolist(), (weights / weights.sum()).tolist(), strict=True))
        return np.asarray(np.log(self.targets.total(shares) + _FLOOR))


def _shares(weights: Mapping[int, float]) -> dict[int, float]:
    total = sum(weights.values()) or 1.0
    return {row: weight / total for row, weight in weights.items()}
