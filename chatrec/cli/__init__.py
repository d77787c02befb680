"""The terminal door: every command of `chatrec`."""

from chatrec.cli.main import main

__all__ = ["main"]
