"""`chatrec train encoder`."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated, Literal

import typer

from chatrec.cli.output import IndexDirectory, Json
from chatrec.cli.training import MEASURE, IdsOf, Promote, Turns, Valid, finish, measured, say, value

Tune = Annotated[
    Literal["full", "lora", "adalora", "prefix", "adapter"],
    typer.Option(help="Which weights are trained."),
]
Epochs = Annotated[int, typer.Option(min=1)]
Batch = Annotated[int, typer.Option(min=2)]
Pieces = Annotated[int, typer.Option(min=1, help="Pieces whose gradients add up.")]
Rate = Annotated[float, typer.Option(min=0, help="Learning rate; 0 is the usual one.")]
Adversarial = Annotated[float, typer.Option(min=0, help="Length of FGM's step; 0 is off.")]
Average = Annotated[int, typer.Option(min=1, help="Best tries whose weights are averaged.")]
Precision = Annotated[
    Literal["auto", "float32", "bfloat16", "float16"],
    typer.Option(help="Of the arithmetic; auto takes the fastest that a GPU has."),
]
Check = Annotated[int, typer.Option(min=1, help="Steps between tries on held-out pairs.")]
Wandb = Annotated[bool, typer.Option(help="Log to Weights & Biases too, if it is installed.")]


def encoder(
    index: IndexDirectory,
    turns: Turns,
    valid: Valid = None,
    tune: Tune = "lora",
    ids_of: IdsOf = "",
    epochs: Epochs = 2,
    batch: Batch = 32,
    parts: Pieces = 1,
    rate: Rate = 0,
    adversarial: Adversarial = 0,
    average: Average = 1,
    precision: Precision = "auto",
    check: Check = 100,
    wandb: Wandb = False,
    seed: int = 0,
    promote: Promote = False,
    as_json: Json = False,
) -> None:
    """Fine-tune the encoder on conversations; writes a candidate with index and head made anew."""
    from chatrec.train import candidate
    from chatrec.train.encoder import EncoderConfig
    from chatrec.train.renewal import renewed

    began, live = time.perf_counter(), candidate.served(index)
    tuning = EncoderConfig(tune=tune, epochs=epochs, batch=batch, parts=parts, rate=rate, seed=seed)
    tuning = replace(tuning, adversarial=adversarial, average=average, precision=precision)
    config = replace(tuning, check=check, wandb=wandb)
    path, files, held_out = renewed(index, turns, valid or (), ids_of, config, say)
    before, after = measured(index, held_out), measured(path, held_out)
    made = candidate.Candidate(files, live, f"new {MEASURE}", value(before), value(after), after)
    finish(index, path, made, before, began, promote, as_json)
