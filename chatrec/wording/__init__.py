"""What chatrec says, a file a language; the words of limits, reasons and replies."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from chatrec.types import Constraint, Value

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Wording:
    """The phrases of one language; an unknown language speaks English."""

    def __init__(self, phrases: Mapping[str, Any]) -> None:
        self._phrases = phrases

    def say(self, key: str, values: Mapping[str, object] | None = None, seed: str = "") -> str:
        """The phrase, filled in; where there are several, `seed` chooses one."""
        phrase = self._phrases[key]
        if isinstance(phrase, list):
            phrase = phrase[zlib.crc32(seed.encode()) % len(phrase)]
        return str(phrase).format_map(dict(values or {}))

    @property
    def others(self) -> Wording:
        """The same, where the reasons are of somebody besides the one who is spoken to."""
        return Wording({**self._phrases, **self._phrases["of_others"]})

    def person(self, name: str) -> str:
        """Somebody as the speaker named them, spoken of to the speaker; "" is who is spoken to."""
        persons: Mapping[str, str] = self._phrases["persons"]
        said = next((one for one in persons if one and name.lower().startswith(one)), "")
        return persons[said] + name[len(said) :] if said or not name else name

    def join(self, words: list[str], by: str = "and") -> str:
        """`a, b and c`."""
        if len(words) < 2:
            return "".join(words)
        return str(self._phrases["comma"]).join(words[:-1]) + str(self._phrases[by]) + words[-1]

    def limit(self, constraint: Constraint) -> str:
        """A limit as a person would say it: `from 1990 on`, `no Horror`."""
        value = constraint.value
        if isinstance(value, tuple) and len(value) > 3 and constraint.source:
            return constraint.source  # the person's word for a whole family of values
        templates: Mapping[str, str] = self._phrases["limits"]
        own = f"{constraint.attribute} {constraint.op}"
        template = templates.get(own) or templates[constraint.op]
        filled = {"attribute": constraint.attribute, "value": self._value(value)}
        return template.format_map(filled)

    def choice(self, answer: str) -> str:
        """A quick answer to a question, as the person would say it."""
        choices: Mapping[str, str] = self._phrases.get("choices", {})
        return choices.get(answer, self._named(answer))

    def _value(self, value: Value | tuple[int, ...]) -> str:
        if isinstance(value, tuple):
            return self.join([self._named(str(one)) for one in value], "or")
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return self._named(str(value))

    def _named(self, value: str) -> str:
        names: Mapping[str, str] = self._phrases.get("names", {})
        return names.get(value, value)


@cache
def wording(language: str) -> Wording:
    return Wording(read(language))


def read(language: str) -> Mapping[str, Any]:
    source = files(__package__) / f"{language}.toml"
    if not source.is_file():
        source = files(__package__) / "en.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
