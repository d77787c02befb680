from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.errors import StoreError
from chatrec.store import Database
from chatrec.store.keys import Keys, user_id


def test_a_key_opens_until_it_is_revoked(database: Database) -> None:
    keys = Keys(database)
    key, secret = keys.create("acme", ["chat", "read"], "bot")
    assert keys.find(secret) == key
    assert (key.may("chat"), key.may("feedback")) == (True, False)
    assert keys.find(secret + "x") is None
    assert keys.find("") is None
    keys.revoke(key.id)
    assert keys.find(secret) is None
    assert keys.all()[0].revoked


def test_the_secret_is_nowhere_in_the_file(tmp_path: Path) -> None:
    database = Database.at(tmp_path / "a.db")
    _, secret = Keys(database).create("acme", ["admin"])
    database.scrub()
    database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"acme" in stored
    assert secret.encode() not in stored
    assert secret.split("_", 2)[2].encode() not in stored


def test_two_keys_without_a_user_are_two_users(database: Database) -> None:
    keys = Keys(database)
    first, second = (keys.create("acme", ["admin"])[0] for _ in range(2))
    assert first.user != second.user
    assert first.may("catalogue")


@pytest.mark.parametrize(
    ("tenant", "roles", "user", "told"),
    [
        ("Acme", ["read"], "", "Acme"),
        ("a/b", ["read"], "", "a/b"),
        ("acme", ["root"], "", "root"),
        ("acme", [], "", "without a role"),
        ("acme", ["read"], "../x/y", "x/y"),
    ],
)
def test_a_key_that_cannot_be_is_refused(
    database: Database, tenant: str, roles: list[str], user: str, told: str
) -> None:
    with pytest.raises(StoreError, match=told):
        Keys(database).create(tenant, roles, user)


@pytest.mark.parametrize("user", ["", "a/b", "x" * 121, "a\x00", "a b", "é"])
def test_no_user_can_be_named_into_another_tenant(user: str) -> None:
    with pytest.raises(StoreError):
        user_id("acme", user)


def test_revoking_what_is_not_there_is_told(database: Database) -> None:
    with pytest.raises(StoreError, match="keys list"):
        Keys(database).revoke("nothing")


def test_a_write_can_be_tried(database: Database) -> None:
    database.try_write()
    database.try_write()
    path = database.place.removeprefix("sqlite:///")
    with pytest.raises(StoreError):
        Database(f"sqlite:///file:{path}?mode=ro&uri=true", create=False).try_write()
