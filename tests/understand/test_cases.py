"""The utterances of both languages, each with the query that it must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatrec.understand import Grammar
from tests.understand.cases import Case, converse, mistakes, read_cases

HERE = Path(__file__).parent
CASES = [*read_cases(HERE / "cases_en.jsonl"), *read_cases(HERE / "cases_zh.jsonl")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " | ".join(case.turns))
def test_means(grammar: Grammar, case: Case) -> None:
    query = converse(grammar, case.turns)
    assert not mistakes(case, query), query
