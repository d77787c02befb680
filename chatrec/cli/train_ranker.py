"""`chatrec train ranker`."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

import typer

from chatrec.cli.evaluate_feedback import Scale
from chatrec.cli.output import IndexDirectory, Json
from chatrec.cli.training import MEASURE, IdsOf, Promote, Turns, Valid, finish, measured, say, value


def ranker(
    index: IndexDirectory,
    turns: Turns,
    valid: Valid = None,
    events: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE...", help="Likes: what else goes together, beside the turns."),
    ] = None,
    scale: Scale = "",
    ids_of: IdsOf = "",
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
    promote: Promote = False,
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
        parts.likes(events or (), scale),
    )
    trained = replace(trained, ids=tuple(item.id for item in parts.catalog))
    path = candidate.prepare(index, FILE, lambda part: write(part, trained))
    before, after = measured(index, given.valid), measured(path, given.valid)
    made = candidate.Candidate((FILE,), live, f"new {MEASURE}", value(before), value(after), after)
    finish(index, path, made, before, began, promote, as_json)
