from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from chatrec.constraints import satisfies
from chatrec.conversation import Session
from chatrec.encoder import BertEncoder
from chatrec.errors import FeedbackError, MessageError, NotShownError
from chatrec.load import load
from chatrec.recommender import Recommender
from chatrec.store import Database
from chatrec.types import Constraint, Feedback
from tests.films import FILMS


def thumb(recommender: Recommender, session: Session, item: str, value: float = 1.0) -> None:
    recommender.learn(Feedback(session.user, item, value))


@pytest.fixture
def session(recommender: Recommender) -> Session:
    return recommender.start("ann")


def test_a_message_becomes_a_list_with_true_reasons(
    recommender: Recommender, session: Session
) -> None:
    session, answer = recommender.reply(session, "a tense bank heist")
    assert answer.recommendations[0].item.title == "Inside Man"
    assert "heist" in answer.recommendations[0].reasons[0].text
    assert [turn.role for turn in session.turns] == ["user", "assistant"]
    assert session.shown == tuple(one.item.id for one in answer.recommendations)


def test_limits_hold_over_turns_and_can_be_lifted(
    recommender: Recommender, session: Session
) -> None:
    session, answer = recommender.reply(session, "science fiction, no horror")
    assert answer.constraints
    assert "Alien" not in {one.item.title for one in answer.recommendations}
    session, answer = recommender.reply(session, "from before 2015")
    assert {one.item.title for one in answer.recommendations} <= {"Interstellar"}
    for one in answer.recommendations:
        assert all(satisfies(one.item, limit) for limit in answer.constraints)
    before = len(session.query.constraints)
    session, answer = recommender.lift(session, session.query.constraints[0])
    assert len(session.query.constraints) == before - 1


def test_the_same_state_and_message_give_the_same_list(
    recommender: Recommender, session: Session
) -> None:
    thumb(recommender, session, "amelie-2001")
    first, again = (recommender.reply(session, "something funny")[1] for _ in range(2))
    assert first == again


def test_a_thumb_changes_the_very_next_list_and_moves_its_neighbours(
    recommender: Recommender, session: Session
) -> None:
    session, _ = recommender.reply(session, "any film at all")
    scores = {one.item.id: one.score for one in recommender.recommend(session.query, "ann", 12)}
    thumb(recommender, session, "titanic-1997", -1.0)
    after = {one.item.id: one.score for one in recommender.recommend(session.query, "ann", 12)}
    moved = {item: after[item] - scores[item] for item in scores}
    assert moved["titanic-1997"] < 0
    assert moved["notting-hill-1999"] < moved["alien-1979"]
    thumb(recommender, session, "titanic-1997", 0.0)
    assert recommender.recommend(session.query, "ann", 12)[0].score == max(scores.values())


def test_refresh_keeps_judged_cards_in_place_and_ranks_the_rest_anew(
    recommender: Recommender, session: Session
) -> None:
    session, before = recommender.reply(session, "space")
    shown = session.shown
    thumb(recommender, session, shown[1], -1.0)
    session, after = recommender.refresh(session)
    assert session.shown[1] == shown[1]
    assert len(after.recommendations) == len(before.recommendations)
    assert len(set(session.shown)) == len(session.shown)
    assert len(session.turns) == 2


def test_shown_and_disliked_items_do_not_come_back(
    recommender: Recommender, session: Session
) -> None:
    seen: list[str] = []
    for _ in range(4):
        session, answer = recommender.reply(session, "something else")
        seen += [one.item.id for one in answer.recommendations]
    assert len(seen) == len(set(seen)) == len(FILMS)
    assert not answer.recommendations
    assert "everything" in answer.text


def test_something_seen_is_left_out_but_teaches_nothing(
    recommender: Recommender, session: Session
) -> None:
    recommender.learn(Feedback("ann", "heat-1995", 1.0, "seen"))
    session, _ = recommender.reply(session, "a heist")
    assert "heat-1995" not in session.shown
    assert recommender.profile("ann") == ()


def test_nothing_matches_is_said_with_the_true_count(
    recommender: Recommender, session: Session
) -> None:
    session, answer = recommender.reply(session, "a horror film from the 1950s")
    assert answer.recommendations == ()
    assert "there would be 2" in answer.text


