"""Fitting the fused ranker: statistics, neural head, and the fusion of all on held-out dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatrec.ranker.evidence import Evidence
from chatrec.ranker.facts import Facts
from chatrec.ranker.files import Trained
from chatrec.ranker.fused import FUSED, FusedConfig
from chatrec.ranker.head import HEAD, FrozenHead, HeadConfig, ScoringHead
from chatrec.ranker.statistics import Statistics
from chatrec.train.descent import DescentConfig
from chatrec.train.examples import Example, folds
from chatrec.train.fusion import FUSION_DESCENT, SAMPLE, Sample, SampleConfig, fit_fusion, sample
from chatrec.train.head import HEAD_DESCENT, Loss, fit_head
from chatrec.train.statistics import fit_statistics
from chatrec.types import Matrix, Rows

Say = Callable[[str], None]


@dataclass(frozen=True)
class RankerConfig:
    """Statistics and head are fitted `folds` times on all dialogs but a part, whose features the
    fusion then learns from, and once more on all. `loss` is the head's."""

    folds: int = 4
    seed: int = 0
    head: DescentConfig = HEAD_DESCENT
    shape: HeadConfig = HEAD
    loss: Loss = "softmax"
    fusion: DescentConfig = FUSION_DESCENT
    sampling: SampleConfig = SAMPLE
    serving: FusedConfig = FUSED


def train_ranker(
    given: Sequence[Example],
    items: Matrix,
    facts: Facts,
    config: RankerConfig = RankerConfig(),
    say: Say = lambda line: None,
    likes: Sequence[Rows] = (),
) -> Trained:
    """`likes` are rows that one person likes each; they add to what goes together."""
    samples: list[Sample] = []
    for n, (others, held) in enumerate(folds(given, config.folds, config.seed), 1):
        statistics, head = _fit(others, items, config, likes)
        evidence = Evidence(facts, statistics, FrozenHead(head))
        samples += sample(evidence, held, len(items), config.sampling, config.seed + n)
        say(f"part {n} of {config.folds}: {len(samples)} turns seen from outside")
    statistics, head = _fit(given, items, config, likes)
    say("statistics and head fitted on all turns")
    return Trained(fit_fusion(samples, config.fusion), statistics, head, config.serving)


def train_on_facts(
    given: Sequence[Example], items: Matrix, facts: Facts, config: RankerConfig = RankerConfig()
) -> Trained:
    """A fusion of the catalogue's facts alone, for catalogues that nobody has talked about."""
    by_recent = SampleConfig(config.sampling.hard, config.sampling.uniform, "recent")
    samples = sample(Evidence(facts), given, len(items), by_recent, config.seed)
    return Trained(fit_fusion(samples, config.fusion))


def _fit(
    given: Sequence[Example], items: Matrix, config: RankerConfig, likes: Sequence[Rows]
) -> tuple[Statistics, ScoringHead]:
    statistics = fit_statistics(given, len(items), likes)
    head = fit_head(given, items, statistics, config.head, config.shape, config.loss)
    return statistics, head
