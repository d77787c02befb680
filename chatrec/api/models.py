"""What goes in and out, as in OpenAPI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from chatrec.types import (
    Constraint,
    Feedback,
    Item,
    Op,
    Reason,
    Recommendation,
    Reply,
    TasteLine,
    Value,
)

LONGEST = 2000
_WISH = "something like Alien but not horror, from this century"
_ASKED: JsonDict = {
    "message": _WISH,
    "limits": [{"attribute": "year", "op": ">=", "value": 2000}],
    "k": 5,
}
Text = Annotated[str, StringConstraints(min_length=1, max_length=400)]
_SAID = "What the person says."
Message = Annotated[
    str, Field(min_length=1, max_length=LONGEST, description=_SAID, examples=[_WISH])
]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=-(10**15), le=10**15, strict=True)]
Limit = bool | Whole | Number | Text | Annotated[list[Text], Field(min_length=1, max_length=50)]


class Closed(BaseModel):
    """Unknown fields are refused: a typing error must not be passed over."""

    model_config = ConfigDict(extra="forbid")


class LimitIn(Closed):
    """A limit that every item must meet."""

    attribute: Text = Field(examples=["year"])
    op: Op = Field(examples=[">="])
    value: Limit = Field(examples=[2000])

    def constraint(self) -> Constraint:
        value: Value = tuple(self.value) if isinstance(self.value, list) else self.value
        return Constraint(self.attribute, self.op, value)


class ChatIn(Closed):
    model_config = ConfigDict(json_schema_extra={"examples": [{"message": _WISH}]})

    message: Message
    new: bool = Field(False, description="Begin a new conversation; the taste stays.")


class AskIn(Closed):
    model_config = ConfigDict(json_schema_extra={"examples": [_ASKED]})

    message: Message
    limits: list[LimitIn] = Field(default_factory=list, max_length=20)
    k: int = Field(10, ge=1, le=100)


class FeedbackIn(Closed):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"item": "alien-1979", "kind": "thumb", "value": 1}]}
    )

    item: Text = Field(examples=["alien-1979"])
    kind: Literal["thumb", "click", "purchase", "rating", "skip", "dwell", "seen"] = "thumb"
    value: float = Field(
        ge=-1, le=1, allow_inf_nan=False, description="From -1 to 1; a thumb of 0 takes it back."
    )
    refresh: bool = Field(False, description="Answer with the list that follows, too.")


class ReasonOut(BaseModel):
    text: str
    share: float = Field(description="Its share of what speaks for the item, from 0 to 1.")
    cause: str
    whom: str = Field("", description="Who of the company it is for; empty for the speaker.")

    @classmethod
    def of(cls, reason: Reason) -> ReasonOut:
        return cls(text=reason.text, share=reason.share, cause=reason.cause.kind, whom=reason.whom)


class ItemOut(BaseModel):
    id: str
    title: str
    text: str
    attributes: dict[str, str | bool | int | float | list[str]]

    @classmethod
    def of(cls, item: Item) -> ItemOut:
        attributes = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in item.attributes.items()
        }
        return cls(id=item.id, title=item.title, text=item.text, attributes=attributes)


class RecommendationOut(ItemOut):
    score: float
    reasons: list[ReasonOut]

    @classmethod
    def listed(cls, found: Sequence[Recommendation]) -> list[RecommendationOut]:
        return [
            cls(
                **ItemOut.of(one.item).model_dump(),
                score=round(one.score, 4),
                reasons=[ReasonOut.of(reason) for reason in one.reasons],
            )
            for one in found
        ]


class LimitOut(BaseModel):
    attribute: str
    op: str
    value: str | bool | int | float | list[str]
    source: str

    @classmethod
    def of(cls, limit: Constraint) -> LimitOut:
        value = list(limit.value) if isinstance(limit.value, tuple) else limit.value
        return cls(attribute=limit.attribute, op=limit.op, value=value, source=limit.source)


class ReplyOut(BaseModel):
    """An answer; `version` is that of the user vector it was made with."""

    reply: str = Field(examples=["For “heist”, try these."])
    question: str = ""
    choices: list[str] = Field(default_factory=list)
    limits: list[LimitOut] = Field(default_factory=list)
    recommendations: list[RecommendationOut] = Field(default_factory=list)
    session: str = Field("", description="The conversation; empty outside of one.")
    version: int = 0

    @classmethod
    def of(cls, answer: Reply, version: int, session: str = "") -> ReplyOut:
        return cls(
            reply=answer.text,
            question=answer.question,
            choices=list(answer.choices),
            limits=[LimitOut.of(limit) for limit in answer.constraints],
            recommendations=RecommendationOut.listed(answer.recommendations),
            session=session,
            version=version,
        )


class VersionOut(BaseModel):
    version: int = Field(
        description="The user vector's; name it in X-Chatrec-Version to read no older one."
    )


class FeedbackOut(VersionOut):
    id: str = Field(description="The Idempotency-Key it was sent with.")
    recommendations: list[RecommendationOut] | None = None


class VoteOut(BaseModel):
    id: str
    item: str
    kind: str
    value: float
    at: float

    @classmethod
    def of(cls, vote: Feedback) -> VoteOut:
        return cls(id=vote.key, item=vote.item, kind=vote.kind, value=vote.value, at=vote.at)


class TasteOut(BaseModel):
    attribute: str
    value: str
    weight: float
    because: list[str]

    @classmethod
    def of(cls, line: TasteLine) -> TasteOut:
        because = list(line.because)
        return cls(attribute=line.attribute, value=line.value, weight=line.weight, because=because)


class MeOut(VersionOut):
    user: str
    tenant: str
    roles: list[str]
    taste: list[TasteOut]
    session_taste: list[TasteOut] = Field(
        description="What the votes since the newest conversation began add to the lasting taste; "
        "empty where they are all of it."
    )
    votes: list[VoteOut]


class TurnOut(BaseModel):
    role: str
    text: str
    shown: list[str]


class SessionOut(BaseModel):
    id: str
    turns: list[TurnOut]
    limits: list[LimitOut]


class ShownOut(BaseModel):
    session: str
    item: str
    place: int
    score: float
    at: float
    propensity: float = Field(
        description="The probability with which it was put there, given the places before it."
    )
    ranker: str = Field(description="The version of the ranker; empty where it is not known.")


class ExportOut(VersionOut):
    """Everything that is kept of a user."""

    user: str
    feedback: list[VoteOut]
    sessions: list[SessionOut]
    shown: list[ShownOut]
    vector: list[float]
    signed: str = Field(
        description="The votes in force, to import elsewhere by `chatrec taste import`; empty "
        "where the service has no key to sign them."
    )


class Health(BaseModel):
    status: Literal["ok"] = "ok"
