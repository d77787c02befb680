from __future__ import annotations

import re
from importlib.resources import files

import pytest

from chatrec.ui.panel import panel, static

PARTS = ("masthead", "chat", "quick", "limits", "cards", "taste", "notice", "demo")
SCRIPTS = [p.name for p in (files("chatrec.ui") / "static").iterdir() if p.name.endswith(".js")]


@pytest.mark.parametrize("part", PARTS)
def test_template_is_constant(part: str) -> None:
    """Gradio evaluates `${...}` and `{{...}}` in templates, with the value in reach."""
    made = panel(part)
    assert not re.search(r"\$\{|\{\{|`", made.html_template + made.css_template)


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_makes_no_markup_of_texts(script: str) -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\("
    assert not re.search(markup, static(script))


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_names_no_host(script: str) -> None:
    assert re.findall(r"https?://[^\"\s]+", static(script).replace("http://www.w3.org", "")) == []
