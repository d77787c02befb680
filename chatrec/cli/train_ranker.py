"""`chatrec train ranker`."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated, Literal

import typer

from chatrec.cli.evaluate_feedback import Scale
from chatrec.cli.output import IndexDirectory, Json
from chatrec.cli.training import MEASURE, IdsOf, Promote, Turns, Valid, finish, measured, say, value

Likes = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE...", help="Likes: what else goes together, beside the turns."),
]
Loss = Annotated[
    Literal["softmax", "bce", "squared"], typer.Option(help="What the neural head is trained by.")
]
Words = Annotated[
    float, typer.Option(min=0, help="Weight of the words asked with, beside what was learned.")
]
Liked = Annotated[float, typer.Option(min=0, help="The same of likeness to what is liked.")]
Taste = Annotated[float, typer.Option(min=0, help="The same of the taste learned.")]
Popular = Annotated[
    float, typer.Option(min=0, max=1, help="Weight of what is recommended whatever is asked.")
]


def ranker(
    index: IndexDirectory,
    turns: Turns,
    valid: Valid = None,
    events: Likes = None,
    scale: Scale = "",
    ids_of: IdsOf = "",
    loss: Loss = "softmax",
    words: Words = 0,
    liked: Liked = 0,
    taste: Taste = 1,
    popular: Popular = 1,
    seed: int = 0,
    promote: Promote = False,
    as_json: Json = False,
) -> None:
    """Fit the statistics and the head of an index on conversations; writes a candidate."""
    from chatrec.ranker import BESIDE, FusedConfig
    from chatrec.ranker.files import FILE, write
    from chatrec.train import candidate
    from chatrec.train.parts import Parts
    from chatrec.train.ranker import RankerConfig, train_ranker

    began, live = time.perf_counter(), candidate.served(index)
    parts = Parts.of(index)
    given = parts.turns(turns, valid or (), ids_of)
    say(f"{len(given.train)} turns to train on, {len(given.valid)} to measure with")
    examples = parts.examples(given.train)
    say(f"{len(examples)} of them recommend an item of this catalogue")
    serving = FusedConfig(popular, replace(BESIDE, words=words, liked=liked, taste=taste))
    config = RankerConfig(seed=seed, loss=loss, serving=serving)
    likes = parts.likes(events or (), scale)
    trained = train_ranker(examples, parts.items, parts.facts, config, say, likes)
    trained = replace(trained, ids=tuple(item.id for item in parts.catalog))
    path = candidate.prepare(index, FILE, lambda part: write(part, trained))
    before, after = measured(index, given.valid), measured(path, given.valid)
    made = candidate.Candidate((FILE,), live, f"new {MEASURE}", value(before), value(after), after)
    finish(index, path, made, before, began, promote, as_json)
