"""Changing the catalogue while it is served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from chatrec.api.identity import Cataloguing
from chatrec.api.items import ItemId
from chatrec.api.models import Number, Text, Whole
from chatrec.api.problems import Fault, ProblemError, responses
from chatrec.api.service import Service, Serving
from chatrec.datasets.items import item_of
from chatrec.errors import CatalogueError
from chatrec.live import LiveIndex
from chatrec.types import Item

router = APIRouter(tags=["catalogue"])
MOST = 1000
Given = (
    bool
    | Whole
    | Number
    | Annotated[str, StringConstraints(max_length=2000)]
    | Annotated[list[Text], Field(max_length=200)]
    | None
)
_EXAMPLE: JsonDict = {
    "id": "the-quiet-tide-2026",
    "title": "The Quiet Tide",
    "text": "A lighthouse keeper answers a radio call that was sent forty years ago.",
    "year": 2026,
    "genres": ["Drama", "Mystery"],
    "directors": ["Ana Reis"],
    "keywords": ["lighthouse", "radio", "slow-burn"],
}


class ItemIn(BaseModel):
    """An item as a line of items.jsonl: besides these fields it may have any others."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_EXAMPLE]})
    __pydantic_extra__: dict[str, Given] = Field(init=False)

    id: Text
    title: Text
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""

    def item(self) -> Item:
        """Raises CatalogueError when a field cannot hold its value."""
        fields = self.model_dump()
        for name, value in fields.items():
            for text in (name, *(value if isinstance(value, list) else [value])):
                _check_text(str(text))
        return item_of(fields)


class CatalogueOut(BaseModel):
    items: int = Field(description="How many the catalogue has now.")


def _check_text(text: str) -> None:
    bad = [c for c in text if not c.isprintable() and c not in "\n\t"]
    if bad:
        raise CatalogueError(f"{bad[0]!r} is no text: leave it out")


@router.put("/v1/items", responses=responses(409))
async def put(
    items: Annotated[list[ItemIn], Body(min_length=1, max_length=MOST)],
    service: Serving,
    caller: Cataloguing,
) -> CatalogueOut:
    """Add items, each in place of the one that has its id: all of them or, when one is wrong,
    none. Once it is answered they are durable, and found by every later request."""
    live = _live(service)
    given = _valid(items)
    await service.desk.run(lambda: live.put(given))
    return CatalogueOut(items=len(live.recommender.catalog))


@router.delete("/v1/items", responses=responses(404, 409))
async def remove_many(
    ids: Annotated[
        list[Text], Body(min_length=1, max_length=MOST, examples=[["the-quiet-tide-2026"]])
    ],
    service: Serving,
    caller: Cataloguing,
) -> CatalogueOut:
    """Take items out: all of them or, when one is not here, none. What was learned from votes on
    them is unlearned."""
    return await _removed(service, ids)


@router.delete("/v1/items/{item}", responses=responses(404, 409))
async def remove(service: Serving, caller: Cataloguing, item: ItemId) -> CatalogueOut:
    """Take one item out."""
    return await _removed(service, [item])


async def _removed(service: Service, ids: Sequence[str]) -> CatalogueOut:
    live = _live(service)
    missing = [one for one in ids if one not in live.recommender.catalog]
    if missing:
        raise ProblemError(404, f"no item {missing[0]!r} in this catalogue")
    try:
        await service.desk.run(lambda: live.remove(ids))
    except CatalogueError as error:
        raise ProblemError(409, str(error)) from error
    return CatalogueOut(items=len(live.recommender.catalog))


def _live(service: Service) -> LiveIndex:
    if service.live is None:
        raise ProblemError(409, "this catalogue is fixed: serve its index with `chatrec serve`")
    return service.live


def _valid(given: Sequence[ItemIn]) -> Sequence[Item]:
    """Raises the problem 422 that names the first item that is wrong."""
    items: dict[str, Item] = {}
    for place, one in enumerate(given):
        try:
            item = one.item()
            if item.id in items:
                raise CatalogueError("its id stands twice: give each item its own")
        except CatalogueError as error:
            fault = Fault(where=f"body/{place}", why=str(error))
            detail = f"item {place + 1} of {len(given)}, {one.id!r}: {error}"
            raise ProblemError(422, detail, errors=[fault]) from error
        items[item.id] = item
    return list(items.values())
