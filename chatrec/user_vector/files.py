"""A trained space in one safetensors file, and the learner of a space in a catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from chatrec.catalog import Catalog
from chatrec.errors import ModelError
from chatrec.types import Matrix, Rows
from chatrec.user_vector.facets import Facets
from chatrec.user_vector.posterior import PosteriorConfig, PosteriorLearner
from chatrec.user_vector.space import Known, TasteSpace, untrained

FILE = "taste.safetensors"
_NUMBERS = ("noise", "interest", "target", "spread", "slope")


def read_taste(
    directory: Path | None,
    catalog: Catalog,
    vectors: Callable[[Rows], Matrix],
    config: PosteriorConfig | None = None,
) -> PosteriorLearner:
    """The learner and taste of an index directory: in the space that was trained for it, else in
    one made of the items' vectors alone.

    Raises ModelError when the file cannot be read or does not fit the vectors.
    """
    path = directory and directory / FILE
    if path and path.is_file():
        space = read_space(path, vectors(np.flatnonzero(catalog.alive)[:1]).shape[1])
    else:
        space = untrained(vectors(np.flatnonzero(catalog.alive)))
    return learner_of(space, catalog, vectors, config)


def learner_of(
    space: TasteSpace,
    catalog: Catalog,
    vectors: Callable[[Rows], Matrix],
    config: PosteriorConfig | None = None,
) -> PosteriorLearner:
    entries, facets = catalog.entries, space.facets

    def inputs(rows: Rows) -> Matrix:
        if facets is None:
            return vectors(rows)
        items = [entries[row] if row < len(entries) else None for row in rows]
        return np.hstack([vectors(rows), facets.columns(items)])

    return PosteriorLearner(space, catalog.rows, inputs, len(entries), config)


def write_space(path: Path, space: TasteSpace) -> None:
    tensors = {
        "mean": space.mean,
        "covariance": space.covariance,
        "projection": space.projection,
    }
    about: dict[str, object] = {name: getattr(space, name) for name in (*_NUMBERS, "retention")}
    if space.facets is not None:
        about["facets"] = asdict(space.facets)
    if space.known is not None:
        about["ids"] = space.known.ids
        tensors |= {name: getattr(space.known, name) for name in ("features", "offsets", "noises")}
    arrays = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    save_file(arrays, path, metadata={"chatrec": json.dumps(about, ensure_ascii=False)})


def read_space(path: Path, dim: int) -> TasteSpace:
    """`dim` is that of the item vectors; raises ModelError when the space was made for others."""
    try:
        with safe_open(str(path), framework="np") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["chatrec"])
        facets = _facets(about)
        trained = len(tensors["projection"]) - 1 - (len(facets.kinds) + 1 if facets else 0)
        if trained != dim:
            raise ValueError(f"it was trained on vectors of {trained} dims, these have {dim}")
        retention = float(about.get("retention", 1.0))  # files of before it was kept have none
        if not 0 <= retention <= 1:
            raise ValueError(f"its retention {retention} does not lie in [0, 1]")
        return TasteSpace(
            tensors["mean"],
            tensors["covariance"],
            tensors["projection"],
            retention=retention,
            known=_known(tensors, about),
            facets=facets,
            **{name: about[name] for name in _NUMBERS},
        )
    except (SafetensorError, OSError, KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"{path} cannot be used here ({error}): run `chatrec train taste` again"
        ) from error


def _facets(about: dict[str, Any]) -> Facets | None:
    """Files of before there were facets have none."""
    if "facets" not in about:
        return None
    told = about["facets"]
    return Facets(tuple(told["kinds"]), told["year"], told["spread"], told["weight"])


def _known(tensors: dict[str, Matrix], about: dict[str, list[str]]) -> Known | None:
    if "ids" not in about:
        return None
    return Known(tuple(about["ids"]), tensors["features"], tensors["offsets"], tensors["noises"])
