"""A conversational recommender that learns from every thumb: `from chatrec.load import load`."""

from chatrec.conversation import Session
from chatrec.errors import ChatrecError
from chatrec.types import Constraint, Feedback, Item, Query, Recommendation, Reply

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
