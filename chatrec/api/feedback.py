"""Thumbs and what else is observed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, status
from fastapi.responses import Response

from chatrec.api.identity import Feeding
from chatrec.api.models import FeedbackIn, FeedbackOut, RecommendationOut, VersionOut
from chatrec.api.problems import ProblemError, responses
from chatrec.api.service import Serving
from chatrec.recommender import Recommender
from chatrec.types import Feedback

router = APIRouter(tags=["feedback"])
_KEY = r"^[A-Za-z0-9._:~-]{1,200}$"


@router.post("/v1/feedback", status_code=status.HTTP_201_CREATED, responses=responses(404, 409))
async def give_feedback(
    given: FeedbackIn,
    service: Serving,
    caller: Feeding,
    response: Response,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            pattern=_KEY,
            description="One of its own for each observation; the same one is recorded once.",
            examples=["4f7c2a10-thumb-1"],
        ),
    ],
) -> FeedbackOut:
    """Record an observation of an item that the user has met here: it was shown to them, or named
    in their conversation; else 409. Once it is answered it is durable, and every later list follows
    it."""
    answer = await service.room.run(lambda: learn(service.recommender, caller.user, given, key))
    response.headers["Location"] = f"/v1/feedback/{key}"
    return answer


@router.delete("/v1/feedback/{key}", responses=responses(404))
async def take_back(
    service: Serving,
    caller: Feeding,
    key: Annotated[str, Path(pattern=_KEY, description="Its Idempotency-Key.")],
) -> VersionOut:
    """Erase one observation; what was learned from it is unlearned."""
    vector = await service.room.run(lambda: service.recommender.withdraw(caller.user, key))
    if vector is None:
        raise ProblemError(404, f"no feedback {key!r} of this user")
    return VersionOut(version=vector.version)


def learn(recommender: Recommender, user: str, given: FeedbackIn, key: str) -> FeedbackOut:
    if given.item not in recommender.catalog:
        raise ProblemError(404, f"no item {given.item!r} in this catalogue")
    with recommender.turn(user):
        feedback = Feedback(user, given.item, given.value, given.kind, key=key)
        version = recommender.vote(feedback).version
        session = recommender.resume(user) if given.refresh else None
        if session is None or not session.has_list:
            return FeedbackOut(id=key, version=version)
        _, answer = recommender.refresh(session)
    listed = RecommendationOut.listed(answer.recommendations)
    return FeedbackOut(id=key, version=version, recommendations=listed)
