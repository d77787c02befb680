from __future__ import annotations

import numpy as np
import pytest
import torch

from chatrec.ranker.head import FrozenHead
from chatrec.train.head import Loss, fit_head, loss_of
from chatrec.train.parts import Parts
from chatrec.train.statistics import fit_statistics
from tests.talks import talks

LOSSES: tuple[Loss, ...] = ("softmax", "bce", "squared")
OWNER, TARGET = torch.tensor([0]), torch.tensor([1])


@pytest.mark.parametrize("kind", LOSSES)
def test_a_loss_falls_as_the_target_rises_and_the_others_fall(kind: Loss) -> None:
    def loss(*logits: float) -> float:
        return float(loss_of(torch.tensor([logits]), OWNER, TARGET, kind))

    assert loss(0.0, 1.0, 0.0) < loss(0.0, 0.0, 0.0)
    assert loss(-1.0, 1.0, -1.0) < loss(0.0, 1.0, 0.0)
    assert loss(-30.0, 30.0, -30.0) == pytest.approx(0, abs=1e-6)


def test_losses_as_they_are_defined() -> None:
    flat = torch.zeros((1, 4))
    values = [float(loss_of(flat, OWNER, TARGET, kind)) for kind in LOSSES]
    assert values == pytest.approx([np.log(4), 4 * np.log(2), 4 * 0.25])


@pytest.mark.parametrize("kind", LOSSES)
def test_every_loss_puts_what_was_recommended_first(parts: Parts, kind: Loss) -> None:
    given = parts.examples(talks(90))
    statistics = fit_statistics(given, len(parts.items))
    head = FrozenHead(fit_head(given, parts.items, statistics, kind=kind))
    places = [np.argmax(head.log_probabilities(one.asked)) in one.targets for one in given[::9]]
    assert np.mean(places) > 0.9
