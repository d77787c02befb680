"""`chatrec taste export|import`: a person's taste, taken from one machine to another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from chatrec.cli.output import IndexDirectory, Json, show
from chatrec.errors import FeedbackError

app = typer.Typer(no_args_is_help=True)
DEFAULT = Path("index/movies")
User = Annotated[str, typer.Argument(metavar="USER", help="Whose taste; of a service tenant/user.")]


@app.command("export")
def export_taste(user: User, index: IndexDirectory = DEFAULT, _: Json = True) -> None:
    """Print the person's votes as one signed JSON object."""
    from chatrec.config import Settings
    from chatrec.load import load

    settings = Settings.from_environment()
    print(load(index, settings.database(index)).export_taste(user, settings.taste_key()))


@app.command("import")
def import_taste(
    user: User,
    file: Annotated[str, typer.Argument(metavar="FILE", help="An export; - is standard input.")],
    index: IndexDirectory = DEFAULT,
    as_json: Json = False,
) -> None:
    """Learn what was exported; twice is as once. Both machines need the same CHATREC_TASTE_KEY."""
    from chatrec.config import Settings
    from chatrec.load import load

    settings, text = Settings.from_environment(), _read(file)
    recommender = load(index, settings.database(index))
    show({"votes": recommender.import_taste(user, text, settings.taste_key())}, as_json)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FeedbackError(f"cannot read {file} ({error}): name an export of a taste") from error
