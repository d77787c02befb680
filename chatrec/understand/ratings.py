"""The scale of age ratings, and the parts of it that words such as "PG or lower" mean."""

from __future__ import annotations

SCALE = ("G", "PG", "PG-13", "R", "NC-17")


def rated(relation: str, rating: str) -> tuple[str, ...]:
    """The ratings that are `exact`, `upto`, `below`, `from` or `above` one, mild to strong."""
    if rating not in SCALE:
        return (rating,) if relation == "exact" else ()
    at = SCALE.index(rating)
    spans = {
        "exact": SCALE[at : at + 1],
        "upto": SCALE[: at + 1],
        "below": SCALE[:at],
        "from": SCALE[at:],
        "above": SCALE[at + 1 :],
    }
    return spans[relation]
