"""The report of ranking quality: each data set, each baseline, each part of the head."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from chatrec.build import build
from chatrec.datasets.conversations import ConversationTurn
from chatrec.datasets.items import read_items
from chatrec.datasets.replay import replayed
from chatrec.encoder import BertEncoder
from chatrec.evaluate import baselines, metrics
from chatrec.evaluate.conversations import Protocol, Ranked, Recommends, evaluate, summary
from chatrec.load import load
from chatrec.ranker.asked import Asked
from chatrec.ranker.evidence import Scorer
from chatrec.ranker.files import FILE, read, write
from chatrec.train.candidate import prepare
from chatrec.train.parts import Parts, Turns
from chatrec.train.ranker import train_on_facts, train_ranker

Say = Callable[[str], None]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "the words, matched with item texts": ("recent", "whole", "wish", "words"),
    "themes and names in the messages": (
        *("themes_named", "themes_latest"),
        *("names_named", "names_latest"),
    ),
    "likeness to the mentioned items": (
        *("taste", "nearest", "themes", "names", "title", "era", "known", "repeat"),
    ),
    "popularity": ("recommended", "mentioned"),
    "earlier conversations": ("said", "near"),
    "what goes together": ("together", "after", "alike"),
    "the neural head": ("head",),
}

_PLAIN = Protocol()
TEXTS = "texts.safetensors"
"""A head of ReDial's that knows no behaviour, for catalogues that bring none."""


@dataclass(frozen=True)
class Corpus:
    """A data set; `aim` is what was to be reached on its test split."""

    title: str
    folder: str
    valid: str
    aim: str


CORPORA = (
    Corpus("ReDial", "redial", "valid", "new .045/.225/.43, all .050/.255/.47"),
    Corpus("INSPIRED", "inspired", "dev", "all .09/.30/.52"),
    Corpus("OpenDialKG", "opendialkg", "valid", "new .27/.62/.76"),
)


@dataclass(frozen=True)
class Line:
    """One way to rank, measured."""

    name: str
    figures: Mapping[str, Any]
    beside: Sequence[str]

    def __str__(self) -> str:
        new, every = self.figures["new"], self.figures["all"]
        cells = [_recalls(new), _recalls(every), f"{new['ndcg@10']:.3f}", *self.beside]
        return f"| {self.name} | {' | '.join(cells)} | {self.figures['ms_per_turn']:.0f} |"


def report(
    corpus: Corpus, data: Path, work: Path, limit: int, say: Say
) -> tuple[list[str], list[Line]]:
    """The text of one data set's section, in Markdown, and the lines of its first table."""
    index, head = work / corpus.folder, work / corpus.folder / "candidates" / "1"
    parts, turns = _trained(corpus, data / corpus.folder, index, head, limit, say)
    texts = index / "candidates" / "2"
    if not texts.is_dir():
        if not (work / TEXTS).is_file():
            examples = parts.examples(turns.train)
            write(work / TEXTS, train_on_facts(examples, parts.items, parts.facts))
        known = read(work / TEXTS, parts.items)
        prepare(index, FILE, lambda part: write(part, known))
    lines = list(_compared(index, head, texts, parts, turns, say))
    measured = f"{len(turns.train)} turns to train on, {len(turns.valid)} measured"
    told = [f"## {corpus.title}\n", f"{measured}; aim {corpus.aim}.\n", *_TABLE, *map(str, lines)]
    return [*told, "", *_parts(head, parts, turns.valid[:500], say)], lines


def _trained(
    corpus: Corpus, folder: Path, index: Path, head: Path, limit: int, say: Say
) -> tuple[Parts, Turns]:
    """An index of the data set and beside it a candidate with a head, made where missing."""
    if not index.is_dir():
        say(f"building {index}")
        items = read_items(str(folder / "items.jsonl.gz"), skip_bad_lines=True).catalog
        build(items, index, BertEncoder())
    parts = Parts.of(index)
    files = [folder / f"dialogs_{part}.jsonl.gz" for part in ("train", corpus.valid)]
    turns = parts.turns([str(files[0])], [str(files[1])])
    turns = Turns(turns.train, turns.valid[: limit or None])
    if not head.is_dir():
        say(f"training on {len(turns.train)} turns")
        trained = train_ranker(parts.examples(turns.train), parts.items, parts.facts, say=say)
        prepare(index, FILE, lambda part: write(part, trained))
    return parts, turns


_COLUMNS = (
    *("ranked by", "new R@1/10/50 (s.e.)", "all R@1/10/50 (s.e.)", "new nDCG@10"),
    *("coverage", "Gini", "novelty", "diversity", "ms a turn"),
)
_TABLE = (f"| {' | '.join(_COLUMNS)} |", "|" + " --- |" * len(_COLUMNS))


