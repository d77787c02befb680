"""What "it", "that one" and "the second" point at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pointed:
    """`shown` is the latest list, `recent` what was spoken of last."""

    shown: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.shown or self.recent

    def one(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """The last item named in this message, else spoken of before it, else the first shown."""
        return named[-1:] or self.recent[-1:] or self.shown[:1]
