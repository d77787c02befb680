"""A tuned encoder changes every vector: index and head are made anew with it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from chatrec import manifest
from chatrec.build import ITEMS, build, read
from chatrec.catalog import item_text
from chatrec.datasets.conversations import ConversationTurn, apart_from
from chatrec.datasets.replay import replayed
from chatrec.encoder import BertEncoder
from chatrec.ranker.asked import texts_of
from chatrec.ranker.files import FILE, write
from chatrec.train.candidate import new_folder
from chatrec.train.encoder import EncoderConfig, tune_encoder
from chatrec.train.examples import Example, folds
from chatrec.train.fusion import Sample
from chatrec.train.pairs import Pair, pairs
from chatrec.train.parts import Parts, Turns
from chatrec.train.ranker import RankerConfig, from_outside, fused, train_ranker

FOLDER = "encoder"
Say = Callable[[str], None]


@dataclass(frozen=True)
class RenewalConfig:
    """With `stack` one more encoder is tuned for each part of the dialogs, without it, and the head
    learns what to make of an encoder from dialogs that it has not seen (stacking, Wolpert 1992).
    Else it learns from the dialogs that the encoder was tuned on and trusts it too much."""

    encoder: EncoderConfig
    stack: bool = False

    @property
    def ranker(self) -> RankerConfig:
        return RankerConfig(seed=self.encoder.seed)


def renewed(
    directory: Path,
    turns: Sequence[str],
    valid: Sequence[str],
    ids_of: str,
    config: RenewalConfig,
    say: Say,
) -> tuple[Path, tuple[str, ...], Sequence[ConversationTurn]]:
    """The candidate's folder, the files in it that are new, and the turns to measure it with."""
    parts = Parts.of(directory)
    given = parts.turns(turns, valid, ids_of)
    old = _Old(parts, read(directory).encoder.model, config.encoder, directory, say)
    held_out, path = old.pairs(given.valid), new_folder(directory)
    new = old.with_encoder(path, given.train, held_out, "all")
    examples = new.examples(given.train)
    say("training the head on it")
    if config.stack:
        samples = _stacked(old, given, held_out, examples, config.ranker)
        trained = fused(samples, examples, new.items, config.ranker, say)
    else:
        trained = train_ranker(examples, new.items, new.facts, config.ranker, say)
    trained = replace(trained, ids=tuple(item.id for item in parts.catalog))
    manifest.write_atomically(path / FILE, lambda part: write(part, trained))
    made = manifest.read(path).with_files(path, [FILE])
    manifest.write(path, made)
    return path, tuple(name for name in made.files if name != ITEMS), given.valid


@dataclass(frozen=True)
class _Old:
    """The index that is renewed; `model` is where its encoder lies."""

    parts: Parts
    model: str
    config: EncoderConfig
    directory: Path
    say: Say

    def with_encoder(
        self, path: Path, turns: Sequence[ConversationTurn], held_out: Sequence[Pair], name: str
    ) -> Parts:
        """The same catalogue at `path`, with an encoder tuned on the turns; `name` is the run's."""
        given = self.pairs(turns)
        self.say(f"{len(given)} pairs to train on, {len(held_out)} held out")
        texts = [item_text(item) for item in self.parts.catalog]
        kind = f"{self.directory.name}-{self.config.tune}-{self.config.seed}-{name}"
        run, model = self.directory.parent / "runs" / kind, BertEncoder(self.model).transformer
        tuned = tune_encoder(model, given, held_out, texts, self.config, run, self.say)
        tuned.save(str(path / FOLDER))
        self.say("building the index with it")
        made = build(self.parts.catalog, path, BertEncoder(str(path / FOLDER)))
        files = [str(f.relative_to(path)) for f in (path / FOLDER).rglob("*") if f.is_file()]
        manifest.write(path, replace(made.with_files(path, files), encoder=FOLDER))
        return Parts.of(path)

    def pairs(self, turns: Sequence[ConversationTurn]) -> list[Pair]:
        parts, replay = self.parts, replayed(self.parts.grammar)
        queries = [replay(turn) for turn in turns]
        said = [texts_of(query)[0] or " " for query in queries]
        targets = [parts.catalog.rows(turn.target) for turn in turns]
        asked = parts.encodings.encode(said)
        return pairs(queries, targets, asked, np.asarray(parts.items), self.config.seed)


def _stacked(
    old: _Old,
    given: Turns,
    held_out: Sequence[Pair],
    examples: Sequence[Example],
    config: RankerConfig,
) -> list[Sample]:
    """Every turn as an index sees it whose encoder, statistics and head know other dialogs only."""
    samples: list[Sample] = []
    for n, (_, held) in enumerate(folds(examples, config.folds, config.seed)):
        others = list(apart_from(given.train, {one.dialog for one in held}))
        with tempfile.TemporaryDirectory() as folder:
            parts = old.with_encoder(Path(folder), others, held_out, f"without-{n + 1}")
            seen = parts.examples(given.train)
            samples += from_outside(seen, parts.items, parts.facts, config, n)
        old.say(f"part {n + 1} of {config.folds}: {len(samples)} turns seen from outside")
    return samples
