"""What is done about each act of a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chatrec import answers
from chatrec.conversation import Session
from chatrec.served import Served
from chatrec.types import Act, Query, Reply
from chatrec.wording import wording

Respond = Callable[[Served, Session, Query], Reply]


def respond(served: Served, session: Session, query: Query) -> Reply:
    """The answer to a message that was understood as this query; it is not yet said."""
    return _RESPONSES.get(query.act, _list)(served, session, query)


def revisited(served: Served, session: Session) -> Reply:
    """The latest list as it was answered."""
    listed = served.explain(session.query, session.user, session.shown)
    return Reply(session.last_answer, listed, constraints=session.query.constraints)


def fresh(served: Served, session: Session, query: Query) -> Query:
    """The query without what is out and what any list of the conversation has shown."""
    return replace(query, exclude=served.out(replace(session, query=query)) | session.seen)


def propose(served: Served, session: Session, query: Query, k: int) -> Reply:
    """The k best items for a fresh query in words, or what stands in their way."""
    found = served.recommend(query, session.user, k)
    if not found:
        return answers.empty(query, query.exclude, query.exclude - session.seen, served.catalog)
    learned = bool(served.taught(session.user))
    return answers.listed(query, found, served.catalog, learned, len(session.turns))


def _list(served: Served, session: Session, query: Query) -> Reply:
    query = fresh(served, session, query)
    answer = propose(served, session, query, served.pipeline.config.slots)
    if not answer.recommendations:
        return answer
    return answers.asking(answer, query, served.catalog, session)


def _restart(served: Served, session: Session, query: Query) -> Reply:
    if query.text or query.constraints or query.liked or query.company:
        return _list(served, session, query)
    return answers.restart(query)


def why(served: Served, session: Session, query: Query) -> Reply:
    """Why the items that the query is about stand in the list, else why the first one does."""
    asked, user = replace(session.query, language=query.language), session.user
    told = served.explain(asked, user, query.subject or session.shown[:1])
    without = [served.without_thumb(session, one) for one in told]
    return answers.why(query, told, without, served.catalog)


def why_not(served: Served, session: Session, query: Query) -> Reply:
    """What keeps the item that the query is about out of the list."""
    if not query.subject:
        return answers.about(query, served.catalog)
    item, out = served.catalog[query.subject[0]], served.out(session) | session.seen
    if item.id in out or not served.met(session.query)[served.catalog.row(item.id)]:
        return answers.kept_out(item, session, query.language)
    fresh = replace(session.query, exclude=out)
    place, cause = served.standing(fresh, session.user, item.id)
    return answers.behind(item, place, cause, query.language, served.catalog)


def _profile(served: Served, session: Session, query: Query) -> Reply:
    user = session.user
    recent = served.profile_since(user, session.began)
    return answers.profile(query, served.profile(user), recent)


def _forget(served: Served, session: Session, query: Query) -> Reply:
    if not query.subject and (query.values or query.unknown):
        return answers.nothing_forgotten(query)
    for item_id in query.subject or (None,):
        served.store.forget(session.user, item_id)
    return answers.forgotten(query, served.catalog)


_RESPONSES: Mapping[Act, Respond] = {
    "chat": lambda _, session, query: answers.chat(query, len(session.turns)),
    "restart": _restart,
    "why": why,
    "why_not": why_not,
    "about": lambda served, _, query: answers.about(query, served.catalog),
    "profile": _profile,
    "forget": _forget,
}


def back(served: Served, session: Session) -> tuple[Session, Reply]:
    """As it was at the list before the latest; as it is where there is none."""
    previous = session.previous()
    text = wording(session.query.language).say("back" if previous else "back_none")
    session = previous or session
    return session, replace(revisited(served, session), text=text)


def is_named(session: Session, item: str) -> bool:
    """Whether the item was named in the conversation, or a message was about it."""
    queries = [session.query, *(turn.query for turn in session.turns)]
    return any(item in (*query.mentioned, *query.liked, *query.subject) for query in queries)