def test_why_and_why_not(recommender: Recommender, session: Session) -> None:
    session, _ = recommender.reply(session, "a bank heist, no romance")
    session, why = recommender.reply(session, "why the first one?")
    assert why.text.startswith("Inside Man")
    assert "heist" in why.text
    session, why_not = recommender.reply(session, "why not Titanic?")
    assert "no Romance" in why_not.text
    assert not why_not.recommendations


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("why the first one?", r"Without your thumb on Titanic it would be number (\d+)\."),
        ("为什么推荐第一个？", r"如果你没有评价过Titanic，它会排在第(\d+)位。"),
    ],
)
def test_why_tells_the_place_without_the_thumb(
    recommender: Recommender, session: Session, question: str, told: str
) -> None:
    thumb(recommender, session, "titanic-1997")
    session, _ = recommender.reply(session, "any film at all")
    session, why = recommender.reply(session, question)
    found = re.search(told, why.text)
    assert found, why.text
    assert len(recommender.votes("ann")) == 1
    recommender.forget("ann")
    listed = recommender.recommend(session.query, "ann", len(FILMS))
    assert [one.item.id for one in listed].index(session.shown[0]) + 1 == int(found[1]) > 1


def test_why_tells_that_the_thumb_moved_nothing(recommender: Recommender, session: Session) -> None:
    thumb(recommender, session, "alien-1979", -1.0)
    thumb(recommender, session, "titanic-1997")
    session, _ = recommender.reply(session, "any film at all")
    _, why = recommender.reply(session, "why the first one?")
    assert why.text.endswith("Without your thumb on Alien it would still be number 1.")


def test_why_without_a_thumb_tells_no_other_place(
    recommender: Recommender, session: Session
) -> None:
    session, _ = recommender.reply(session, "a bank heist")
    _, why = recommender.reply(session, "why the first one?")
    assert "number" not in why.text


def test_back_restores_the_list_before(recommender: Recommender, session: Session) -> None:
    session, first = recommender.reply(session, "space")
    session, _ = recommender.reply(session, "a comedy")
    session, answer = recommender.reply(session, "go back")
    assert [one.item for one in answer.recommendations] == [
        one.item for one in first.recommendations
    ]
    assert session.query.constraints == first.constraints


def test_start_over_clears_the_limits(recommender: Recommender, session: Session) -> None:
    session, _ = recommender.reply(session, "a comedy from the 90s")
    session, answer = recommender.reply(session, "start over")
    assert session.query.constraints == ()
    assert answer.recommendations == ()


def test_profile_and_forgetting(recommender: Recommender, session: Session) -> None:
    for item in ("amelie-2001", "notting-hill-1999"):
        thumb(recommender, session, item)
    thumb(recommender, session, "the-conjuring-2013", -1.0)
    lines = {line.value: line for line in recommender.profile("ann")}
    assert lines["Romance"].weight > 0 > lines["Horror"].weight
    assert lines["Romance"].because == ("amelie-2001", "notting-hill-1999")
    session, answer = recommender.reply(session, "what do you know about me?")
    assert "Romance" in answer.text
    recommender.forget("ann")
    assert recommender.votes("ann") == ()
    assert recommender.profile("ann") == ()


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Forget that I like horror.", "Forgotten: what you said of Alien and The Conjuring."),
        ("我不再喜欢恐怖片了", "已忘记你对Alien和The Conjuring的评价。"),
    ],
)
def test_what_was_said_of_one_genre_is_forgotten(
    recommender: Recommender, session: Session, message: str, told: str
) -> None:
    for item in ("alien-1979", "amelie-2001", "the-conjuring-2013"):
        thumb(recommender, session, item)
    session, answer = recommender.reply(session, message)
    assert answer.text == told
    assert [vote.item for vote in recommender.votes("ann")] == ["amelie-2001"]
    assert session.query.constraints == ()


def test_an_opinion_told_in_the_talk_is_forgotten_with_its_genre(
    recommender: Recommender, session: Session
) -> None:
    session, _ = recommender.reply(session, "I loved Alien and Amélie, what next?")
    assert set(session.query.liked) == {"alien-1979", "amelie-2001"}
    session, answer = recommender.reply(session, "forget that I like horror")
    assert "Alien" in answer.text
    assert session.query.liked == ("amelie-2001",)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("forget that I like westerns", "Western"),
        ("forget that I liked “Zorgon Returns”", "Zorgon Returns"),
    ],
)
def test_nothing_else_is_forgotten_where_nothing_was_meant(
    recommender: Recommender, session: Session, message: str, told: str
) -> None:
    thumb(recommender, session, "alien-1979")
    _, answer = recommender.reply(session, message)
    assert told in answer.text
    assert len(recommender.votes("ann")) == 1


