"""How fast and how well tastes are learned; writes docs/learning.md.

    OMP_NUM_THREADS=1 python -m benchmarks.learning --index DIR --events FILE [--scale 0.5:5]

A fifth of the people is kept apart; space, prior and every alternative are fitted to the others.
What stands in the document from the heading NOTES on is written by hand and kept.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from chatrec import manifest
from chatrec.datasets.events import by_user, parse_scale, read_events
from chatrec.evaluate import reasons
from chatrec.evaluate.audit import AuditConfig, audit
from chatrec.evaluate.feedback import Mode, Protocol
from chatrec.evaluate.learning import REFERENCE, UNLEARNED, Condition, Tasted, measure
from chatrec.load import load
from chatrec.store import Database, EventStore
from chatrec.train.taste import fit_taste, histories
from chatrec.types import Feedback
from chatrec.user_vector import FILE, PosteriorLearner, untrained, write_space
from chatrec.user_vector.space import UntrainedConfig

NOTES = "# Kinds and years beside the text"
HEAD = """# How tastes are learned, measured

{people} people of `{events}`, none of whom was trained on, start unknown; space, prior and every
alternative were fitted to the other {others}. Predict, then learn, vote by vote. Written by
`python -m benchmarks.learning`; standard errors are over people.

nDCG@10 ranks the items that a person rated and that were not yet learned; the gain of an item is
its rating brought to [0, 1]. AUC is the share of pairs of a liked item (at least three quarters up
the scale) and another one that are in order. A person counts while ten items remain. "up" counts
liked items only, "full" ranks the whole catalogue. LightFM is not among the alternatives: its
latest release cannot be built on Python 3.11 and later.
"""


def main(
    index: Annotated[Path, typer.Option(help="A built index directory.")],
    events: Annotated[list[str], typer.Option(help="Feedback events.")],
    scale: Annotated[str, typer.Option(metavar="LOW:HIGH")] = "",
    write: Annotated[Path, typer.Option(help="The document.")] = Path("docs/learning.md"),
    replays: Annotated[int, typer.Option(help="People of the audit; cards are twice that.")] = 500,
) -> None:
    told = read_events(events, parse_scale(scale)).events
    held = [event for event in told if zlib.crc32(event.user.encode()) % 5 == 0]
    train = [event for event in told if zlib.crc32(event.user.encode()) % 5]
    with tempfile.TemporaryDirectory() as folder:
        copy = fitted(index, train, Path(folder) / index.name)
        tasted = Tasted.of(copy)
        parts = [
            HEAD.format(
                people=len(by_user(held)),
                others=len(by_user(train)),
                events=", ".join(Path(one).name for one in events),
            ),
            quality(tasted, held, train),
            truth(copy, held, replays),
            speed(tasted),
            notes(write),
        ]
    write.write_text("\n".join(part for part in parts if part), encoding="utf-8")
    print(write.read_text(encoding="utf-8"))


def notes(document: Path) -> str:
    """The part of the document that is written by hand; "" where there is none."""
    told = document.read_text(encoding="utf-8") if document.is_file() else ""
    _, heading, text = told.partition(NOTES)
    return heading + text


def fitted(index: Path, train: Sequence[Feedback], copy: Path) -> Path:
    """A copy of the index with a taste that was fitted to those events."""
    copy.mkdir()
    made = manifest.read(index)
    for one in (*made.files, manifest.FILE):
        shutil.copy(index / one, copy / one)
    tasted = Tasted.of(index)
    people = histories(by_user(train), tasted.catalog.rows)
    write_space(copy / FILE, fit_taste(people, list(tasted.catalog), tasted.vectors))
    manifest.write(copy, made.with_files(copy, [FILE]))
    return copy


def quality(tasted: Tasted, held: Sequence[Feedback], train: Sequence[Feedback]) -> str:
    def run(
        mode: Mode, condition: Condition, compare: bool, thumbs: bool = False
    ) -> Mapping[str, Any]:
        return measure(tasted, held, Protocol(mode=mode, thumbs=thumbs), condition, train, compare)

    replay, cold = run("replay", "warm", True), run("replay", "cold", False)
    parts = [
        section("Replay: the person's own order", table(replay, "ndcg@10"), table(replay, "auc")),
        "Lead over each alternative, person by person:\n\n" + leads(replay) + "\n",
        section("Liked items only, and the whole catalogue", several(replay)),
        section(
            "Loop: the system shows its best, learns, repeats",
            table(run("loop", "warm", True), "ndcg@10"),
            "What remains is worse the better the items shown were.",
        ),
        section("Harder conditions", conditions(replay, run)),
        section("Items without history", table(cold, "ndcg@10"), kept(cold)),
    ]
    return "\n".join(parts)


def conditions(replay: Mapping[str, Any], run: Callable[..., Mapping[str, Any]]) -> str:
    named = {
        "ratings": replay["k"],
        "thumbs instead of ratings": run("replay", "warm", False, True)["k"],
        "one vote in ten mistaken": run("replay", "noise", False)["k"],
        "ten votes of somebody else before": run("replay", "drift", False)["k"],
        UNLEARNED: replay["beside"][UNLEARNED]["k"],
    }
    return rows_of(named, "ndcg@10")


def truth(copy: Path, held: Sequence[Feedback], replays: int) -> str:
    found = audit(copy, held, AuditConfig(users=replays))
    cards = reasons.evaluate(load(copy), held, reasons.ReasonsConfig(cards=2 * replays))
    return section(
        "One thumb-down, with and without",
        facts(found),
        "### Reasons: the score without the named cause\n\n" + facts(cards),
    )


def speed(tasted: Tasted) -> str:
    wide = PosteriorLearner(
        untrained(tasted.vectors, UntrainedConfig(dim=tasted.vectors.shape[1])),
        tasted.catalog.rows,
        lambda rows: tasted.vectors[rows],
        len(tasted.catalog),
    )
    log = votes(tasted, 1000)
    found: dict[str, object] = {
        f"update, {len(one.prior().mean)} dims, µs (p50, p95)": clocked(
            partial(one.update, one.prior(), log[1]), 500, 1e6
        )
        for one in (tasted.learner, wide)
    }
    fold = clocked(lambda: tasted.learner.fold(log[:50]), 200, 1.0)[0]
    found["people refolded a second, 50 votes each"] = round(1 / fold)
    return section("Speed, one thread", facts({**found, **stored(tasted, log)}))


def stored(tasted: Tasted, log: Sequence[Feedback]) -> Mapping[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.at(Path(folder) / "bench.db")
        store = EventStore(database, tasted.learner, tasted.learner.name)
        for vote in log:
            store.record(vote)
        undone = iter(log)
        undo = clocked(lambda: store.withdraw("bench", next(undone).key), 100, 1e3)
        vector = store.user("bench")
    dim = len(vector.mean)
    return {
        "undo at 1,000 votes, ms (p50, p95)": undo,
        "bytes a person": 8 * (dim + dim * (dim + 1) // 2),
    }


def votes(tasted: Tasted, n: int) -> list[Feedback]:
    rng = np.random.default_rng(0)
    ids = [item.id for item in tasted.catalog]
    drawn = rng.integers(len(ids), size=n)
    return [
        Feedback("bench", ids[int(row)], 1.0 if at % 3 else -1.0, "click", at + 1.0, str(at))
        for at, row in enumerate(drawn)
    ]


def clocked(call: Callable[[], object], times: int, unit: float) -> list[float]:
    """Median and 95th percentile, in seconds times `unit`."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return [round(unit * float(q), 6 if unit == 1 else 1) for q in np.percentile(taken, [50, 95])]


