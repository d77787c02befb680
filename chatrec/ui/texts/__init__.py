"""The words of the page itself, a file a language; the browser's language chooses."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Texts: TypeAlias = Mapping[str, str | list[str]]
LANGUAGES = ("en", "zh")


def read(language: str) -> Texts:
    return tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
