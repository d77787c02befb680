"""How long each stage takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

Observe: TypeAlias = Callable[[str, float], None]
"""Is told the name of a stage and the seconds that it took."""


@dataclass(frozen=True)
class Stopwatch:
    """Times blocks of code for whoever observes; a block that raises is not told."""

    observe: Observe | None = None

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        if self.observe is not None:
            self.observe(stage, time.perf_counter() - began)
