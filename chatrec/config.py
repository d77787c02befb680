"""Settings from the environment, each with its default."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from chatrec.errors import ServiceError, StoreError
from chatrec.store import Database
from chatrec.understand.endpoint import Endpoint


@dataclass(frozen=True)
class Settings:
    """`CHATREC_STATE` is the folder of what must outlive the process, `CHATREC_DATABASE_URL` a
    database in its stead, `CHATREC_TASTE_KEY` signs exports of tastes. With `CHATREC_VOTES=any`
    votes count for items that were never shown. `CHATREC_READER_URL` with
    `CHATREC_READER_MODEL`, and `CHATREC_READER_KEY` where one is asked for, is an OpenAI-compatible
    endpoint that reads the messages."""

    state: Path
    database_url: str = ""
    signing: str = ""
    imports: bool = False
    endpoint: Endpoint | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Raises ServiceError when one cannot be."""
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        state = os.environ.get("CHATREC_STATE") or Path(home) / "chatrec"
        votes = os.environ.get("CHATREC_VOTES", "shown")
        if votes not in ("shown", "any"):
            raise ServiceError(f"CHATREC_VOTES is {votes!r}: set it to shown or any")
        url = os.environ.get("CHATREC_DATABASE_URL", "")
        key = os.environ.get("CHATREC_TASTE_KEY", "")
        return cls(Path(state), url, key, votes == "any", _endpoint())

    def database(self, index: Path) -> Database:
        """The database of one index: item ids of different catalogues never mix."""
        if self.database_url:
            return Database(self.database_url)
        return Database.at(self.state / f"{index.resolve().name}.db")

    def secret(self) -> bytes:
        """The key that signs visitors' cookies."""
        return self._kept("secret")

    def taste_key(self) -> bytes:
        """The key that signs exports of tastes: the setting, else one of this machine's own."""
        return self.signing.encode() or self._kept("taste-key")

    def _kept(self, name: str) -> bytes:
        """A key in the state folder, made at first use, for its owner only."""
        path = self.state / name
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
                path.write_bytes(secrets.token_bytes(32))
            return path.read_bytes()
        except OSError as error:
            raise StoreError(
                f"cannot keep state in {self.state} ({error.strerror}): set CHATREC_STATE to a "
                "folder that can be written"
            ) from error


def _endpoint() -> Endpoint | None:
    names = ("CHATREC_READER_URL", "CHATREC_READER_MODEL", "CHATREC_READER_KEY")
    url, model, key = (os.environ.get(name, "") for name in names)
    if not url:
        return None
    if not model:
        raise ServiceError("CHATREC_READER_URL is set and no model: set CHATREC_READER_MODEL, too")
    return Endpoint(url, model, key)
