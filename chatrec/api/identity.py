"""Who calls, and for whom: always from the key, never from a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chatrec.api.problems import ProblemError
from chatrec.api.service import Service, service_of
from chatrec.errors import StoreError
from chatrec.store.keys import ApiKey, Role, user_id

ACT_FOR = "X-Chatrec-User"
VERSION = "X-Chatrec-Version"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="chatrec"'}
_bearer = HTTPBearer(auto_error=False, description="An API key: `chatrec keys create`.")


@dataclass(frozen=True, slots=True)
class Caller:
    """`user` is the id under which everything is kept: the tenant, "/" and the acting user.

    The acting user is the key's own, or, with a key whose role is `act` or `admin`, the one that
    the header X-Chatrec-User names within the key's tenant.
    """

    key: ApiKey
    user: str


def identify(service: Service, secret: str, act_for: str | None) -> Caller:
    """Raises the problem 401 without a valid key, 403 when it may not act for others, 422 when
    the named user is no id, 429 when the key's or the user's requests are used up."""
    key = service.keys.find(secret)
    if key is None:
        raise ProblemError(401, "no valid API key: send Authorization: Bearer KEY", _CHALLENGE)
    service.rates.spend("key", key.id)
    if act_for is not None and not key.may("act"):
        raise ProblemError(403, f"this key may not act for others: leave {ACT_FOR} out")
    try:
        caller = Caller(key, user_id(key.tenant, key.user if act_for is None else act_for))
    except StoreError as error:
        raise ProblemError(422, str(error)) from error
    service.rates.spend("user", caller.user)
    return caller


@dataclass(frozen=True)
class May:
    """The caller, whose key must have that role."""

    role: Role

    def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
        act_for: Annotated[
            str | None,
            Header(
                alias=ACT_FOR,
                description="The user of your tenant to act for; the key needs the role act.",
                examples=["customer-17"],
            ),
        ] = None,
        version: Annotated[
            int | None,
            Header(
                alias=VERSION,
                ge=0,
                le=2**53,
                description="Read nothing older than this version of the user vector; else 412.",
            ),
        ] = None,
    ) -> Caller:
        service, secret = service_of(request), "" if bearer is None else bearer.credentials
        caller = allowed(identify(service, secret, act_for), self.role)
        if version and service.recommender.vector(caller.user).version < version:
            raise ProblemError(412, f"version {version} is not here: what it knew was forgotten")
        return caller


def allowed(caller: Caller, role: Role) -> Caller:
    if not caller.key.may(role):
        raise ProblemError(403, f"this key has no role {role}: ask for one that has")
    return caller


Reading: TypeAlias = Annotated[Caller, Depends(May("read"))]
Chatting: TypeAlias = Annotated[Caller, Depends(May("chat"))]
Feeding: TypeAlias = Annotated[Caller, Depends(May("feedback"))]
Cataloguing: TypeAlias = Annotated[Caller, Depends(May("catalogue"))]
