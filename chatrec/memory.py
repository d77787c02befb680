"""What the garbage collector need not look at."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing that is made within is garbage, so that to look for it is time lost."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def lasting() -> Iterator[None]:
    """What is made within is taken to last as long as the process, so that the garbage collector
    passes it over, now and ever after. It would go through all modules of Gradio and PyTorch a
    dozen times while they are imported, and through everything again at each change of items."""
    with uncollected():
        try:
            yield
        finally:
            gc.freeze()
