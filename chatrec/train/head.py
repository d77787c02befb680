"""Fitting the neural head: softmax over the whole catalogue."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from chatrec.ranker.head import HEAD, HeadConfig, ScoringHead
from chatrec.ranker.statistics import Statistics
from chatrec.train.descent import DescentConfig, accelerator, descend
from chatrec.train.examples import Example
from chatrec.types import Matrix, Rows

HEAD_DESCENT = DescentConfig(epochs=4, batch=128, rate=1e-3, decay=0.1)


def fit_head(
    given: Sequence[Example],
    items: Matrix,
    statistics: Statistics,
    config: DescentConfig = HEAD_DESCENT,
    shape: HeadConfig = HEAD,
) -> ScoringHead:
    """It starts at the popularity of the statistics, and overfits after a few epochs."""
    torch.manual_seed(config.seed)
    head = ScoringHead(items, statistics.said.words, statistics.recommended, shape)
    head = head.to(accelerator())

    def loss(places: Rows) -> Tensor:
        batch = [given[place] for place in places]
        logs = functional.log_softmax(head([one.asked for one in batch]), dim=1)
        owners = torch.tensor([n for n, one in enumerate(batch) for _ in one.targets])
        targets = torch.tensor([row for one in batch for row in one.targets])
        return -logs[owners, targets].mean()

    descend(head, len(given), loss, config)
    return head.cpu()
