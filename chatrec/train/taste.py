"""The space in which tastes live and the prior of a new person, from the events of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from chatrec.datasets.events import counted
from chatrec.errors import CatalogueError
from chatrec.train.factors import FactorConfig, Floats, History, fit_factors, variance_of
from chatrec.train.interest import interest_factors
from chatrec.types import Feedback, Item, Matrix, Rows
from chatrec.user_vector import Facets, Known, TasteSpace
from chatrec.user_vector.space import principal_axes


@dataclass(frozen=True)
class TasteConfig:
    """`text` and `interest` are dims beside the factors'. `facets` is what kinds and year weigh
    beside the text. In shares of the variance of the values: `text_variance` is how much of a taste
    only text and facets tell. In standard deviations of them:
    `chosen` is what being chosen weighs beside being valued, `popular` what each e-fold of votes
    on an item adds. `ridge` holds back the map from text to interest. Chosen on people left out
    of training (MovieLens latest-small); `slope` turns values into logits. `retention` is what a
    vote leaves of what was learned before it.
    """

    factors: FactorConfig = field(default_factory=FactorConfig)
    text: int = 28
    facets: float = 0.3
    interest: int = 22
    text_variance: float = 0.45
    noise: float = 1.3
    chosen: float = 0.29
    popular: float = 0.03
    ridge: float = 10.0
    liked: float = 0.5
    slope: float = 2.0
    retention: float = 1.0


def histories(
    people: Mapping[str, Sequence[Feedback]], rows_of: Callable[[Sequence[str]], Rows]
) -> list[History]:
    """The events that count for others, on items that are here, a person at least one. Raises
    CatalogueError when there are none."""
    found = []
    for events in people.values():
        here = [(int(row[0]), e.value) for e in counted(events) if len(row := rows_of([e.item]))]
        if here:
            rows, values = zip(*here, strict=True)
            found.append((np.array(rows, dtype=np.int64), np.array(values, dtype=np.float64)))
    if len(found) < 2:
        raise CatalogueError("no events on items of this catalogue: give those of at least two")
    return found


def fit_taste(
    people: Sequence[History],
    items: Sequence[Item],
    vectors: Matrix,
    config: TasteConfig | None = None,
) -> TasteSpace:
    """Three blocks of features: the factors of values, the principal components of texts and facets
    (a Gaussian process over what the items are beside the factors), and the factors of interest.

    `items` are all of the catalogue, with their `vectors`.
    """
    config = config or TasteConfig()
    factors = fit_factors(people, vectors, config.factors)
    variance = variance_of(people)
    facets = Facets.of(items, config.facets)
    inputs = np.hstack([vectors, facets.columns(items)])
    texts = _text_projection(inputs, config.text)
    interest, seen = _interest(people, vectors, config, np.sqrt(variance))
    values = np.column_stack([factors.features, texts[0] + inputs @ texts[1:]])
    return TasteSpace(
        mean=np.append(factors.mean, np.zeros(texts.shape[1] + interest.shape[1])),
        covariance=_block_diagonal(
            factors.covariance,
            config.text_variance * variance * np.eye(texts.shape[1]),
            np.eye(interest.shape[1]),
        ),
        projection=_beside(factors.projection, texts, seen).astype(np.float32),
        noise=config.noise * factors.noise,
        interest=values.shape[1],
        target=config.chosen * float(np.sqrt(variance)),
        spread=config.chosen**2 * variance,
        slope=config.slope,
        retention=config.retention,
        known=_known(
            people,
            items,
            features=np.column_stack([values, interest]),
            popular=config.popular * np.sqrt(variance),
            noises=config.noise * factors.noises,
        ),
        facets=facets,
    )


def _known(
    people: Sequence[History],
    items: Sequence[Item],
    features: Floats,
    popular: float,
    noises: Floats,
) -> Known:
    """Of the items with votes; `popular` is what each e-fold of them adds."""
    counts = np.bincount(np.concatenate([rows for rows, _ in people]), minlength=len(items))
    rows = np.flatnonzero(counts)
    return Known(
        tuple(items[int(row)].id for row in rows),
        features[rows].astype(np.float32),
        (popular * np.log1p(counts[rows])).astype(np.float32),
        noises[rows].astype(np.float32),
    )


def _text_projection(vectors: Matrix, dim: int) -> Floats:
    centre = vectors.mean(axis=0)
    axes = principal_axes(vectors - centre, dim)
    return np.vstack([-centre @ axes, axes]).astype(np.float64)


def _interest(
    people: Sequence[History], vectors: Matrix, config: TasteConfig, scale: float
) -> tuple[Floats, Floats]:
    """Interest factors of all items, and the ridge regression from text that stands in for them
    where nobody has judged the item."""
    liked = [rows[values >= config.liked] for rows, values in people]
    chosen = [rows for rows in liked if len(rows)]
    inputs = np.column_stack([np.ones(len(vectors)), vectors])
    if not chosen or not config.interest:
        return np.zeros((len(vectors), 0)), np.zeros((inputs.shape[1], 0))
    factors = config.chosen * scale * interest_factors(chosen, len(vectors), config.interest)
    rows = np.unique(np.concatenate(chosen))
    held = config.ridge * np.eye(inputs.shape[1])
    seen = np.linalg.solve(inputs[rows].T @ inputs[rows] + held, inputs[rows].T @ factors[rows])
    return factors, seen


def _beside(*maps: Floats) -> Floats:
    """Those that know nothing of the facets, the last rows, make nothing of them."""
    height = max(len(one) for one in maps)
    return np.column_stack([np.pad(one, ((0, height - len(one)), (0, 0))) for one in maps])


def _block_diagonal(*blocks: Floats) -> Floats:
    size = sum(len(block) for block in blocks)
    whole, at = np.zeros((size, size)), 0
    for block in blocks:
        whole[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return whole
