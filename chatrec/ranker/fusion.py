"""All features of an item become one score: a line, and a small network on top of it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from chatrec.types import Vector

_FAR = 10.0
"""Standard deviations beyond which a feature says nothing more."""


@dataclass(frozen=True)
class FusionConfig:
    hidden: int = 32
    dropout: float = 0.1


class Fusion(nn.Module):
    """score = w · x + f(x) of the standardised features x; f starts at 0."""

    mean: Tensor
    spread: Tensor

    def __init__(self, mean: Vector, spread: Vector, config: FusionConfig = FusionConfig()) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(spread))
        width, hidden = len(mean), config.hidden
        self.line = nn.Linear(width, 1, bias=False)
        last = nn.Linear(hidden, 1)
        nn.init.zeros_(self.line.weight)
        nn.init.zeros_(last.weight)
        first = (nn.Linear(width, hidden), nn.GELU(), nn.Dropout(config.dropout))
        self.network = nn.Sequential(*first, nn.Linear(hidden, hidden), nn.GELU(), last)

    def forward(self, features: Tensor) -> Tensor:
        """*Shape:* ``(..., n_features)`` to ``(...)``."""
        x = ((features - self.mean) / self.spread).clamp(-_FAR, _FAR)
        return torch.as_tensor(self.line(x) + self.network(x)).squeeze(-1)