def test_the_taste_of_a_conversation_is_told_beside_the_lasting_one(
    recommender: Recommender, session: Session
) -> None:
    for item in ("amelie-2001", "notting-hill-1999", "titanic-1997"):
        thumb(recommender, session, item)
    assert recommender.session_profile("ann") == ()
    session = recommender.start("ann")
    assert recommender.session_profile("ann") == ()
    thumb(recommender, session, "the-conjuring-2013")
    lasting = {line.value: line.weight for line in recommender.profile("ann")}
    now = {line.value: line for line in recommender.session_profile("ann")}
    assert now["Horror"].weight > 0 > now["Romance"].weight
    assert lasting["Romance"] > 0
    assert now["Horror"].because == ("the-conjuring-2013",)
    session, answer = recommender.reply(session, "what do you know about me?")
    assert re.search(r"You like .*Romance.* From this conversation alone: .*Horror", answer.text)


def test_history_is_there_after_a_restart(
    recommender: Recommender, session: Session, reopen: Callable[[], Recommender]
) -> None:
    session, answer = recommender.reply(session, "a bank heist")
    thumb(recommender, session, session.shown[0])
    again = reopen()
    assert again.resume("ann") == session
    assert [o.item for o in again.revisit(session).recommendations] == [
        o.item for o in answer.recommendations
    ]
    assert [vote.item for vote in again.votes("ann")] == [session.shown[0]]


def test_two_people_never_move_each_other(recommender: Recommender) -> None:
    ann, bob = recommender.start("ann"), recommender.start("bob")
    _, before = recommender.reply(bob, "space")
    recommender.reply(ann, "a comedy, no drama")
    recommender.learn(Feedback("ann", "alien-1979", -1.0))
    _, after = recommender.reply(bob, "space")
    assert before == after
    assert recommender.votes("bob") == ()


@pytest.mark.parametrize("message", ["", "   \n", "x" * 100_000, "a\x00b"])
def test_a_bad_message_changes_nothing(
    recommender: Recommender, session: Session, message: str
) -> None:
    with pytest.raises(MessageError):
        recommender.reply(session, message)
    assert recommender.resume("ann").turns == ()


@pytest.mark.parametrize(
    "message",
    ["🎬🍿", "فيلم رعب", "<img src=x onerror=alert(1)>", "${7*7} `rm`", "](javascript:x)", "?!..."],
)
def test_an_odd_message_gets_an_answer(
    recommender: Recommender, session: Session, message: str
) -> None:
    _, answer = recommender.reply(session, message)
    assert answer.text


def test_feedback_on_an_unknown_item_is_refused(recommender: Recommender) -> None:
    with pytest.raises(FeedbackError, match="nothing-2000"):
        recommender.learn(Feedback("ann", "nothing-2000", 1.0))


def test_a_vote_from_afar_is_refused(
    index_directory: Path, encoder: BertEncoder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatrec.build.BertEncoder", lambda *_, **__: encoder)
    recommender = load(index_directory, database)
    session, answer = recommender.reply(recommender.start("ann"), "a love story")
    with pytest.raises(NotShownError, match="heat-1995"):
        recommender.vote(Feedback("ann", "heat-1995", 1.0))
    with pytest.raises(FeedbackError, match="no item"):
        recommender.vote(Feedback("ann", "nothing", 1.0))
    assert recommender.vote(Feedback("ann", answer.ids[0], 1.0)).version == 1
    recommender.reply(session, "something like Heat")
    assert recommender.vote(Feedback("ann", "heat-1995", 1.0)).version == 2
    recommender.start("ann")
    assert recommender.vote(Feedback("ann", "heat-1995", 0.0)).version == 3
    assert recommender.learn(Feedback("ann", "alien-1979", 1.0)).version == 4


def test_lift_of_a_limit_that_is_not_there_changes_nothing(
    recommender: Recommender, session: Session
) -> None:
    session, _ = recommender.reply(session, "a comedy")
    after, _ = recommender.lift(session, Constraint("year", "=", 1))
    assert after.query == session.query


def test_an_exception_holds_after_a_thumb_and_when_asked_about(
    recommender: Recommender, session: Session
) -> None:
    session, answer = recommender.reply(session, "science fiction, no horror except Alien")
    assert "alien-1979" in session.shown
    thumb(recommender, session, "alien-1979")
    session, answer = recommender.refresh(session)
    assert answer.recommendations[session.shown.index("alien-1979")].item.title == "Alien"
    place = session.shown.index("alien-1979") + 1
    assert str(place) in recommender.reply(session, "why not Alien?")[1].text
