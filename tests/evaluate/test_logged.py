from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from chatrec.errors import CatalogueError
from chatrec.evaluate.logged import Log, effective_size, estimates, read_log


def log(**fields: list[float]) -> Log:
    n = len(fields["reward"])
    zeros = np.zeros(n)
    columns = {"expected": zeros, "expected_target": zeros} | {
        name: np.array(values, dtype=np.float64) for name, values in fields.items()
    }
    return Log(**columns, groups=np.arange(n))


def test_the_same_ranker_earned_what_it_earned() -> None:
    same = log(propensity=[0.5, 0.2, 0.3], target=[0.5, 0.2, 0.3], reward=[1, 0, 1])
    for one in estimates(same).values():
        assert one.value == pytest.approx(2 / 3, abs=1e-6)
        assert one.low < one.value < one.high
    assert effective_size(same) == pytest.approx(3)


def test_what_would_be_shown_twice_as_often_counts_twice() -> None:
    found = estimates(log(propensity=[0.5, 0.5], target=[1.0, 0.0], reward=[1, 0]))
    assert found["ips"].value == pytest.approx(1)
    assert found["snips"].value == pytest.approx(1)


def simulated(seed: int, users: int = 150, shown: int = 4, items: int = 8) -> tuple[Log, float]:
    """People with tastes of their own, shown items by a soft policy; the target policy is another
    one, whose true mean reward is known. The reward model is right up to a constant."""
    rng = np.random.default_rng(seed)
    rates = 1 / (1 + np.exp(-rng.normal(size=(users, items))))
    logging = rng.dirichlet(np.full(items, 2.0), size=users) * 0.8 + 0.2 / items
    target = rng.dirichlet(np.full(items, 2.0), size=users)
    who = np.repeat(np.arange(users), shown)
    item = np.array([rng.choice(items, p=logging[u]) for u in who])
    guess = 0.8 * rates + 0.05
    return (
        Log(
            logging[who, item],
            (rng.random(len(who)) < rates[who, item]).astype(np.float64),
            target[who, item],
            guess[who, item],
            (target * guess).sum(axis=1)[who],
            who,
        ),
        float((target * rates).sum(axis=1).mean()),
    )


def test_intervals_cover_the_truth() -> None:
    runs = [simulated(seed) for seed in range(200)]
    for name in ("ips", "snips", "dr"):
        found = [(estimates(log)[name], truth) for log, truth in runs]
        covered = np.mean([one.low <= truth <= one.high for one, truth in found])
        assert covered >= 0.9
        errors = [one.value - truth for one, truth in found]
        assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(errors))


def test_a_file_is_read_and_a_bad_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = {"user": "u", "propensity": 0.5, "reward": 1, "target": 0.4}
    path.write_text("\n".join(json.dumps(one) for one in (good, good)))
    assert read_log(str(path)).groups.tolist() == [0, 0]
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | {"propensity": 0}))
    with pytest.raises(CatalogueError, match=r"line 2.*propensity 0"):
        read_log(str(path))
