"""Conversation turns with what a person recommended next, one turn a line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from chatrec.datasets.lines import Record, read_each
from chatrec.errors import CatalogueError

Speaker: TypeAlias = Literal["seeker", "recommender"]


@dataclass(frozen=True, slots=True)
class Utterance:
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """What was said before a recommendation, and what was recommended.

    `mentioned` are the ids that either side named so far, oldest first; `target` those that a
    person recommended next, `target_new` the ones of them that were not mentioned.
    """

    dialog: str
    context: tuple[Utterance, ...]
    mentioned: tuple[str, ...]
    target: tuple[str, ...]
    target_new: tuple[str, ...]


@dataclass(frozen=True)
class TurnFile:
    """What a file held, and a line for each record that was passed over."""

    turns: tuple[ConversationTurn, ...]
    problems: tuple[str, ...] = ()


def read_turns(path: str, skip_bad_lines: bool = False) -> TurnFile:
    """The turns of a file, in its order.

    Raises CatalogueError at the first bad record, naming file, line and fault; with
    `skip_bad_lines` those records are passed over and reported instead.
    """
    problems: list[str] = []
    turns = tuple(read_each(path, _turn, problems if skip_bad_lines else None))
    if not turns:
        raise CatalogueError(f"{path} holds no turn: give at least one with dialog_id and target")
    return TurnFile(turns, tuple(problems))


def apart_from(
    turns: Sequence[ConversationTurn], dialogs: Collection[str]
) -> tuple[ConversationTurn, ...]:
    """The turns of all other dialogs: a dialog must not be trained on and measured with."""
    return tuple(turn for turn in turns if turn.dialog not in dialogs)


def a_tenth(turns: Sequence[ConversationTurn], seed: int = 0) -> tuple[ConversationTurn, ...]:
    """The turns of every tenth dialog, drawn by the seed; at least of one."""
    dialogs = sorted({turn.dialog for turn in turns})
    drawn = np.random.default_rng(seed).permutation(len(dialogs))[: max(1, len(dialogs) // 10)]
    chosen = {dialogs[n] for n in drawn}
    return tuple(turn for turn in turns if turn.dialog in chosen)


def _turn(record: Record) -> ConversationTurn:
    dialog = record.get("dialog_id")
    if not isinstance(dialog, str | int) or dialog == "":
        raise CatalogueError(f"dialog_id {dialog!r}: every turn needs the id of its dialog")
    mentioned = _ids("mentioned", record.get("mentioned", []))
    target = _ids("target", record.get("target"))
    unnamed = [item_id for item_id in target if item_id not in mentioned]
    return ConversationTurn(
        str(dialog),
        _context(record.get("context")),
        mentioned,
        target,
        _ids("target_new", record.get("target_new", unnamed)),
    )


def _context(value: object) -> tuple[Utterance, ...]:
    if not isinstance(value, list | tuple):
        raise CatalogueError(f"context {value!r} is no list of messages")
    return tuple(_utterance(one) for one in value)


def _utterance(value: object) -> Utterance:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise CatalogueError(f"{value!r} in context is no message with speaker and text")
    if value.get("speaker") not in get_args(Speaker):
        raise CatalogueError(f"speaker {value.get('speaker')!r} is neither seeker nor recommender")
    return Utterance(value["speaker"], value["text"])


def _ids(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(i, str | int) for i in value):
        raise CatalogueError(f"{name} {value!r} is no list of item ids")
    return tuple(dict.fromkeys(str(item_id) for item_id in value))
