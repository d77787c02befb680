from __future__ import annotations

import pytest

from chatrec.ranker.files import Trained
from chatrec.train.parts import Parts
from chatrec.train.ranker import train_ranker
from tests.talks import talks


@pytest.fixture(scope="session")
def trained(parts: Parts) -> Trained:
    return train_ranker(parts.examples(talks(90)), parts.items, parts.facts)
