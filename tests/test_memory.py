"""What is made at the start is passed over by the garbage collector; what is made later is not."""

from __future__ import annotations

import gc
import weakref

import pytest

from chatrec.memory import lasting, uncollected


class Ring:
    """Holds itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_made_within_is_kept_and_what_comes_after_is_freed() -> None:
    with lasting():
        assert not gc.isenabled()
        kept = weakref.ref(Ring())
    freed = weakref.ref(Ring())
    gc.collect()
    assert gc.isenabled()
    assert (kept() is None, freed() is None) == (False, True)
    gc.unfreeze()


def test_the_collector_waits_for_the_end() -> None:
    with uncollected():
        assert not gc.isenabled()
        waiting = weakref.ref(Ring())
    assert gc.isenabled()
    gc.collect()
    assert waiting() is None


def test_the_collector_goes_on_when_a_start_fails() -> None:
    with pytest.raises(ValueError, match="no index"), lasting():
        raise ValueError("no index")
    assert gc.isenabled()
    gc.unfreeze()
