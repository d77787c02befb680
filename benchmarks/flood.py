"""What a flood of hostile accounts does to the lists of the others.

    OMP_NUM_THREADS=1 python -m benchmarks.flood [--index DIR] [--people 95] [--seed 0]

Simulated people (a taste over the principal axes of the texts, a quality of each item, noise) and
one hostile account in twenty. The hostile ones talk to the recommender as everybody does and put
as many thumbs and clicks on one item as are taken; the disguised ones also thumb up what is most
voted on. Exposure is the share of the others' lists that hold the item: live, and after the taste
was trained on everybody's votes as logged. Writes nothing but to temporary folders.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.learning import fitted
from chatrec.errors import TooManyVotesError
from chatrec.evaluate.learning import Tasted
from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.types import Feedback
from chatrec.user_vector.space import principal_axes

HOSTILE, VOTES, SHOWN = 0.05, 20, 10
MESSAGES = ("recommend me something good", "a comedy", "a tense thriller")
Lists = list[tuple[str, ...]]


def honest(tasted: Tasted, people: int, seed: int) -> dict[str, list[Feedback]]:
    """Thumbs of each person on items that they met by popularity (Zipf)."""
    rng, n = np.random.default_rng(seed), len(tasted.catalog)
    axes = principal_axes(tasted.vectors - tasted.vectors.mean(axis=0), 16)
    traits = tasted.vectors @ axes
    traits /= traits.std(axis=0)
    quality, ids = rng.normal(size=n), [item.id for item in tasted.catalog]
    met = rng.permutation(1 / np.arange(1, n + 1) ** 0.7)
    found = {}
    for person in (f"honest-{k}" for k in range(people)):
        rows = rng.choice(n, VOTES, replace=False, p=met / met.sum())
        liking = traits[rows] @ rng.normal(size=16) / 4 + quality[rows] + rng.normal(size=VOTES)
        found[person] = [
            Feedback(person, ids[row], 1.0 if likes > 0 else -1.0, at=1.0 + k)
            for k, (row, likes) in enumerate(zip(rows, liking, strict=True))
        ]
    return found


def flood(recommender: Recommender, users: Sequence[str], target: str, also: Sequence[str]) -> int:
    """Every account says as much for the target as is taken; the number of votes taken."""
    return sum(_flooded_by(recommender, user, target, also) for user in users)


def _flooded_by(recommender: Recommender, user: str, target: str, also: Sequence[str]) -> int:
    taken = 0
    try:
        for item in (target, *also):
            title = recommender.catalog[item].title
            recommender.reply(recommender.resume(user), f"something like “{title}”")
            recommender.vote(Feedback(user, item, 1.0))
            taken += 1
        while True:
            recommender.vote(Feedback(user, target, 1.0, "click"))
            taken += 1
    except TooManyVotesError:
        return taken


def lists(recommender: Recommender, people: Iterable[str]) -> Lists:
    return [recommender.suggest(p, text, k=SHOWN).ids for p in people for text in MESSAGES]


def exposure(shown: Lists, item: str) -> float:
    return sum(item in one for one in shown) / len(shown)


def trained_lists(index: Path, database: Database, users: Sequence[str], people: int) -> Lists:
    """The lists of the first people once the taste was trained on what those users said."""
    with tempfile.TemporaryDirectory() as folder:
        served = load(index, database)
        log = [vote for user in users for vote in served.memory(user).feedback]
        trained = load(fitted(index, log, Path(folder) / index.name), database)
        return lists(trained, users[:people])


def targets(votes: Counter[str], shown: Lists, ids: Sequence[str]) -> dict[str, str]:
    """Whom a flood may serve: an item that is often shown, one that is rarely shown, and one that
    nobody voted on or was shown."""
    seen = Counter(item for one in shown for item in one)
    ranked = [item for item, _ in seen.most_common()]
    unknown = next(item for item in ids if item not in seen and item not in votes)
    return {"often shown": ranked[0], "rarely shown": ranked[len(ranked) // 2], "unknown": unknown}


def main(
    index: Annotated[Path, typer.Option(help="A built index directory.")] = Path("index/movies"),
    people: Annotated[int, typer.Option(min=20)] = 95,
    seed: int = 0,
) -> None:
    tasted, database = Tasted.of(index), Database("sqlite://")
    own, live = honest(tasted, people, seed), load(index, database)
    for vote in (vote for votes in own.values() for vote in votes):
        live.learn(vote)
    told = Counter(vote.item for votes in own.values() for vote in votes)
    before, calm = lists(live, own), trained_lists(index, database, list(own), people)
    popular = [item for item, _ in told.most_common(20)]
    print("| item | attack | votes taken | exposure, trained without | with the flood |")
    print("| --- | --- | --- | --- | --- |")
    for name, target in targets(told, calm, [item.id for item in tasted.catalog]).items():
        for also in ((), [item for item in popular if item != target]):
            attack = "disguised" if also else "bare"
            hostile = [f"{attack} {name} {k}" for k in range(round(people * HOSTILE / 0.95))]
            taken = flood(live, hostile, target, also)
            after = trained_lists(index, database, [*own, *hostile], people)
            shares = f"{exposure(calm, target):.1%} | {exposure(after, target):.1%}"
            print(f"| {name} (`{target}`) | {attack} | {taken} | {shares} |", flush=True)
    same = "identical" if lists(live, own) == before else "NOT identical"
    print(f"\nLive, before and after all floods: {len(before)} lists of {people} people, {same}.")


if __name__ == "__main__":
    typer.run(main)
