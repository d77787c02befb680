"""What another ranker would have earned, from a log of what was shown with which probability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatrec.datasets.lines import Record, finite, records
from chatrec.errors import CatalogueError

Floats = NDArray[np.float64]
_NUMBERS = ("propensity", "reward", "target")


@dataclass(frozen=True, eq=False)
class Log:
    """One impression an entry. *Shape:* all ``(n,)``.

    `propensity` is the probability with which the item was shown, `target` that with which the
    ranker in question would show it, `reward` what came of it. `expected` is a model's guess of
    the reward, `expected_target` its mean over what that ranker would show; zeros where there is
    no model. `groups` numbers the people, whose impressions are not independent.
    """

    propensity: Floats
    reward: Floats
    target: Floats
    expected: Floats
    expected_target: Floats
    groups: NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A mean reward with its 95 % interval."""

    value: float
    low: float
    high: float


def read_log(path: str) -> Log:
    """Impressions, one a line: `propensity`, `reward`, `target`, and, optional, `user`, `expected`
    and `expected_target`. Raises CatalogueError at the first that cannot be used."""
    rows: list[list[float]] = []
    users: list[str] = []
    for number, record in records(path):
        try:
            rows.append(_numbers(record))
        except CatalogueError as error:
            raise CatalogueError(f"{path}, line {number}: {error}") from error
        users.append(str(record.get("user") or number) if isinstance(record, Mapping) else "")
    if len(rows) < 2:
        raise CatalogueError(f"{path} holds {len(rows)} impressions: give at least two")
    propensity, reward, target, expected, expected_target = np.array(rows).T
    _, groups = np.unique(users, return_inverse=True)
    return Log(propensity, reward, target, expected, expected_target, groups)


def estimates(log: Log) -> Mapping[str, Estimate]:
    """IPS (Horvitz and Thompson 1952), SNIPS (Swaminathan and Joachims 2015) and the doubly robust
    estimate (Dudík, Langford and Li 2011).

    Intervals are normal, by the variance of the estimator's influence summed over each person.
    """
    weights = log.target / log.propensity
    robust = log.expected_target + weights * (log.reward - log.expected)
    scale = max(float(weights.mean()), 1e-12)
    normalised = float((weights * log.reward).mean()) / scale
    return {
        "ips": _estimate(weights * log.reward, log.groups),
        "snips": _around(normalised, weights * (log.reward - normalised) / scale, log.groups),
        "dr": _estimate(robust, log.groups),
    }


def effective_size(log: Log) -> float:
    """How many impressions of the ranker in question the log is worth (Kong 1992)."""
    weights = log.target / log.propensity
    return float(weights.sum() ** 2 / max((weights**2).sum(), 1e-12))


def report(log: Log) -> Mapping[str, object]:
    found: dict[str, object] = {
        name: {"value": one.value, "low": one.low, "high": one.high}
        for name, one in estimates(log).items()
    }
    size = round(effective_size(log), 1)
    return found | {"impressions": len(log.reward), "effective": size}


def _estimate(values: Floats, groups: NDArray[np.int64]) -> Estimate:
    value = float(values.mean())
    return _around(value, values - value, groups)


def _around(value: float, influence: Floats, groups: NDArray[np.int64]) -> Estimate:
    sums = np.bincount(groups, weights=influence)
    n = len(sums)
    error = float(np.sqrt((sums**2).sum() * n / max(n - 1, 1)) / len(influence))
    return Estimate(round(value, 6), round(value - 1.96 * error, 6), round(value + 1.96 * error, 6))


def _numbers(record: Record | CatalogueError) -> list[float]:
    if isinstance(record, CatalogueError):
        raise record
    found = [_number(name, record.get(name)) for name in _NUMBERS]
    if not 0 < found[0] <= 1 or not 0 <= found[2] <= 1:
        raise CatalogueError(f"propensity {found[0]:g}, target {found[2]:g}: give probabilities")
    guessed = [_number(name, record.get(name, 0)) for name in ("expected", "expected_target")]
    return [*found, *guessed]


def _number(name: str, value: object) -> float:
    return finite(name, value, "every impression needs one")
