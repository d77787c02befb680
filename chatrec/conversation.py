"""What was said and shown, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from chatrec.types import Feedback, Impression, Query

_UNASKED = Query()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. `shown` are the ids of the items listed with it; `query` is what was understood
    when it was answered, so that "go back" is exact."""

    role: Literal["user", "assistant"]
    text: str
    shown: tuple[str, ...] = ()
    query: Query = _UNASKED


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. Immutable: a turn returns a new one. `began` is seconds since the epoch, 0
    where it is not known."""

    id: str
    user: str
    turns: tuple[Turn, ...] = ()
    query: Query = _UNASKED
    began: float = 0.0

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the items in the latest list, best first."""
        return next((turn.shown for turn in reversed(self.turns) if turn.shown), ())

    @property
    def seen(self) -> frozenset[str]:
        """The ids of the items in any list."""
        return frozenset(item_id for turn in self.turns for item_id in turn.shown)

    @property
    def last_answer(self) -> str:
        return next((turn.text for turn in reversed(self.turns) if turn.role == "assistant"), "")

    def previous(self) -> Session | None:
        """As it was at the list before the latest, limits and all; None when there is none."""
        lists = [n for n, turn in enumerate(self.turns) if turn.shown]
        if len(lists) < 2:
            return None
        query = replace(self.turns[lists[-2] - 1].query, act="recommend")
        return replace(self, turns=self.turns[: lists[-2] + 1], query=query)

    def relisted(self, shown: tuple[str, ...]) -> Session:
        """With another list at the latest answer that had one or should have had one."""
        turns = self.turns
        for n in range(len(turns) - 1, 0, -2):
            if turns[n].shown or turns[n - 1].query.act in ("recommend", "restart"):
                turn = replace(turns[n], shown=shown)
                return replace(self, turns=(*turns[:n], turn, *turns[n + 1 :]))
        return self

    @property
    def has_list(self) -> bool:
        """Whether the latest list still answers: nothing was asked since that ended without one."""
        pairs = zip(self.turns[-2::-2], self.turns[::-2], strict=False)
        for said, answer in pairs:
            if answer.shown or said.query.act in ("recommend", "restart"):
                return bool(answer.shown)
        return False


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything that is kept of one person, oldest first."""

    feedback: tuple[Feedback, ...] = ()
    sessions: tuple[Session, ...] = ()
    shown: tuple[Impression, ...] = ()
