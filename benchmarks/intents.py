"""How often the user's action is recognised, on the labelled dialogs of IARD.

    python -m benchmarks.intents DATA_DIRECTORY

Cai and Chen, "Predicting User Intents and Satisfaction with Dialogue-based Conversational
Recommendations", UMAP 2020: utterances of ReDial's seekers with codes. `ACTION` is how codes and
the acts of the grammar are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import typer

from chatrec.catalog import Catalog
from chatrec.conversation import Session, Turn
from chatrec.datasets.items import read_items
from chatrec.datasets.lines import records
from chatrec.types import Act
from chatrec.understand import Grammar

Action: TypeAlias = Literal["wants a list", "asks about a film", "wants nothing"]
LIST = {"IQU", "CON", "REF", "PRO", "ANS", "CRI-A", "CRI-F", "CRI-C", "REJ", "SEE", "NRE"}
"""A first or another request, a preference, an answer, a critique, a film rejected, seen, unknown:
each is to change the list."""
QUESTION, NOTHING = {"INQ"}, {"OTH", "ACC"}
"""An inquiry about a film; greetings, thanks, farewell and the acceptance of a film."""
UNCLEAR = {"ASK", "STO"}
"""Questions to the other person and stories: utterances with these are left out."""
ACTION: Mapping[Act, Action] = {"about": "asks about a film", "chat": "wants nothing"}
"""Every other act changes the list."""


def labelled(codes: set[str]) -> Action | None:
    """What the codes of an utterance say that the person wants; None when it cannot be told."""
    if codes & UNCLEAR or not codes & (LIST | QUESTION | NOTHING):
        return None
    if codes & LIST:
        return "wants a list"
    return "asks about a film" if codes & QUESTION else "wants nothing"


def compared(grammar: Grammar, catalog: Catalog, dialog: Any) -> Iterator[tuple[Action, Action]]:
    """The action labelled and the one recognised, of each message of the seeker."""
    session = Session("s", "u")
    for utterance in dialog["utterances"]:
        text, shown = utterance["text"], tuple(i for i in utterance["items"] if i in catalog)
        if utterance["speaker"] != "seeker":
            turns = (*session.turns, Turn("assistant", text, shown or session.shown))
            session = Session("s", "u", turns, session.query)
            continue
        query = grammar.understand(session, text)
        label = labelled(set(utterance["sub"]))
        if label is not None:
            yield label, ACTION.get(query.act, "wants a list")
        session = Session("s", "u", (*session.turns, Turn("user", text, query=query)), query)


def main(data: Annotated[Path, typer.Argument(help="Where iard/ and redial/ are.")]) -> None:
    catalog = read_items(str(data / "redial" / "items.jsonl.gz"), skip_bad_lines=True).catalog
    grammar = Grammar(catalog, date(2018, 6, 1))
    pairs: Counter[tuple[Action, Action]] = Counter()
    for _, dialog in records(str(data / "iard" / "dialogs.jsonl.gz")):
        pairs.update(compared(grammar, catalog, dialog))
    total = sum(pairs.values())
    right = sum(n for (label, found), n in pairs.items() if label == found)
    print(f"{right} of {total} messages right: {right / total:.3f}\n")
    print("| labelled | recognised | messages |\n| --- | --- | --- |")
    for (label, found), n in sorted(pairs.items()):
        print(f"| {label} | {found} | {n} |")


if __name__ == "__main__":
    typer.run(main)