def _compared(
    index: Path, head: Path, texts: Path, parts: Parts, turns: Turns, say: Say
) -> Iterator[Line]:
    scores = {
        "popularity": baselines.popularity(parts.catalog, turns.train),
        "mentioned, latest first": baselines.repeat(parts.catalog),
        "BM25": baselines.bm25(parts.catalog),
        "MiniLM": baselines.dense(parts.items, parts.encodings.encode),
    }
    fused = load(head)
    for name, score in scores.items():
        yield _line(name, baselines.stranger(parts.catalog, parts.items, score), parts, turns, say)
    yield _line("plain blend", load(index), parts, turns, say)
    yield _line("ReDial's head, texts alone", load(texts), parts, turns, say)
    yield _line("**trained head**", fused, parts, turns, say)
    given, kept = Protocol(gold=True), Protocol(limits=True)
    yield _line("the same, mentions given", fused, parts, turns, say, given)
    yield _line("the same, limits kept", fused, parts, turns, say, kept)


def _line(
    name: str,
    ranking: Recommends,
    parts: Parts,
    turns: Turns,
    say: Say,
    protocol: Protocol = _PLAIN,
) -> Line:
    say(f"measuring {name}")
    replay = replayed(parts.grammar)
    ranked = list(evaluate(ranking, replay, turns.valid, protocol))
    figures = summary(ranked, protocol.ks)
    return Line(name, figures, _beside_accuracy(ranked, parts, turns.train))


def _recalls(figures: Any) -> str:
    names = ("recall@1", "recall@10", "recall@50")
    values = "/".join(f"{figures[name]:.3f}".removeprefix("0") for name in names)
    errors = "/".join(f"{figures['se'][name]:.3f}".removeprefix("0") for name in names)
    return f"{values} ({errors})"


def _beside_accuracy(
    ranked: Sequence[Ranked], parts: Parts, train: Sequence[ConversationTurn]
) -> list[str]:
    """Of the first ten of every list."""
    shown = [parts.catalog.rows(one.listed[:10]) for one in ranked]
    n = len(parts.items)
    exposures = np.bincount(np.concatenate(shown), minlength=n).astype(np.float64)
    counts = np.bincount(
        np.concatenate([parts.catalog.rows(turn.target) for turn in train]), minlength=n
    )
    novelty = metrics.novelty(np.concatenate(shown), (counts + 1) / (counts.sum() + n))
    within = np.mean([metrics.intra_list_diversity(parts.items[rows]) for rows in shown])
    measured = ((exposures > 0).mean(), metrics.gini(exposures), within)
    coverage, gini, diversity = (f"{value:.2f}" for value in measured)
    return [coverage, gini, f"{novelty:.1f}", diversity]


def _parts(head: Path, parts: Parts, turns: Sequence[ConversationTurn], say: Say) -> Iterator[str]:
    """What is lost without each group of features: they say the same of every item then."""
    yield "| without | new R@1/10/50 | lost of R@10 |"
    yield "| --- | --- | --- |"
    scorer = read(head / FILE, parts.items, parts.catalog.rows_by_id).scorer(parts.facts)
    names = list(scorer.evidence.features(_any(parts, turns), np.arange(1)))
    whole = _recall(scorer, (), names, parts, turns)
    yield f"| nothing | {_figures(whole)} | |"
    for group, features in GROUPS.items():
        say(f"measuring without {group}")
        left = _recall(scorer, features, names, parts, turns)
        yield f"| {group} | {_figures(left)} | {whole[1] - left[1]:.3f} |"
    yield ""


def _recall(
    scorer: Scorer,
    without: Sequence[str],
    names: Sequence[str],
    parts: Parts,
    turns: Sequence[ConversationTurn],
) -> list[float]:
    """Recall@1, 10 and 50 of new targets by the head's score alone."""
    gone = [names.index(name) for name in without]
    rows, ranks = np.arange(len(parts.items)), []
    for turn, example in zip(_known(parts, turns), parts.examples(turns), strict=True):
        features = scorer.evidence.matrix(example.asked, rows)
        features[:, gone] = scorer.fusion.mean.numpy()[gone]
        with torch.inference_mode():
            scores = scorer.fusion(torch.from_numpy(features)).numpy()
        scores[parts.catalog.rows(turn.mentioned)] = -np.inf
        new = scores[parts.catalog.rows(turn.target_new)]
        ranks += [1 + int((scores > score).sum()) for score in new]
    return [float(np.mean([rank <= k for rank in ranks])) for k in (1, 10, 50)]


def _known(parts: Parts, turns: Sequence[ConversationTurn]) -> list[ConversationTurn]:
    return [turn for turn in turns if any(i in parts.catalog for i in turn.target)]


def _any(parts: Parts, turns: Sequence[ConversationTurn]) -> Asked:
    return parts.examples(_known(parts, turns)[:1])[0].asked


def _figures(recalls: Sequence[float]) -> str:
    return "/".join(f"{value:.3f}".removeprefix("0") for value in recalls)
