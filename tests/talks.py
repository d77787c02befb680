"""Written conversations about the small catalogue: who likes space likes space, and so on."""

from __future__ import annotations

from collections.abc import Sequence

from chatrec.datasets.conversations import ConversationTurn, Utterance

_GROUPS = (
    ("space and far planets", ("interstellar-2014", "the-martian-2015", "arrival-2016")),
    ("robbers and a big heist", ("heat-1995", "inside-man-2006")),
    ("love and tears", ("titanic-1997", "amelie-2001")),
)


def talk(dialog: str, said: str, mentioned: Sequence[str], target: str) -> ConversationTurn:
    context = (
        Utterance("recommender", "Hello, what do you like?"),
        Utterance("seeker", f"Something with {said} please"),
    )
    return ConversationTurn(dialog, context, tuple(mentioned), (target,), (target,))


def talks(n: int) -> list[ConversationTurn]:
    """n dialogs, each of one turn: the words and the mentioned film tell the group of the target,
    and of a group the first film is recommended most often."""
    turns = []
    for number in range(n):
        said, films = _GROUPS[number % len(_GROUPS)]
        target = films[0] if number % 2 else films[number % len(films)]
        mentioned = [film for film in films[1:] if film != target][:1]
        turns.append(talk(f"dialog-{number}", said, mentioned, target))
    return turns
