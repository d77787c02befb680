"""The Space: an unprivileged user, a read-only checkout, no network, up within half a minute."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# May read what is not its own, for the interpreter may lie in root's home; may write nothing.
UNPRIVILEGED = (
    *("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)
SERVED = ("app.py", "chatrec", "index", "README.md")


@pytest.mark.slow
@pytest.mark.skipif(
    os.getuid() != 0 or shutil.which("setpriv") is None,
    reason="needs root and setpriv to become the Space's user",
)
def test_the_space_is_up_within_30_seconds(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in SERVED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, checkout / name)
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(checkout)], check=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    state = tmp_path / "tmp"
    state.mkdir(mode=0o777)
    state.chmod(0o777)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "SYSTEM": "spaces",
        "TMPDIR": str(state),
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(checkout),
        "GRADIO_SERVER_PORT": str(port),
    }
    app = subprocess.Popen([*UNPRIVILEGED, sys.executable, "app.py"], cwd=checkout, env=environment)
    try:
        assert answers_within(30, f"http://127.0.0.1:{port}/")
    finally:
        app.terminate()
        app.wait(timeout=10)


def answers_within(seconds: float, url: str) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False
