"""The command line; heavy libraries are imported by the commands that need them."""

from __future__ import annotations

import sys

import typer

from chatrec.cli import (
    audit_feedback,
    dataset,
    evaluate_constraints,
    evaluate_conversations,
    evaluate_feedback,
    evaluate_logged,
    evaluate_quality,
    evaluate_reasons,
    impressions,
    index,
    keys,
    mcp,
    promote,
    talk,
    taste,
    train_encoder,
    train_ranker,
    train_taste,
)
from chatrec.cli.output import ManyFiles
from chatrec.errors import ChatrecError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(talk.recommend)
app.command()(talk.chat)
app.command()(talk.serve)
app.command()(mcp.mcp)
app.command()(promote.promote)
app.command()(promote.rollback)
app.command(cls=ManyFiles)(audit_feedback.audit_feedback)
app.command()(impressions.impressions)
app.add_typer(index.app, name="index", help="Build an index from a catalogue, and check it.")
app.add_typer(keys.app, name="keys", help="Keys of the service: create, list, revoke.")
app.add_typer(dataset.app, name="dataset", help="Public data sets: fetch and convert.")
app.add_typer(taste.app, name="taste", help="Take a person's taste to another machine.")

train = typer.Typer(no_args_is_help=True)
train.command(cls=ManyFiles)(train_ranker.ranker)
train.command(cls=ManyFiles)(train_taste.taste)
train.command(cls=ManyFiles)(train_encoder.encoder)
app.add_typer(train, name="train", help="Fit what ranks to conversations and ratings.")

evaluate = typer.Typer(no_args_is_help=True)
evaluate.command()(evaluate_constraints.constraints)
evaluate.command(cls=ManyFiles)(evaluate_conversations.conversations)
evaluate.command(cls=ManyFiles)(evaluate_feedback.feedback)
evaluate.command()(evaluate_logged.logged)
evaluate.command()(evaluate_quality.quality)
evaluate.command(cls=ManyFiles)(evaluate_reasons.reasons)
app.add_typer(evaluate, name="evaluate", help="Measure what the chat does.")


def main() -> None:
    """Exit status 0 on success, 1 on a failure told in one line, 2 on wrong usage."""
    try:
        app()
    except ChatrecError as error:
        print(f"chatrec: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
