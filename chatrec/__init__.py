"""A conversational recommender that learns from every thumb: `from chatrec.load import load`."""

from chatrec.errors import ChatrecError
from chatrec.types import Constraint, Feedback, Item, Query, Recommendation, Reply, Session

__all__ = [
    "ChatrecError",
    "Constraint",
    "Feedback",
    "Item",
    "Query",
    "Recommendation",
    "Reply",
    "Session",
]
