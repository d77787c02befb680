"""`chatrec train ranker`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatrec.datasets.conversations import ConversationTurn

MEASURE = "ndcg@10"


def ranker(
    index: IndexDirectory,
    turns: Annotated[
        list[str], typer.Option(metavar="FILE", help="Conversation turns to train on.")
    ],
    valid: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Turns to measure with, before and after; else a tenth."),
    ] = None,
    ids_of: Annotated[
        str,
        typer.Option(metavar="ITEMS", help="The catalogue whose ids the turns use, if another."),
    ] = "",
    words: Annotated[
        float, typer.Option(min=0, help="Weight of the words asked with, beside what was learned.")
    ] = 0.0,
    liked: Annotated[
        float, typer.Option(min=0, help="The same of likeness to what is liked.")
    ] = 0.0,
    taste: Annotated[float, typer.Option(min=0, help="The same of the taste learned.")] = 1.0,
    popular: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of what is recommended whatever is asked.")
    ] = 1.0,
    seed: Annotated[int, typer.Option()] = 0,
    promote: Annotated[bool, typer.Option(help="Put it live if it is better.")] = False,
    as_json: Json = False,
) -> None:
    """Fit the statistics and the head of an index on conversations; writes a candidate."""
    from chatrec.ranker import BESIDE, FusedConfig
    from chatrec.ranker.files import FILE, write
    from chatrec.train import candidate
    from chatrec.train.parts import Parts
    from chatrec.train.ranker import RankerConfig, train_ranker

    began = time.perf_counter()
    live = candidate.served(index)
    parts = Parts.of(index)
    given = parts.turns(turns, valid or (), ids_of)
    say(f"{len(given.train)} turns to train on, {len(given.valid)} to measure with")
    examples = parts.examples(given.train)
    say(f"{len(examples)} of them recommend an item of this catalogue")
    serving = FusedConfig(popular, replace(BESIDE, words=words, liked=liked, taste=taste))
    trained = train_ranker(
        examples,
        parts.items,
        parts.facts,
        RankerConfig(seed=seed, serving=serving),
        say,
    )
    trained = replace(trained, ids=tuple(item.id for item in parts.catalog))
    path = candidate.prepare(index, FILE, lambda part: write(part, trained))
    before, after = measured(index, given.valid), measured(path, given.valid)
    candidate.describe(
        path,
        candidate.Candidate((FILE,), live, f"new {MEASURE}", value(before), value(after), after),
    )
    fields: dict[str, object] = {
        "metrics": after,
        "before": before,
        "seconds": round(time.perf_counter() - began, 1),
        "path": str(path),
    }
    if promote:
        fields["promoted"], fields["reason"] = candidate.promote(index, path)
    show(fields, as_json)


def measured(index: Path, turns: Sequence[ConversationTurn]) -> Mapping[str, object]:
    from chatrec.evaluate.conversations import measure

    if not turns:
        return {}
    say(f"measuring {index}")
    return measure(index, turns)


def value(metrics: Mapping[str, object]) -> float | None:
    new = metrics.get("new")
    return float(new[MEASURE]) if isinstance(new, dict) else None


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
