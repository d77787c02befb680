from __future__ import annotations

import numpy as np
import pytest

from chatrec.ask import AskConfig, ask
from chatrec.catalog import Catalog
from chatrec.types import Constraint, Item, Query
from chatrec.wording import wording

EN = wording("en")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Years tell 1 bit, genres 2 bits, languages next to nothing."""
    genres = ("Comedy", "Drama", "Crime", "War")
    return Catalog.of(
        Item(
            str(n),
            "t",
            "",
            {
                "genres": (genres[n % 4],),
                "year": 1970 if n % 2 else 2005,
                "languages": ("English",) if n else ("French",),
            },
        )
        for n in range(100)
    )


def test_the_question_that_tells_most_is_asked(catalog: Catalog) -> None:
    question = ask(catalog, np.arange(100), Query(), "", EN)
    assert question is not None
    assert question.text == "Any kind in particular?"
    assert set(question.choices) == {"Comedy", "Drama", "Crime", "War"}


def test_what_is_limited_or_was_asked_is_not_asked(catalog: Catalog) -> None:
    limited = Query(constraints=(Constraint("genres", "lacks", "War"),))
    question = ask(catalog, np.arange(100), limited, "", EN)
    assert question is not None
    assert (question.text, question.choices) == ("Older or newer?", ("before 1980", "the 2000s"))
    assert ask(catalog, np.arange(100), limited, "Well. Older or newer?", EN) is None


def test_few_candidates_need_no_question(catalog: Catalog) -> None:
    assert ask(catalog, np.arange(60), Query(), "", EN) is None
    assert ask(catalog, np.arange(60), Query(), "", EN, AskConfig(broad=10)) is not None
