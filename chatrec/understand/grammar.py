"""The understander: a message and what was said before become a query, by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chatrec.catalog import Catalog
from chatrec.conversation import Session
from chatrec.types import Constraint, Query
from chatrec.understand.acts import act_of, is_of_everything
from chatrec.understand.heard import Heard
from chatrec.understand.ledger import merge
from chatrec.understand.limits import LimitReader
from chatrec.understand.opinions import carried, forgotten, judged, union
from chatrec.understand.party import hear
from chatrec.understand.point import Pointed
from chatrec.understand.reading import Reading
from chatrec.understand.recall import recalled
from chatrec.understand.scan import Scanner
from chatrec.understand.scope import stances
from chatrec.understand.settle import removed
from chatrec.understand.spelling import full_years
from chatrec.understand.tokens import readable, tokenize
from chatrec.understand.wish import joined, nameless, settled, unwished, wished

_NEGATIVE = ("lacks", "not in", "!=")
CONTEXT = 6
"""Messages of both sides that a query carries."""


class Grammar:
    """Reads messages against one catalogue; the tables are built once."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self._today = today
        self._scanner = Scanner(catalog, today)
        self._limits = LimitReader(catalog, self._scanner.vocabulary)

    def understand(self, session: Session, message: str) -> Query:
        """What the conversation asks for once `message` has been said. Raises MessageError."""
        text = readable(full_years(message, self._today))
        named = self._named_by_us(session)
        reading = self._read(text, _pointed(session, named))
        before = replace(
            session.query,
            context=(*(turn.text for turn in session.turns), message)[-CONTEXT:],
            mentioned=union(session.query.mentioned, named),
            language=reading.language,
            subject=reading.subject,
            unknown=reading.unknown,
            values=(),
        )
        act, sentence = act_of(reading.spans, reading.said, reading.things)
        if act == "about" and not before.subject:
            before = replace(before, subject=_pointed(session, named).one(()))
        if act == "forget":
            return _forgetting(replace(before, act=act), reading, sentence)
        if act in ("profile", "back", "chat"):
            return replace(before, act=act, mentioned=union(before.mentioned, reading.named))
        if act in ("why", "why_not", "about"):
            reading = reading.without(sentence)
        if act == "restart":
            before = Query(context=before.context, language=before.language, unknown=before.unknown)
        return self._recommend(replace(before, act=act), reading, session)

    def _named_by_us(self, session: Session) -> tuple[str, ...]:
        """The titles in what was answered since the person last spoke."""
        said: list[str] = []
        for turn in reversed(session.turns):
            if turn.role == "user":
                break
            said.append(turn.text)
        titles: tuple[str, ...] = ()
        for text in reversed(said):
            titles = union(titles, self._read(text, Pointed()).named if text.strip() else ())
        return titles

    def _read(self, text: str, pointed: Pointed) -> Reading:
        tokens = tokenize(text)
        spans = self._scanner.scan(tokens, pointed)
        said = [token.word for token in tokens]
        return Reading(text, tokens, said, spans, stances(spans, said))

    def _recommend(self, before: Query, reading: Reading, session: Session) -> Query:
        reading = replace(reading, things=removed(reading.things, before.constraints))
        past = [turn.query for turn in session.turns if turn.role == "user"]
        party = hear(reading, before.company)
        things = party.things
        heard = Heard(
            things, party.source, reading.manner, 1 + len(past),
            session.shown, before.constraints, reading.has("correct", "instead"),
            reading.has("instead"), reading.has("mistake"),
        )  # fmt: skip
        lifts, changes = self._limits.read(heard)
        if reading.has("both"):
            changes += recalled(past, before.constraints, heard.turn)
        constraints = merge(before.constraints, lifts, changes)
        gone = [one for one in before.constraints if not _stands(one, constraints)]
        mine = party.mine(things)
        indifferent = settled(mine, reading.words, "lift")
        spared = settled(mine, reading.words, "lift", "allow", "fine")
        text = joined(before.text, wished(mine, reading.words), gone, indifferent)
        query = replace(
            before,
            constraints=constraints,
            text=nameless(text, constraints),
            unwanted=joined(before.unwanted, unwished(mine, reading.words), (), spared),
            mentioned=union(before.mentioned, reading.named),
            company=party.company(things),
        )
        if reading.other:
            query = replace(query, exclude=query.exclude | set(session.shown))
        shared = party.shared(things)
        return judged(query, carried(shared, past) if reading.has("and", "too") else shared)


def _forgetting(query: Query, reading: Reading, sentence: range) -> Query:
    """What is to be forgotten: items, values of attributes, or everything."""
    if is_of_everything(reading.spans, reading.said):
        return forgotten(replace(query, unknown=()))
    if query.subject:
        return forgotten(query)
    return replace(query, values=reading.values(sentence))


def _stands(limit: Constraint, constraints: Sequence[Constraint]) -> bool:
    """Whether the limit is still in force, be it as a part of another."""
    values = set(limit.value) if isinstance(limit.value, tuple) else {limit.value}
    return any(
        one.attribute == limit.attribute
        and (one.op in _NEGATIVE) == (limit.op in _NEGATIVE)
        and values <= (set(one.value) if isinstance(one.value, tuple) else {one.value})
        for one in constraints
    )


def _pointed(session: Session, named: tuple[str, ...]) -> Pointed:
    last = next((turn for turn in reversed(session.turns) if turn.role == "assistant"), None)
    spoken = session.query.subject
    recent = named or spoken if last is None or not last.shown else spoken
    return Pointed(session.shown, recent)
