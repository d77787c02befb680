"""A trained head in one safetensors file: weights, statistics and the words they are of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from chatrec.catalog import Catalog
from chatrec.errors import ModelError
from chatrec.protocols import Relevance, Taste
from chatrec.ranker.blend import BlendConfig, BlendRanker
from chatrec.ranker.evidence import Evidence, Scorer
from chatrec.ranker.facts import Facts
from chatrec.ranker.fused import FUSED, FusedConfig, FusedRanker
from chatrec.ranker.fusion import Fusion
from chatrec.ranker.head import FrozenHead, ScoringHead
from chatrec.ranker.lexicon import Postings
from chatrec.ranker.sparse import SparseRows, Tensor
from chatrec.ranker.statistics import Statistics
from chatrec.types import Matrix, Rows

FILE = "ranker.safetensors"
Tensors = Mapping[str, Tensor]


@dataclass(frozen=True, eq=False)
class Trained:
    """What training yields: behaviour is None for a head that goes by the catalogue alone.

    `ids` names the trained items, () where the catalogue has not changed since. `places` tells of
    each row which of them it is, -1 for none; None where row and place are the same.
    """

    fusion: Fusion
    statistics: Statistics | None = None
    head: ScoringHead | None = None
    config: FusedConfig = FUSED
    ids: tuple[str, ...] = ()
    places: Rows | None = None

    def scorer(self, facts: Facts) -> Scorer:
        head = FrozenHead(self.head) if self.head else None
        return Scorer(Evidence(facts, self.statistics, head, self.places), self.fusion.eval())


def read_head(
    directory: Path,
    catalog: Catalog,
    items: Matrix,
    relevance: Relevance,
    encode: Callable[[Sequence[str]], Matrix],
    taste: Taste,
) -> FusedRanker | None:
    """The ranker of an index directory, None when none was trained for it.

    `items` are the unit vectors of every row. Raises ModelError when the file cannot be read or
    was trained for another catalogue.
    """
    path = directory / FILE
    if not path.is_file():
        return None
    trained = read(path, items, catalog.rows_by_id)
    scorer = trained.scorer(Facts(catalog, items, relevance))
    blend = BlendRanker(items.__getitem__, catalog.rows, relevance, taste, trained.config.beside)
    return FusedRanker(scorer, blend, items, catalog.rows, encode, trained.config.popular)


def read(path: Path, items: Matrix, rows_by_id: Mapping[str, int] | None = None) -> Trained:
    """`items` are the unit vectors of every row, `rows_by_id` the rows of a catalogue that may
    have changed since."""
    try:
        tensors, about = _contents(path)
        return _trained(tensors, about, items, rows_by_id or {})
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} cannot be used here ({error}): train the ranker again for this catalogue"
        ) from error


def is_named(path: Path) -> bool:
    """Whether the file tells the ids of its items, and so serves when rows change."""
    with safe_open(str(path), framework="np") as file:
        about = json.loads((file.metadata() or {})["chatrec"])
    return bool(about.get("ids")) or not about["items"]


def write_named(path: Path, trained: Path, ids: Sequence[str]) -> None:
    """That file with the ids of the catalogue for which it was trained."""
    tensors, about = _contents(trained)
    named = about | {"ids": list(ids[: int(about["items"])])}
    save_file(tensors, path, metadata={"chatrec": json.dumps(named, ensure_ascii=False)})


def write(path: Path, trained: Trained) -> None:
    tensors = _state(trained.fusion, "fusion", np.float32)
    about: dict[str, Any] = {"items": 0, "dim": 0, "words": [], "config": asdict(trained.config)}
    if trained.statistics and trained.head:
        tensors |= _state(trained.head, "head", np.float16)
        tensors |= _counted(trained.statistics)
        about["words"] = list(trained.statistics.said.words)
        about["items"] = len(trained.statistics.recommended)
        about["ids"] = list(trained.ids)
    save_file(tensors, path, metadata={"chatrec": json.dumps(about, ensure_ascii=False)})


def _contents(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    with safe_open(str(path), framework="np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return tensors, json.loads((file.metadata() or {})["chatrec"])


def _trained(
    tensors: Tensors, about: Mapping[str, Any], items: Matrix, rows_by_id: Mapping[str, int]
) -> Trained:
    fusion = Fusion(tensors["fusion.mean"], tensors["fusion.spread"])
    _load(fusion, "fusion", tensors)
    n, words, config = int(about["items"]), about["words"], _config(**about["config"])
    if not n:
        return Trained(fusion, config=config)
    ids = tuple(about.get("ids", ()))
    rows = np.array([rows_by_id.get(one, -1) for one in ids] if ids else range(n), dtype=np.int64)
    if max(rows, default=0) >= len(items):
        raise ValueError(f"trained on {n} items, not on these {len(items)}")
    statistics = _statistics(tensors, n, {word: place for place, word in enumerate(words)})
    vectors = np.where(rows[:, None] >= 0, items[rows], np.float32(0))
    head = ScoringHead(vectors, statistics.said.words, statistics.recommended)
    _load(head, "head", tensors)
    return Trained(fusion, statistics, head, config, ids, _places(rows, len(items)))


def _places(rows: Rows, n: int) -> Rows:
    places = np.full(n, -1, dtype=np.int64)
    here = np.flatnonzero(rows >= 0)
    places[rows[here]] = here
    return places


def _config(popular: float, beside: Mapping[str, float]) -> FusedConfig:
    return FusedConfig(popular, BlendConfig(**beside))


def _state(module: torch.nn.Module, name: str, kind: type) -> dict[str, Tensor]:
    return {f"{name}.{key}": v.numpy().astype(kind) for key, v in module.state_dict().items()}


def _load(module: torch.nn.Module, name: str, tensors: Tensors) -> None:
    mine = {k: v for k, v in tensors.items() if k.startswith(f"{name}.")}
    state = {k.removeprefix(f"{name}."): torch.from_numpy(v).float() for k, v in mine.items()}
    module.load_state_dict(state)


_ROWS = ("together", "after", "alike", "targets")
_VECTORS = ("recommended", "mentioned")


def _counted(statistics: Statistics) -> dict[str, Tensor]:
    tensors = {name: getattr(statistics, name) for name in _VECTORS}
    scale = np.abs(statistics.contexts).max(axis=1, keepdims=True) / 127 + 1e-9
    tensors["contexts"] = np.round(statistics.contexts / scale).astype(np.int8)
    tensors["contexts.scale"] = scale.astype(np.float32)
    for name in _ROWS:
        tensors |= getattr(statistics, name).tensors(name)
    return tensors | statistics.said.rows.tensors("said")


def _statistics(tensors: Tensors, n: int, words: Mapping[str, int]) -> Statistics:
    rows = {name: SparseRows.read(tensors, name, n) for name in (*_ROWS, "said")}
    arrays = {name: tensors[name].astype(np.float32) for name in _VECTORS}
    return Statistics(
        recommended=arrays["recommended"],
        mentioned=arrays["mentioned"],
        together=rows["together"],
        after=rows["after"],
        alike=rows["alike"],
        said=Postings(words, rows["said"]),
        contexts=tensors["contexts"].astype(np.float32) * tensors["contexts.scale"],
        targets=rows["targets"],
    )
