"""The Space: what its builder installs, run as the unprivileged user of a read-only checkout.

`pytest -m slow tests/test_space.py -s` prints what it measured. Everything is built anew for each
Python, from the package index: gigabytes where torch comes with CUDA, as it does on a Space.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[1]
# May read what is not its own, for the interpreter may lie in root's home; may write nothing.
UNPRIVILEGED = (
    *("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)
# Every address that the process, or one that it starts, asks the kernel to reach.
WATCHED = ("strace", "-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o")
TOOLS = ("setpriv", "strace")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        os.getuid() != 0 or None in map(shutil.which, TOOLS),
        reason="needs root, setpriv and strace to become the Space's user and watch it",
    ),
]


def test_what_is_installed_here_serves_the_space(tmp_path: Path) -> None:
    prove(Path(sys.executable), tmp_path)


@pytest.mark.parametrize("version", ["3.10", "3.12"])
def test_what_the_builder_installs_serves_the_space(version: str, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    try:
        prove(built(version, environment), tmp_path)
    finally:
        shutil.rmtree(environment, ignore_errors=True)  # gigabytes


def test_a_look_outside_would_be_seen(tmp_path: Path) -> None:
    look = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    trace = tmp_path / "trace"
    subprocess.run([*WATCHED, str(trace), sys.executable, "-c", look], check=False)
    assert outside(trace.read_text()) == {"192.0.2.1"}


def prove(python: Path, folder: Path) -> None:
    checkout, trace = copied(folder), folder / "trace"
    before = state_of(checkout)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    began, used = time.monotonic(), processor_seconds()
    with served([*WATCHED, str(trace), *UNPRIVILEGED, str(python), "app.py"], checkout, port):
        up_after, client = visitor(f"http://127.0.0.1:{port}", began)
        with client:
            config = client.get("/config").json()
            parts = {part["props"].get("elem_id"): part["id"] for part in config["components"]}
            items = turn(client, config, parts["message"])
    used = processor_seconds() - used
    print(f"\n{python}: up after {up_after:.1f} s, {used:.1f} s of processor time with one turn")
    assert min(up_after, used) < 30  # the clock on the wall also counts what others do here
    assert "demo" in parts  # says that votes may be forgotten
    assert len(items) >= 5
    assert outside(trace.read_text()) == set()
    assert state_of(checkout) == before


def built(version: str, folder: Path) -> Path:
    """The Python of a new environment, filled by the line with which a Space is built."""
    found = f"python{version}"
    works = shutil.which(found) and not subprocess.run([found, "-c", ""], check=False).returncode
    if not works:
        pytest.skip(f"no {found} here")
    subprocess.run([found, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--quiet"]
    subprocess.run([*pip, "install", "--upgrade", "pip"], check=True)
    began, wanted = time.monotonic(), ["-r", str(ROOT / "requirements.txt"), *added()]
    subprocess.run([*pip, "install", "--no-cache-dir", *wanted], check=True)
    print(f"\n{found}: installed in {time.monotonic() - began:.0f} s")
    subprocess.run([*pip, "check"], check=True)
    return folder / "bin" / "python"


def added() -> list[str]:
    """What the builder of Spaces adds to requirements.txt, in the same call of pip."""
    front = (ROOT / "README.md").read_text("utf-8").split("---")[1]
    (version,) = re.findall(r"^sdk_version: (\S+)$", front, re.MULTILINE)
    gradio = f"gradio[oauth,mcp]=={version}"
    return [gradio, "uvicorn>=0.14.0", "websockets>=10.4", "spaces"]


def copied(folder: Path) -> Path:
    """A checkout that the Space's user may read and not write, in a folder it can reach."""
    checkout = folder / "checkout"
    checkout.mkdir()
    compiled = shutil.ignore_patterns("__pycache__")
    for name in ("chatrec", "index"):
        shutil.copytree(ROOT / name, checkout / name, ignore=compiled)
    shutil.copy(ROOT / "app.py", checkout)
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(checkout)], check=True)
    return checkout


def state_of(checkout: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in [checkout, *checkout.rglob("*")]}


@contextmanager
def served(command: Sequence[str], checkout: Path, port: int) -> Iterator[None]:
    written = checkout.parent / "tmp"
    written.mkdir()
    written.chmod(0o777)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "SYSTEM": "spaces",
        "TMPDIR": str(written),
        "HF_HUB_OFFLINE": "1",
        "GRADIO_SERVER_PORT": str(port),
    }
    app = subprocess.Popen(command, cwd=checkout, env=environment, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(app.pid, signal.SIGTERM)  # strace alone would go on until its command ends
        app.wait(timeout=10)


def processor_seconds() -> float:
    """Of all processes that were started from here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def visitor(url: str, began: float) -> tuple[float, httpx.Client]:
    """Seconds from the start to the page, and a client with the cookie that came with it."""
    while (waited := time.monotonic() - began) < 120:
        try:
            answer = httpx.get(url, timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        assert answer.status_code == 200
        # The cookie is for https alone, as on a Space, so it has to be carried by hand.
        cookie = answer.headers["set-cookie"].split(";")[0]
        return waited, httpx.Client(base_url=url, headers={"Cookie": cookie}, timeout=30)
    raise AssertionError("no page within two minutes")


def turn(client: httpx.Client, config: dict[str, Any], message: int) -> set[str]:
    """Says something as the page does; the ids of the items that come."""
    (submit,) = [
        one for one in config["dependencies"] if [message, "submit"] in map(list, one["targets"])
    ]
    body = {"data": ["a tense heist film"], "fn_index": submit["id"], "session_hash": "space"}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    events = client.get("/gradio_api/queue/data?session_hash=space").text
    assert events.count('"msg":"process_completed"') == 1
    return set(re.findall(r'\\"id\\": \\"([\w-]+)\\"', events))


def outside(trace: str) -> set[str]:
    """The addresses that are not this machine's own, and its resolver, which asks others."""
    asked = re.findall(r"port=htons\((\d+)\).*?inet_(?:addr\(|pton\(AF_INET6, )\"([^\"]+)\"", trace)
    own = ("127.", "::1", "0.0.0.0")
    return {to for port, to in asked if port == "53" or not to.startswith(own)}
