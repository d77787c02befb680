"""`chatrec evaluate quality`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import Json, show
from chatrec.cli.training import say

_HEAD = """# Ranking quality

Made by `chatrec evaluate quality --data DIR --limit 500`: trained on the
train splits, measured on the validation splits, every turn through the chat's own path, the whole
catalogue ranked. Recall counts one example a target. New: targets not mentioned before, mentioned
items taken out of the list. Standard errors by bootstrap over dialogs. Titles are read from the
text unless mentions are given. Limits read from the messages are not applied unless it says so:
people recommend things that break them.
"""


def quality(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Where the data sets are.")],
    out: Annotated[Path, typer.Option(metavar="FILE")] = Path("docs/quality.md"),
    work: Annotated[
        Path, typer.Option(metavar="DIR", help="Where indexes are built; kept for the next time.")
    ] = Path("artifacts/quality"),
    limit: Annotated[int, typer.Option(min=0, help="Turns measured a set; 0 is all.")] = 0,
    as_json: Json = False,
) -> None:
    """Train on each data set and write the report: baselines, the head, each part of it."""
    from chatrec.evaluate.plots import recall_plot
    from chatrec.evaluate.quality import CORPORA, report

    plot, sections, lines = out.with_suffix(".svg"), {}, [_HEAD]
    lines.append(f"![Recall@10 of new targets]({plot.name})\n")
    for corpus in CORPORA:
        told, sections[corpus.title] = report(corpus, data, work, limit, say)
        lines += told
        recall_plot(sections, plot)
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    show({"path": str(out), "plot": str(plot)}, as_json)
