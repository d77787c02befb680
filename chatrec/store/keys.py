"""API keys: random, and kept only as their SHA-256."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import insert, select, update

from chatrec.errors import StoreError
from chatrec.store.database import Database, api_keys

Role: TypeAlias = Literal["read", "chat", "feedback", "catalogue", "act", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_USER = re.compile(r"[A-Za-z0-9._@:+-]{1,120}")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """Who calls. `act` lets a key speak for any user of its tenant, `admin` is every role."""

    id: str
    tenant: str
    user: str
    roles: frozenset[str]
    created: float
    revoked: float | None = None

    def may(self, role: Role) -> bool:
        return role in self.roles or "admin" in self.roles


def user_id(tenant: str, user: str) -> str:
    """The id under which everything of a tenant's user is kept.

    Raises StoreError when `user` is more than 120 characters or others than letters, digits and
    ._@:+- : no "/" in it, so that no user can be named into another tenant.
    """
    if _USER.fullmatch(user) is None:
        raise StoreError(
            f"user {user[:130]!r} is no id: use 1 to 120 letters, digits and the signs ._@:+-"
        )
    return f"{tenant}/{user}"


class Keys:
    """The keys of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant: str, roles: Iterable[str], user: str = "") -> tuple[ApiKey, str]:
        """A new key and its secret, which is told only now. Without `user` it is one of its own.

        Raises StoreError when the tenant, the user or a role cannot be.
        """
        key_id = secrets.token_hex(4)
        key = ApiKey(key_id, tenant, user or f"key-{key_id}", frozenset(roles), time.time())
        _check(key)
        secret = f"chatrec_{key_id}_{secrets.token_urlsafe(32)}"
        with self._database.writing() as connection:
            connection.execute(insert(api_keys).values(_columns(key) | {"digest": _digest(secret)}))
        return key, secret

    def find(self, secret: str) -> ApiKey | None:
        """The key of that secret, unless there is none or it was revoked."""
        chosen = select(api_keys).where(
            api_keys.c.digest == _digest(secret), api_keys.c.revoked.is_(None)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen).one_or_none()
        return None if row is None else _key(row)

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, revoked ones included, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created)).all()
        return tuple(_key(row) for row in rows)

    def revoke(self, key_id: str) -> None:
        """From now on the key opens nothing. Raises StoreError when there is no such key."""
        with self._database.writing() as connection:
            revoked = update(api_keys).where(api_keys.c.id == key_id).values(revoked=time.time())
            if connection.execute(revoked).rowcount == 0:
                raise StoreError(f"no key {key_id!r}: see chatrec keys list")


def _check(key: ApiKey) -> None:
    if _TENANT.fullmatch(key.tenant) is None:
        raise StoreError(
            f"tenant {key.tenant!r} is no name: use 1 to 40 small letters, digits and hyphens"
        )
    user_id(key.tenant, key.user)
    unknown = sorted(key.roles.difference(ROLES))
    if unknown or not key.roles:
        named = f"no role {unknown[0]!r}" if unknown else "a key without a role opens nothing"
        raise StoreError(f"{named}: choose from {', '.join(ROLES)}")


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _columns(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "tenant": key.tenant,
        "user": key.user,
        "roles": " ".join(sorted(key.roles)),
        "created": key.created,
        "revoked": key.revoked,
    }


def _key(row: Any) -> ApiKey:
    roles = frozenset(row.roles.split())
    return ApiKey(row.id, row.tenant, row.user, roles, row.created, row.revoked)