def section(title: str, *parts: str) -> str:
    return "\n\n".join([f"## {title}", *parts]) + "\n"


def facts(found: Mapping[str, object]) -> str:
    return "\n".join(["| | |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in found.items())])


def table(found: Mapping[str, Any], measure_name: str) -> str:
    named = {"chatrec": found["k"]} | {k: one["k"] for k, one in found.get("beside", {}).items()}
    return rows_of(named, measure_name)


def rows_of(named: Mapping[str, Mapping[str, Mapping[str, float]]], measure_name: str) -> str:
    depths = list(next(iter(named.values())))
    head = f"| {measure_name} after | {' | '.join(depths)} |"
    lines = [head, "| --- |" + " --- |" * len(depths)]
    for name, by_depth in named.items():
        cells = (
            f"{row[measure_name]:.3f} ±{row[measure_name + '_se']:.3f}" if row["users"] else "-"
            for row in by_depth.values()
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def several(found: Mapping[str, Any]) -> str:
    names = ("ndcg@10_up", "recall@10_full", "ndcg@10_full")
    return "\n\n".join(table(found, one) for one in names)


def leads(found: Mapping[str, Any]) -> str:
    depths = list(found["k"])
    lines = [f"| nDCG@10 ahead of | {' | '.join(depths)} |", "| --- |" + " --- |" * len(depths)]
    for name, one in found["beside"].items():
        cells = (f"{mean:+.3f} ±{error:.3f}" for mean, error in one["lead"].values())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def kept(cold: Mapping[str, Any]) -> str:
    """The gain over no personalisation on items held out of training, beside what history adds."""
    last = list(cold["k"])[-1]
    ours, none = cold["k"][last]["ndcg@10"], cold["beside"][UNLEARNED]["k"][last]["ndcg@10"]
    known = cold["beside"][REFERENCE]["k"][last]["ndcg@10"]
    return (
        f"After {last} votes the text alone gains {ours - none:+.4f} nDCG@10 on items that nobody "
        f"in training had rated; with their history they are ranked at {known:.4f}."
    )


if __name__ == "__main__":
    typer.run(main)
