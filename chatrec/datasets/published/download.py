"""One file over https, kept only if its sha256 is the expected one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx

from chatrec.errors import CatalogueError

_SILENCE = 30.0
"""Seconds after which a server that sends nothing is given up."""
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def download(url: str, path: Path, sha256: str) -> None:
    """Raises CatalogueError, and leaves no file, when the download breaks or its sum differs."""
    try:
        found = _received(url, path)
        if found != sha256:
            raise CatalogueError(
                f"{url} has sha256 {found}, not {sha256}: it was altered or renewed; see what"
                " changed before you trust it"
            )
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        path.unlink(missing_ok=True)
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CatalogueError(f"cannot download {url} ({why}): try again later") from error
    except CatalogueError:
        path.unlink(missing_ok=True)
        raise


def _received(url: str, path: Path) -> str:
    """The sha256 of what came. Every redirection is held to https as well."""
    digest = hashlib.sha256()
    with (
        httpx.Client(
            follow_redirects=True, timeout=_SILENCE, event_hooks={"request": [_check]}
        ) as client,
        client.stream("GET", url) as answer,
        path.open("wb") as file,
    ):
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _check(request: httpx.Request) -> None:
    if request.url.scheme != "https" and request.url.host not in _THIS_MACHINE:
        raise CatalogueError(f"{request.url} is not https: only this machine may be asked without")
