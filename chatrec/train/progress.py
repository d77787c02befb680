"""A bar with the time left, where somebody looks on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def tracked(steps: Iterable[T], total: int, about: str) -> Iterator[T]:
    """The steps, with a bar on standard error while they are taken; none where that is a file."""
    console = Console(stderr=True)
    hidden = not console.is_terminal
    yield from track(steps, about, total, console=console, transient=True, disable=hidden)
