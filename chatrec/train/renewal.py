"""A tuned encoder changes every vector: index and head are made anew with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from chatrec import manifest
from chatrec.build import ITEMS, build, read
from chatrec.catalog import Catalog, item_text
from chatrec.datasets.conversations import ConversationTurn
from chatrec.datasets.replay import replayed
from chatrec.encoder import BertEncoder
from chatrec.ranker.asked import texts_of
from chatrec.ranker.files import FILE, write
from chatrec.train.candidate import new_folder
from chatrec.train.encoder import EncoderConfig, tune_encoder
from chatrec.train.pairs import Pair, pairs
from chatrec.train.parts import Parts
from chatrec.train.ranker import RankerConfig, train_ranker

FOLDER = "encoder"
Say = Callable[[str], None]


def renewed(
    directory: Path,
    turns: Sequence[str],
    valid: Sequence[str],
    ids_of: str,
    config: EncoderConfig,
    say: Say,
) -> tuple[Path, tuple[str, ...], Sequence[ConversationTurn]]:
    """The candidate's folder, the files in it that are new, and the turns to measure it with."""
    parts = Parts.of(directory)
    given = parts.turns(turns, valid, ids_of)
    train, held_out = (_pairs(parts, part, config.seed) for part in (given.train, given.valid))
    say(f"{len(train)} pairs to train on, {len(held_out)} held out")
    old = read(directory)
    texts = [item_text(item) for item in parts.catalog]
    digest = hashlib.sha256(f"{old.model} {config} {train}".encode()).hexdigest()[:8]
    run = directory.parent / "runs" / f"{directory.name}-{config.tune}-{digest}"
    transformer = BertEncoder(old.encoder.model).transformer
    model = tune_encoder(transformer, train, held_out, texts, config, run, say)
    path = new_folder(directory)
    model.save(str(path / FOLDER))
    say("building the index with it")
    new = _indexed(path, parts.catalog)
    say("training the head on it")
    ranker = RankerConfig(seed=config.seed)
    trained = train_ranker(new.examples(given.train), new.items, new.facts, ranker, say)
    trained = replace(trained, ids=tuple(item.id for item in parts.catalog))
    manifest.write_atomically(path / FILE, lambda part: write(part, trained))
    made = manifest.read(path).with_files(path, [FILE])
    manifest.write(path, made)
    return path, tuple(name for name in made.files if name != ITEMS), given.valid


def _indexed(path: Path, catalog: Catalog) -> Parts:
    """An index of the catalogue by the encoder in its folder, which its manifest names."""
    made = build(catalog, path, BertEncoder(str(path / FOLDER)))
    files = [str(f.relative_to(path)) for f in (path / FOLDER).rglob("*") if f.is_file()]
    manifest.write(path, replace(made.with_files(path, files), encoder=FOLDER))
    return Parts.of(path)


def _pairs(parts: Parts, turns: Sequence[ConversationTurn], seed: int) -> list[Pair]:
    replay = replayed(parts.grammar)
    queries = [replay(turn) for turn in turns]
    said = [texts_of(query)[0] or " " for query in queries]
    targets = [parts.catalog.rows(turn.target) for turn in turns]
    return pairs(queries, targets, parts.encodings.encode(said), np.asarray(parts.items), seed)
