"""Fitting the neural head: softmax over the whole catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from chatrec.ranker.head import HEAD, HeadConfig, ScoringHead
from chatrec.ranker.statistics import Statistics
from chatrec.train.descent import DescentConfig, accelerator, descend
from chatrec.train.examples import Example
from chatrec.types import Matrix, Rows

Loss: TypeAlias = Literal["softmax", "bce", "squared"]
HEAD_DESCENT = DescentConfig(epochs=4, batch=128, rate=1e-3, decay=0.1)


def fit_head(
    given: Sequence[Example],
    items: Matrix,
    statistics: Statistics,
    config: DescentConfig = HEAD_DESCENT,
    shape: HeadConfig = HEAD,
    kind: Loss = "softmax",
) -> ScoringHead:
    """It starts at the popularity of the statistics, and overfits after a few epochs."""
    torch.manual_seed(config.seed)
    head = ScoringHead(items, statistics.said.words, statistics.recommended, shape)
    head = head.to(accelerator())

    def loss(places: Rows) -> Tensor:
        batch = [given[place] for place in places]
        owners = torch.tensor([n for n, one in enumerate(batch) for _ in one.targets])
        targets = torch.tensor([row for one in batch for row in one.targets])
        return loss_of(head([one.asked for one in batch]), owners, targets, kind)

    descend(head, len(given), loss, config)
    return head.cpu()


def loss_of(logits: Tensor, owners: Tensor, targets: Tensor, kind: Loss) -> Tensor:
    """`logits` ``(batch, n_items)``; of turn `owners[k]`, `targets[k]` was recommended.

    softmax: each target against all items. bce: each item for itself, recommended or not, by cross
    entropy. squared: the same as a rating of 1 or 0, by the square of what it was missed by.
    """
    if kind == "softmax":
        return -functional.log_softmax(logits, dim=1)[owners, targets].mean()
    wanted = torch.zeros_like(logits)
    wanted[owners, targets] = 1
    if kind == "bce":
        whole = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="sum")
    else:
        whole = functional.mse_loss(logits.sigmoid(), wanted, reduction="sum")
    return whole / len(logits)
