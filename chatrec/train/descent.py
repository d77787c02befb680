"""Gradient descent as all training here does it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from chatrec.train.progress import tracked
from chatrec.types import Rows


@dataclass(frozen=True)
class DescentConfig:
    """AdamW (Loshchilov and Hutter 2019); gradients are clipped to the norm `clip`."""

    epochs: int = 4
    batch: int = 128
    rate: float = 1e-3
    decay: float = 0.1
    clip: float = 1.0
    seed: int = 0


def descend(
    module: nn.Module, n: int, loss: Callable[[Rows], Tensor], config: DescentConfig
) -> nn.Module:
    """Train the module on n examples; `loss` gives that of the examples at some places."""
    optimizer = torch.optim.AdamW(module.parameters(), lr=config.rate, weight_decay=config.decay)
    steps = config.epochs * -(-n // config.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share(step, steps))
    module.train()
    for places in tracked(_batches(n, config), steps, "training"):
        optimizer.zero_grad()
        loss(places).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(module.parameters(), config.clip)
        optimizer.step()
        schedule.step()
    return module.eval()


def accelerator() -> torch.device:
    """The first GPU, or the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def share(step: int, steps: int) -> float:
    """Of the full rate: it warms up over a tenth of the steps and falls as a cosine to 0
    (Loshchilov and Hutter 2017)."""
    warm = max(1, steps // 10)
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _batches(n: int, config: DescentConfig) -> Iterator[Rows]:
    drawn = np.random.default_rng(config.seed)
    for _ in range(config.epochs):
        order = drawn.permutation(n)
        yield from (order[at : at + config.batch] for at in range(0, n, config.batch))
