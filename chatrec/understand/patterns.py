"""Cues by their patterns, followed word by word: written out they are a quarter of a million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from chatrec.understand.meaning import Cue
from chatrec.understand.phrases import pieces, said_as

_Then: TypeAlias = int | str
"""The number of the piece that follows, or the name of the cue where nothing does."""
_Rest: TypeAlias = tuple[tuple[str, ...], _Then]
"""What is left of a phrase: words, and what follows them."""


@dataclass(frozen=True, eq=False, slots=True)
class _State:
    """Where some first words lead: the cue that they are, if they are one, and what is left of
    phrases after each further word. `after` remembers the states behind those words."""

    cue: Cue | None
    rests: Mapping[str, Iterable[_Rest]]
    after: dict[str, _State] = field(default_factory=dict)


class Patterns:
    """A nondeterministic automaton, made deterministic only where messages lead (Thompson 1968)."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """`named` are patterns with the names of the cues that their phrases are."""
        self._pieces: list[tuple[tuple[str, ...], _Then]] = []
        self._numbers: dict[tuple[tuple[str, ...], _Then], int] = {}
        self._start = self._state([((), self._chained(*one)) for one in named])

    def at(self, said: Sequence[str], start: int) -> tuple[int, Cue] | None:
        """The end and the cue of the longest phrase that begins at `start`."""
        found: tuple[int, Cue] | None = None
        state = self._start
        for end in range(start, len(said)):
            if (following := self._after(state, said[end])) is None:
                break
            state = following
            if state.cue is not None:
                found = end + 1, state.cue
        return found

    def _after(self, state: _State, word: str) -> _State | None:
        known = state.after.get(word)
        if known is None and (rests := state.rests.get(word)) is not None:
            known = state.after[word] = self._state(rests)
        return known

    def _chained(self, pattern: str, name: str) -> _Then:
        """The number of the first piece; pieces that go on alike are one."""
        then: _Then = name
        for texts in reversed(pieces(pattern)):
            if any(texts):
                piece = texts, then
                then = self._numbers.setdefault(piece, len(self._pieces))
                if then == len(self._pieces):
                    self._pieces.append(piece)
        return then

    def _state(self, rests: Iterable[_Rest]) -> _State:
        names: set[str] = set()
        following: dict[str, set[_Rest]] = defaultdict(set)
        waiting = list(rests)
        while waiting:
            words, then = waiting.pop()
            if words:
                following[words[0]].add((words[1:], then))
            elif isinstance(then, str):
                names.add(then)
            else:
                texts, after = self._pieces[then]
                waiting += ((said_as(text), after) for text in texts)
        return _State(Cue(frozenset(names)) if names else None, following)
