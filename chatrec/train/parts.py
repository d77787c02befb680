"""What training reads of an index directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from chatrec.build import read
from chatrec.catalog import Catalog
from chatrec.datasets.conversations import ConversationTurn, a_tenth, apart_from, read_turns
from chatrec.datasets.events import by_user, counted, parse_scale, read_events
from chatrec.datasets.items import read_items
from chatrec.datasets.matching import matching, translated
from chatrec.datasets.replay import replayed
from chatrec.ranker.facts import Facts
from chatrec.relevance import Relevance
from chatrec.train.cache import EncodingCache
from chatrec.train.examples import Example, examples
from chatrec.types import Matrix, Rows
from chatrec.understand import Grammar


@dataclass(frozen=True, eq=False)
class Parts:
    catalog: Catalog
    items: Matrix
    facts: Facts
    encodings: EncodingCache
    grammar: Grammar

    @classmethod
    def of(cls, directory: Path) -> Parts:
        """Raises IndexingError when it is no whole index, ModelError when it has no encoder."""
        built = read(directory)
        catalog, items = built.catalog, built.index.vectors(np.arange(len(built.catalog)))
        facts = Facts(catalog, items, Relevance(catalog, items, built.themes))
        encodings = EncodingCache(built.encoder.encode, built.model)
        return cls(catalog, items, facts, encodings, Grammar(catalog, date.today()))

    def examples(self, turns: Sequence[ConversationTurn]) -> list[Example]:
        """The turns as the chat would understand them."""
        replay = replayed(self.grammar)
        queries = [replay(turn) for turn in turns]
        return examples(turns, queries, self.catalog, self.items, self.encodings.encode)

    def likes(self, paths: Sequence[str], scale: str = "") -> list[Rows]:
        """What each person of the event files likes, the latest last."""
        if not paths:
            return []
        people = by_user(read_events(paths, parse_scale(scale)).events)
        liked = ([e.item for e in counted(theirs) if e.value > 0] for theirs in people.values())
        return [self.catalog.rows(ids) for ids in liked]

    def turns(self, paths: Sequence[str], held_out: Sequence[str] = (), ids_of: str = "") -> Turns:
        """The turns to train on and to measure with; dialogs of the latter leave the former.

        Without `held_out` files a tenth of the dialogs is held out.

        `ids_of` is the catalogue whose ids the files use, matched with this one by title and year.
        """
        train = [turn for path in paths for turn in read_turns(path).turns]
        valid = [turn for path in held_out for turn in read_turns(path).turns] or a_tenth(train)
        train = list(apart_from(train, {turn.dialog for turn in valid}))
        if ids_of:
            ids = matching(read_items(ids_of, skip_bad_lines=True).catalog, self.catalog)
            train = [translated(turn, ids) for turn in train]
            valid = [translated(turn, ids) for turn in valid]
        return Turns(train, valid)


@dataclass(frozen=True)
class Turns:
    train: Sequence[ConversationTurn]
    valid: Sequence[ConversationTurn]
