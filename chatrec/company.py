"""Who else is watching."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Companion:
    """One of several people whom a list is for, besides the one who speaks.

    `name` is how the speaker named them first, `role` the word by which they are known again.
    `text` is what they would like in words, `unwanted` what they would not; `liked` and `disliked`
    are ids.
    """

    name: str
    role: str
    text: str = ""
    unwanted: str = ""
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()

    @property
    def wishes(self) -> bool:
        """Whether anything is known that would please them more than something else."""
        return bool(self.text or self.unwanted or self.liked or self.disliked)
