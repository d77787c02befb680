"""A PostgreSQL of its own, in a temporary folder, for the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    named = shutil.which("initdb")
    return found[0].parent if found else Path(named).parent if named else None


def absent() -> str:
    """Why no cluster can be started here; "" when one can."""
    if binaries() is None:
        return "PostgreSQL's server binaries are absent: install postgresql-15"
    if os.geteuid() == 0 and not ({"postgres"} & {user.pw_name for user in pwd.getpwall()}):
        return "initdb refuses root and there is no user postgres to run it as"
    return ""


class Cluster:
    """Started at once; `kill` is a crash, after which `start` recovers."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="pg-"))
        if os.geteuid() == 0:
            shutil.chown(self._home, "postgres", "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "chatrec", "-A", "trust", "-E", "UTF8")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://chatrec@/postgres?host={self._home}"

    def start(self) -> None:
        options = f"-k {self._home} -c listen_addresses=''"
        log = str(self._home / "log")
        arguments = ("-D", str(self._data), "-l", log, "-w", "-t", "60", "-o", options, "start")
        for _ in range(20):  # what is left of a killed cluster needs a moment to go
            if self._run("pg_ctl", *arguments, check=False) == 0:
                return
            time.sleep(0.2)
        raise RuntimeError((self._home / "log").read_text())

    def kill(self) -> None:
        """SIGKILL to the server and everything it started."""
        server = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in (server, *map(int, children)):
            os.kill(process, signal.SIGKILL)

    def remove(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self._home, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        folder = binaries()
        assert folder is not None
        command = [str(folder / program), *arguments]
        if os.geteuid() == 0:
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            command = [*as_user, *command]
        done = subprocess.run(
            command,
            check=check,
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return done.returncode
