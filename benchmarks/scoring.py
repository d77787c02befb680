"""How long the trained head takes to score the whole catalogue for one turn, on one core, once the
texts are encoded; beside it the floor: the bare encoder call with the latest message.

    python -m benchmarks.scoring INDEX TURNS [--limit 200]

INDEX holds a trained head, TURNS conversations in the form of docs/train.md. Milliseconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import typer

from chatrec.build import read
from chatrec.ranker import files
from chatrec.train.parts import Parts


def clocked(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def percentiles(taken: list[float]) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(taken, q)), 2) for q in (50, 95, 99)}


def main(index: Path, turns: str, limit: int = 200) -> None:
    torch.set_num_threads(1)
    parts, encoder = Parts.of(index), read(index).encoder
    head = files.read(index / files.FILE, parts.items, parts.catalog.rows_by_id)
    scorer, rows = head.scorer(parts.facts), np.arange(len(parts.items))
    asked = [one.asked for one in parts.examples(parts.turns([turns]).train[:limit])]
    for one in asked[:5]:
        scorer.score(one, rows)
        encoder.encode([one.said[-1]])
    scoring = [clocked(lambda one=one: scorer.score(one, rows)) for one in asked]  # type: ignore[misc]
    floor = [clocked(lambda one=one: encoder.encode([one.said[-1]])) for one in asked]  # type: ignore[misc]
    figures = {"score every item": percentiles(scoring), "bare encoder": percentiles(floor)}
    print(json.dumps({"items": len(rows), "turns": len(asked)} | figures))


if __name__ == "__main__":
    typer.run(main)
