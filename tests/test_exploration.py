"""An explored list, from the draw to the estimate of what the ranker earned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from chatrec.build import Built
from chatrec.evaluate.logged import read_log, report
from chatrec.load import compose
from chatrec.pipeline import PipelineConfig
from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.store.rewards import rewarded
from chatrec.types import Feedback, Query
from tests.conftest import TODAY

Open = Callable[[float], Recommender]
SPACE = Query(text="space")


@pytest.fixture
def opened(built: Built, database: Database) -> Open:
    """Recommenders of which so large a share of four places is explored."""

    def exploring(share: float) -> Recommender:
        config = PipelineConfig(slots=4, exploration=share, draws=50)
        return compose(built, database, TODAY, config)

    return exploring


def shown(recommender: Recommender, user: str, k: int = 4) -> list[str]:
    return [one.item.id for one in recommender.recommend(SPACE, user, k)]


def test_turned_off_nothing_changes(opened: Open) -> None:
    plain = opened(0.0)
    plain.reply(plain.start("ann"), "space")
    assert {one.propensity for one in plain.memory("ann").shown} == {1.0}
    assert {one.version for one in plain.memory("ann").shown} == {"blend"}


def test_the_same_state_gives_the_same_list_and_a_shorter_one_is_its_head(opened: Open) -> None:
    whole = shown(opened(0.5), "ann", 12)
    assert len(set(whole)) == 12
    for k in (1, 3, 6):
        assert shown(opened(0.5), "ann", k) == whole[:k]
    assert len({tuple(shown(opened(0.5), f"person {n}")) for n in range(10)}) > 3


def test_each_place_is_as_likely_as_its_propensity_says(opened: Open) -> None:
    exploring, best = opened(0.5), shown(opened(0.0), "ann")[0]
    firsts = [exploring.recommend(SPACE, f"person {n}", 1)[0] for n in range(200)]
    assert all(0 < one.propensity < 1 for one in firsts)
    counts = Counter(one.item.id for one in firsts)
    claimed = [one.propensity for one in firsts if one.item.id == best]
    assert counts[best] / 200 == pytest.approx(sum(claimed) / len(claimed), abs=0.12)
    assert all(one.propensity <= 0.5 for one in firsts if one.item.id != best)


def test_what_is_logged_can_be_estimated_from(
    opened: Open, database: Database, tmp_path: Path
) -> None:
    exploring = opened(0.5)
    for user in ("ann", "bob"):
        session, _ = exploring.reply(exploring.start(user), "space")
        exploring.learn(Feedback(user, session.shown[0], 1.0))
        exploring.learn(Feedback(user, session.shown[1], -1.0))
        exploring.refresh(session)
    found = list(rewarded(database))
    assert [one.user for one in found] == [1] * 6 + [2] * 6  # the judged cards stay, uncounted
    assert [one.reward for one in found] == [1, 0, 0, 0, 0, 0] * 2
    assert all(0 < one.propensity < 1 for one in found)
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(json.dumps(asdict(one)) for one in found))
    told = report(read_log(str(path)))
    assert told["impressions"] == told["effective"] == 12
    assert told["ips"]["value"] == pytest.approx(2 / 12, abs=1e-6)  # type: ignore[index]
