from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from chatrec.store import Database
from chatrec.store.keys import Keys


def chatrec(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chatrec", "keys", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CHATREC_STATE": str(state)},
    )


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    roles = ("--role", "read", "--role", "chat")
    made = chatrec(tmp_path, "create", "--tenant", "acme", *roles, "--user", "bot", "--json")
    assert made.returncode == 0, made.stderr
    secret = json.loads(made.stdout)["key"]
    keys = Keys(Database.at(tmp_path / "movies.db"))
    key = keys.find(secret)
    assert key is not None
    assert (key.tenant, key.user, key.roles) == ("acme", "bot", {"read", "chat"})
    listed = chatrec(tmp_path, "list")
    assert key.id in listed.stdout
    assert secret not in listed.stdout
    assert chatrec(tmp_path, "revoke", key.id).returncode == 0
    assert keys.find(secret) is None


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    for arguments in (["create", "--tenant", "acme", "--role", "root"], ["revoke", "nothing"]):
        done = chatrec(tmp_path, *arguments)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
    assert chatrec(tmp_path, "create", "--tenant", "acme").returncode == 2
