"""A person's feedback as one signed text, to take to another machine."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, replace

from chatrec.errors import FeedbackError
from chatrec.protocols import Store
from chatrec.types import Feedback

FORMAT = "chatrec-taste-1"


def export_taste(store: Store, user: str, key: bytes) -> str:
    """The votes in force, signed with HMAC-SHA256 (RFC 2104) by a key that both machines know.

    The votes are the taste: the same index folds them to the same vector everywhere.
    """
    votes = [_line(vote) for vote in store.votes(user)]
    body = {"format": FORMAT, "votes": votes}
    return json.dumps({**body, "signature": _signature(body, key)}, ensure_ascii=False)


def import_taste(store: Store, user: str, text: str, key: bytes) -> int:
    """Record what was exported, under this user's name; the number of votes. Twice is as once.

    Raises FeedbackError when the text is no export or its signature is not by this key.
    """
    try:
        body = dict(json.loads(text))
        signature = str(body.pop("signature"))
        if body["format"] != FORMAT:
            raise FeedbackError(f"format {body['format']!r}: give an export of {FORMAT}")
        if not hmac.compare_digest(signature, _signature(body, key)):
            raise FeedbackError("the export was altered or signed by another key: export it again")
        votes = [Feedback(user, **vote) for vote in body["votes"]]
    except (ValueError, KeyError, TypeError) as error:
        raise FeedbackError(f"no taste export ({error}): give the whole text of one") from error
    for vote in votes:
        store.record(replace(vote, key=vote.key or f"import {_digest(vote)}"))
    return len(votes)


def _line(vote: Feedback) -> dict[str, object]:
    return {name: value for name, value in asdict(vote).items() if name != "user"}


def _signature(body: object, key: bytes) -> str:
    told = json.dumps(body, sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()


def _digest(vote: Feedback) -> str:
    return hashlib.sha256(json.dumps(_line(vote), sort_keys=True).encode()).hexdigest()[:32]
