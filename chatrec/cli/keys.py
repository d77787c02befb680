"""`chatrec keys create|list|revoke`."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show

if TYPE_CHECKING:
    from chatrec.store.keys import ApiKey, Keys

app = typer.Typer(no_args_is_help=True)
DEFAULT = Path("index/movies")


@app.command()
def create(
    tenant: Annotated[str, typer.Option(help="Whose users the key may see.")],
    role: Annotated[list[str], typer.Option(help="read, chat, feedback, catalogue, act or admin.")],
    user: Annotated[str, typer.Option(help="Who calls with it; else a user of its own.")] = "",
    index: IndexDirectory = DEFAULT,
    as_json: Json = False,
) -> None:
    """Make a key; it is shown once and kept only as its SHA-256."""
    key, secret = _keys(index).create(tenant, role, user)
    show({**_fields(key), "key": secret}, as_json)


@app.command("list")
def list_keys(index: IndexDirectory = DEFAULT, as_json: Json = False) -> None:
    """Every key, without its secret."""
    found = [_fields(key) for key in _keys(index).all()]
    if as_json:
        show({"keys": found}, as_json)
        return
    for fields in found:
        print("  ".join(str(value) for value in fields.values()))


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="As in `chatrec keys list`.")],
    index: IndexDirectory = DEFAULT,
    as_json: Json = False,
) -> None:
    """Close a key at once."""
    _keys(index).revoke(key)
    show({"revoked": key}, as_json)


def _keys(index: Path) -> Keys:
    from chatrec.config import Settings
    from chatrec.store.keys import Keys

    return Keys(Settings.from_environment().database(index))


def _fields(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "tenant": key.tenant,
        "user": key.user,
        "roles": " ".join(sorted(key.roles)),
        "created": _day(key.created),
        "revoked": "" if key.revoked is None else _day(key.revoked),
    }


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
