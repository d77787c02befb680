from __future__ import annotations

import json

import numpy as np
import pytest

from chatrec.errors import FeedbackError
from chatrec.store import Database, EventStore
from chatrec.store.portable import export_taste, import_taste
from chatrec.types import Feedback
from tests.user_vector.spaces import trained

KEY = b"known to both"


def store() -> EventStore:
    return EventStore(Database("sqlite://"), trained(), "posterior")


def voted() -> EventStore:
    here = store()
    here.record(Feedback("ann", "0", 1.0, at=1.0))
    here.record(Feedback("ann", "1", 1.0, at=2.0))
    here.record(Feedback("ann", "1", 0.0, at=3.0))
    here.record(Feedback("ann", "3", -0.5, "rating", at=4.0, key="k"))
    return here


def test_it_gives_the_same_scores_elsewhere() -> None:
    here, there = voted(), store()
    assert import_taste(there, "ann too", export_taste(here, "ann", KEY), KEY) == 2
    one, other = here.user("ann"), there.user("ann too")
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-12)
    rows = np.arange(4)
    np.testing.assert_allclose(trained().score(one, rows), trained().score(other, rows), atol=1e-6)


def test_twice_is_as_once() -> None:
    there, text = store(), export_taste(voted(), "ann", KEY)
    for _ in range(2):
        import_taste(there, "ann", text, KEY)
    assert len(there.votes("ann")) == 2


def test_what_was_altered_is_refused() -> None:
    text = export_taste(voted(), "ann", KEY)
    body = json.loads(text)
    body["votes"][0]["value"] = -1.0
    for wrong, key in ((json.dumps(body), KEY), (text, b"another")):
        with pytest.raises(FeedbackError, match="altered or signed by another key"):
            import_taste(store(), "ann", wrong, key)
    for nonsense in ("", "[1]", "{}", '{"format": 1, "signature": ""}'):
        with pytest.raises(FeedbackError):
            import_taste(store(), "ann", nonsense, KEY)
