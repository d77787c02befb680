"""From a conversation to a query: limits, wishes, titles and acts, in English and Chinese."""

from chatrec.understand.grammar import Grammar

__all__ = ["Grammar"]
