"""What is kept of the acting user: to see, to take along, to erase."""

from __future__ import annotations

from fastapi import APIRouter, status

from chatrec.api.identity import Caller, Feeding, Reading
from chatrec.api.models import (
    ExportOut,
    LimitOut,
    MeOut,
    SessionOut,
    ShownOut,
    TasteOut,
    TurnOut,
    VoteOut,
)
from chatrec.api.problems import responses
from chatrec.api.service import Service, Serving
from chatrec.conversation import Session
from chatrec.types import Impression

router = APIRouter(tags=["me"])


@router.get("/v1/me", responses=responses())
async def me(service: Serving, caller: Reading) -> MeOut:
    """Who the key acts for, their taste in words, and their votes in force."""
    return await service.room.run(lambda: _me(service, caller))


@router.get("/v1/me/export", responses=responses())
async def export(service: Serving, caller: Reading) -> ExportOut:
    """Everything that is kept of the user."""
    return await service.room.run(lambda: _export(service, caller.user))


@router.delete("/v1/me", status_code=status.HTTP_204_NO_CONTENT, responses=responses())
async def erase(service: Serving, caller: Feeding) -> None:
    """Erase everything that is kept of the user: feedback, taste, conversations, lists shown."""
    await service.room.run(lambda: _erase(service, caller.user))


def _erase(service: Service, user: str) -> None:
    with service.recommender.turn(user):
        service.recommender.erase(user)


def _me(service: Service, caller: Caller) -> MeOut:
    recommender = service.recommender
    return MeOut(
        user=caller.user,
        tenant=caller.key.tenant,
        roles=sorted(caller.key.roles),
        taste=[TasteOut.of(line) for line in recommender.profile(caller.user)],
        session_taste=[TasteOut.of(line) for line in recommender.session_profile(caller.user)],
        votes=[VoteOut.of(vote) for vote in recommender.votes(caller.user)],
        version=recommender.vector(caller.user).version,
    )


def _export(service: Service, user: str) -> ExportOut:
    recommender, key = service.recommender, service.signing
    memory, vector = recommender.memory(user), recommender.vector(user)
    return ExportOut(
        user=user,
        feedback=[VoteOut.of(one) for one in memory.feedback],
        sessions=[_session(one) for one in memory.sessions],
        shown=[_shown(one) for one in memory.shown],
        vector=[float(value) for value in vector.mean],
        version=vector.version,
        signed=recommender.export_taste(user, key) if key else "",
    )


def _session(session: Session) -> SessionOut:
    turns = [
        TurnOut(role=turn.role, text=turn.text, shown=list(turn.shown)) for turn in session.turns
    ]
    limits = [LimitOut.of(limit) for limit in session.query.constraints]
    return SessionOut(id=session.id, turns=turns, limits=limits)


def _shown(one: Impression) -> ShownOut:
    return ShownOut(
        session=one.session,
        item=one.item,
        place=one.place,
        score=one.score,
        at=one.at,
        propensity=one.propensity,
        ranker=one.version,
    )
