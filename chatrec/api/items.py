"""The catalogue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from chatrec.api.identity import Reading
from chatrec.api.models import ItemOut, RecommendationOut
from chatrec.api.problems import responses
from chatrec.api.service import Serving

router = APIRouter(tags=["catalogue"])
ItemId = Annotated[str, Path(min_length=1, max_length=400, examples=["alien-1979"])]


@router.get("/v1/items/{item}", responses=responses(404))
async def item(service: Serving, caller: Reading, item: ItemId) -> ItemOut:
    """One item."""
    return ItemOut.of(service.recommender.catalog[item])


@router.get("/v1/items/{item}/similar", responses=responses(404))
async def similar(
    service: Serving,
    caller: Reading,
    item: ItemId,
    k: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[RecommendationOut]:
    """The items most like it, for this user."""
    found = await service.room.run(lambda: service.recommender.similar(item, caller.user, k))
    return RecommendationOut.listed(found)
