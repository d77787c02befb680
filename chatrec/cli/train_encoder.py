"""`chatrec train encoder`."""

from __future__ import annotations

import time
from typing import Annotated, Literal

import typer

from chatrec.cli.output import IndexDirectory, Json
from chatrec.cli.training import MEASURE, IdsOf, Promote, Turns, Valid, finish, measured, say, value

Tune = Literal["full", "lora", "adalora", "prefix", "adapter"]


def encoder(
    index: IndexDirectory,
    turns: Turns,
    valid: Valid = None,
    tune: Annotated[Tune, typer.Option(help="Which weights are trained.")] = "lora",
    ids_of: IdsOf = "",
    epochs: Annotated[int, typer.Option(min=1)] = 2,
    batch: Annotated[int, typer.Option(min=2)] = 32,
    parts: Annotated[int, typer.Option(min=1, help="Pieces whose gradients add up.")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="Learning rate; 0 is the usual one.")] = 0,
    adversarial: Annotated[float, typer.Option(min=0, help="Length of FGM's step; 0 is off.")] = 0,
    average: Annotated[int, typer.Option(min=1, help="Best tries whose weights are averaged.")] = 1,
    stack: Annotated[
        bool,
        typer.Option(help="Show the head no dialog that its encoder saw: four more are tuned."),
    ] = False,
    check: Annotated[int, typer.Option(min=1, help="Steps between tries on held-out pairs.")] = 100,
    seed: Annotated[int, typer.Option()] = 0,
    promote: Promote = False,
    as_json: Json = False,
) -> None:
    """Fine-tune the encoder on conversations; writes a candidate with index and head made anew."""
    from chatrec.train import candidate
    from chatrec.train.encoder import EncoderConfig
    from chatrec.train.renewal import RenewalConfig, renewed

    began = time.perf_counter()
    live = candidate.served(index)
    tuning = EncoderConfig(
        tune=tune,
        epochs=epochs,
        batch=batch,
        parts=parts,
        rate=rate,
        adversarial=adversarial,
        average=average,
        check=check,
        seed=seed,
    )
    config = RenewalConfig(tuning, stack)
    path, files, held_out = renewed(index, turns, valid or (), ids_of, config, say)
    before, after = measured(index, held_out), measured(path, held_out)
    made = candidate.Candidate(files, live, f"new {MEASURE}", value(before), value(after), after)
    finish(index, path, made, before, began, promote, as_json)
