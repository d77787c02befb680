from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from chatrec.datasets.events import by_user
from chatrec.errors import CatalogueError
from chatrec.evaluate import feedback
from chatrec.evaluate.alternatives import (
    Alternative,
    Catalogue,
    with_training,
    without_training,
)
from chatrec.evaluate.feedback import Person, Protocol
from chatrec.evaluate.learning import UNLEARNED, Tasted, is_cold, measure, persons
from chatrec.train.factors import FactorConfig
from chatrec.train.taste import TasteConfig, fit_taste, histories
from chatrec.types import Feedback, Vector
from chatrec.user_vector import PosteriorLearner, untrained
from tests.people import events, items

CATALOG, VECTORS = items()
TRAIN, TEST = events(seed=1), events(people=20, seed=2)
SMALL = TasteConfig(factors=FactorConfig(dim=3), text=4, interest=3)


@pytest.fixture(scope="module")
def tasted() -> Tasted:
    start = PosteriorLearner(untrained(VECTORS), CATALOG.rows, lambda rows: VECTORS[rows], 60)
    people = histories(by_user(TRAIN), CATALOG.rows)
    space = fit_taste(people, list(CATALOG), VECTORS, SMALL)
    return Tasted(CATALOG, VECTORS, start).with_space(space)


def person(values: list[float]) -> Person:
    told = tuple(Feedback("u", str(row), value, "rating") for row, value in enumerate(values))
    n = len(values)
    return Person(np.arange(n), np.array(values), told, np.ones(n, dtype=np.bool_))


def test_it_predicts_before_it_learns() -> None:
    heard: list[int] = []

    def watching(votes: Sequence[Feedback]) -> Vector:
        heard.append(len(votes))
        return np.zeros(60, dtype=np.float32)

    protocol = Protocol(at=(0, 1, 3), fewest=1)
    figures = feedback.evaluate([person([1.0, -1.0] * 3)], Alternative(watching), protocol)
    assert heard == [0, 1, 3]
    assert all(figures[k]["auc"][0] == 0.5 for k in (0, 1, 3))


def test_in_loop_mode_the_best_is_shown_first() -> None:
    learned: list[str] = []

    def by_row(votes: Sequence[Feedback]) -> Vector:
        learned[:] = [vote.item for vote in votes]
        return np.arange(60, dtype=np.float32)

    protocol = Protocol(at=(3,), mode="loop", fewest=1)
    feedback.evaluate([person([1.0, -1.0, 1.0, 1.0, -1.0])], Alternative(by_row), protocol)
    assert learned == ["4", "3", "2"]


def test_people_count_while_enough_remains() -> None:
    silent = Alternative(lambda votes: np.zeros(60, dtype=np.float32))
    figures = feedback.evaluate([person([1.0, -1.0] * 6)], silent, Protocol(at=(0, 2, 3)))
    assert [int((~np.isnan(figures[k]["auc"])).sum()) for k in (0, 2, 3)] == [1, 1, 0]


def test_judged_items_leave_the_whole_catalogue() -> None:
    by_row = Alternative(lambda votes: -np.arange(60, dtype=np.float32))
    figures = feedback.evaluate([person([1.0] * 12)], by_row, Protocol(at=(0, 2), fewest=1))
    assert figures[2]["recall@10_full"][0] == 1.0


def test_votes_pay_and_more_votes_pay_more(tasted: Tasted) -> None:
    found = measure(tasted, TEST, Protocol(at=(0, 1, 5)))
    auc = {k: row["auc"] for k, row in found["k"].items()}  # type: ignore[attr-defined]
    assert auc["0"] + 0.1 < auc["1"] <= auc["5"]
    lead = found["beside"]["no personalisation"]["lead"]["5"]  # type: ignore[index]
    assert lead[0] > 2 * lead[1] > 0


def test_all_alternatives_learn_something(tasted: Tasted) -> None:
    catalogue, people = Catalogue(CATALOG.rows, VECTORS), histories(by_user(TRAIN), CATALOG.rows)
    prior = np.zeros(60, dtype=np.float32)
    votes = [Feedback("u", "20", 1.0), Feedback("u", "31", -1.0), Feedback("u", "22", 1.0)]
    systems = {**without_training(catalogue), **with_training(catalogue, people, prior)}
    assert len(systems) == 6
    for system in systems.values():
        scores = system.score(votes)
        assert scores[40::2].mean() > scores[41::2].mean()


@pytest.mark.parametrize("condition", ["noise", "drift"])
def test_conditions_make_it_harder(tasted: Tasted, condition: str) -> None:
    protocol = Protocol(at=(0, 5), fewest=3)
    easy = measure(tasted, TEST, protocol)["k"]
    hard = measure(tasted, TEST, protocol, condition, TRAIN)["k"]  # type: ignore[arg-type]
    assert hard["5"]["auc"] < easy["5"]["auc"]  # type: ignore[index]


def test_cold_items_are_ranked_by_their_text(tasted: Tasted) -> None:
    found = measure(tasted, TEST, Protocol(at=(0, 5), fewest=3), "cold", TRAIN)
    unlearned = found["beside"][UNLEARNED]["k"]  # type: ignore[index]
    assert found["k"]["5"]["auc"] > unlearned["5"]["auc"] + 0.2  # type: ignore[index]


def test_the_cold_condition_ranks_cold_items_only() -> None:
    cold = persons(CATALOG, TEST, "cold")[0]
    assert [is_cold(str(row)) for row in cold.rows] == cold.counted.tolist()


def test_a_tenth_of_the_votes_is_mistaken() -> None:
    people = persons(CATALOG, TEST, "noise")
    flipped = [
        vote.value != value
        for one in people
        for vote, value in zip(one.told, one.values, strict=True)
    ]
    assert 0.06 < np.mean(flipped) < 0.14


def test_events_on_other_items_and_a_missing_train_file_are_told(tasted: Tasted) -> None:
    with pytest.raises(CatalogueError, match="of this index"):
        measure(tasted, [Feedback("u", "elsewhere", 1.0)])
    with pytest.raises(CatalogueError, match="--train"):
        measure(tasted, TEST, condition="cold")
