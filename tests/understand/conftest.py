from __future__ import annotations

from datetime import date

import pytest

from chatrec.catalog import Catalog
from chatrec.understand import Grammar
from tests.understand import catalogues

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def catalogue() -> Catalog:
    return catalogues.films()


@pytest.fixture(scope="session")
def grammar(catalogue: Catalog) -> Grammar:
    return Grammar(catalogue, TODAY)
