"""Fitting the fusion: softmax over a sample of the catalogue that stands for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from chatrec.ranker.evidence import Evidence
from chatrec.ranker.fusion import Fusion
from chatrec.train.descent import DescentConfig, descend
from chatrec.train.examples import Example
from chatrec.types import Matrix, Rows, Vector

FUSION_DESCENT = DescentConfig(epochs=4, batch=64, rate=3e-3, decay=1e-3)


@dataclass(frozen=True)
class SampleConfig:
    """For each turn its targets, the `hard` items that one feature alone likes best, and `uniform`
    ones of all others, which stand for them all."""

    hard: int = 100
    uniform: int = 400
    by: str = "head"


SAMPLE = SampleConfig()


@dataclass(frozen=True, eq=False)
class Sample:
    """The features of some items of one turn: targets first. `counts` is the logarithm of how many
    items each one stands for."""

    features: Matrix
    counts: Vector
    n_targets: int


def sample(
    evidence: Evidence,
    given: Iterable[Example],
    n_items: int,
    config: SampleConfig = SAMPLE,
    seed: int = 0,
) -> list[Sample]:
    """`evidence` must not know the examples: who learns to trust a statistic that counts the answer
    trusts it too much (stacking, Wolpert 1992)."""
    drawn = np.random.default_rng(seed)
    return [_sample(evidence, one, n_items, config, drawn) for one in given]


def _sample(
    evidence: Evidence,
    one: Example,
    n_items: int,
    config: SampleConfig,
    drawn: np.random.Generator,
) -> Sample:
    features = evidence.features(one.asked, np.arange(n_items))
    liked = features[config.by]
    hard = np.argpartition(-liked, min(config.hard, n_items - 1))[: config.hard]
    sure = np.array(list(dict.fromkeys((*one.targets, *hard.tolist()))))
    rest = np.setdiff1d(np.arange(n_items), sure)
    uniform = drawn.choice(rest, min(config.uniform, len(rest)), replace=False)
    rows: Rows = np.concatenate([sure, uniform])
    counts = np.zeros(len(rows), dtype=np.float32)
    counts[len(sure) :] = np.log(max(len(rest), 1) / max(len(uniform), 1))
    matrix = np.stack([values[rows] for values in features.values()], axis=1)
    return Sample(matrix.astype(np.float16), counts, len(one.targets))


def fit_fusion(samples: Sequence[Sample], config: DescentConfig = FUSION_DESCENT) -> Fusion:
    torch.manual_seed(config.seed)
    fusion = Fusion(*_scale(samples))

    def loss(places: Rows) -> Tensor:
        """−log Σ p(targets), each turn's items weighed by what they stand for."""
        batch = [samples[place] for place in places]
        logits = fusion(_padded([one.features for one in batch])).float()
        logits = logits + _padded([one.counts for one in batch], -1e4)
        logs = functional.log_softmax(logits, dim=1)
        told = (log[: one.n_targets] for log, one in zip(logs, batch, strict=True))
        return -torch.cat(list(told)).mean()

    descend(fusion, len(samples), loss, config)
    return fusion


def _scale(samples: Sequence[Sample]) -> tuple[Vector, Vector]:
    """The mean and the spread of each feature; one that never varies is scaled away, for nothing
    is learned of it here and anything may come later."""
    some = np.concatenate([one.features for one in samples[:: max(1, len(samples) // 1000)]])
    some = some.astype(np.float32)
    spread = some.std(axis=0)
    return some.mean(axis=0), np.where(spread > 1e-3, spread, np.float32(1e6))


def _padded(arrays: Sequence[Matrix | Vector], value: float = 0.0) -> Tensor:
    tensors = [torch.from_numpy(array).float() for array in arrays]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=value)
