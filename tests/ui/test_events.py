"""The events on a real recommender of a dozen films."""

from __future__ import annotations

import threading

import pytest

from chatrec.errors import StoreError
from chatrec.recommender import Recommender
from chatrec.types import Feedback, UserVector
from chatrec.ui.events import AGAIN, Events, Screen

SPACE = "a film set in space"


@pytest.fixture
def events(recommender: Recommender) -> Events:
    return Events(recommender, pause=0.0)


def say(events: Events, message: str, user: str = "anna") -> Screen:
    """What the page shows when the answer is complete."""
    values: dict[str, object] = {}
    for screen in events.say(user, message):
        shown = {name: getattr(screen, name) for name in Screen.__dataclass_fields__}
        values |= {name: value for name, value in shown.items() if value is not None}
    return Screen(**values)  # type: ignore[arg-type]


def ids(screen: Screen) -> list[str]:
    assert screen.cards is not None
    return [one["id"] for one in screen.cards["cards"]]


def test_message_is_shown_before_its_answer_and_the_answer_in_pieces(events: Events) -> None:
    first, listed, *pieces, last = events.say("anna", SPACE)
    assert first.chat is not None and first.chat["message"] == SPACE
    assert first.message == ""
    assert ids(listed)
    assert last.chat is not None
    reply = last.chat["messages"][-1]["text"]
    partial = [piece.chat["partial"] for piece in pieces if piece.chat]
    assert all(reply.startswith(text) for text in partial)
    assert partial == sorted(partial, key=len)
    assert [s.at for s in (first, listed, *pieces, last)] == sorted(
        s.at for s in (first, listed, *pieces, last)
    )


def test_message_that_arrives_twice_at_once_is_answered_once(
    events: Events, recommender: Recommender
) -> None:
    first, second = events.say("anna", SPACE), events.say("anna", SPACE)
    next(first), next(second)
    told = [list(first)[-1], list(second)[-1]]
    assert len(recommender.resume("anna").turns) == 2
    assert told[0].chat == told[1].chat
    say(events, SPACE)
    assert len(recommender.resume("anna").turns) == 4


def test_refused_message_comes_back_with_one_line(events: Events) -> None:
    before = say(events, SPACE)
    after = say(events, "\0" * 100_000)
    assert after.notice is not None and len(after.notice["text"].splitlines()) == 1
    assert after.message == "\0" * 100_000
    assert after.chat == before.chat
    assert events.open("anna").chat == before.chat


def test_thumb_stays_lit_in_its_place_and_changes_the_rest(events: Events) -> None:
    before = ids(say(events, SPACE))
    after = events.vote("anna", before[1], -1, "thumb", "k1")
    assert ids(after)[1] == before[1]
    assert after.cards is not None and after.cards["cards"][1]["votes"] == ["thumb-1"]
    assert after.taste is not None and after.taste["disliked"]
    back = events.vote("anna", before[1], 0, "thumb", "k2")
    assert back.taste is not None and not back.taste["disliked"]


def test_same_click_twice_is_one_vote(events: Events, recommender: Recommender) -> None:
    item = ids(say(events, SPACE))[0]
    events.vote("anna", item, 1, "thumb", "k1")
    events.vote("anna", item, 1, "thumb", "k1")
    assert [vote.item for vote in recommender.votes("anna")] == [item]


def test_votes_and_messages_at_once_lose_nothing(events: Events, recommender: Recommender) -> None:
    shown = ids(say(events, SPACE))
    acts = [
        threading.Thread(target=events.vote, args=("anna", item, 1, "thumb", f"k{item}"))
        for item in shown
    ] + [threading.Thread(target=say, args=(events, f"something else {n}")) for n in range(3)]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    assert {vote.item for vote in recommender.votes("anna")} == set(shown)
    assert len(recommender.resume("anna").turns) == 8


def test_limit_that_is_lifted_is_gone(events: Events) -> None:
    said = say(events, "a drama without Matt Damon")
    assert said.limits is not None
    keys = [limit["key"] for limit in said.limits["limits"]]
    lifted = events.lift("anna", keys[0])
    assert lifted.limits is not None
    assert [limit["key"] for limit in lifted.limits["limits"]] == keys[1:]
    again = events.lift("anna", keys[0])
    assert again.limits == lifted.limits


def test_conversation_is_there_again(events: Events, recommender: Recommender) -> None:
    said = say(events, SPACE)
    opened = Events(recommender).open("anna")
    assert opened.chat == said.chat
    assert ids(opened) == ids(said)
    assert events.open("ben").cards == {"cards": [], "asked": False}


def test_new_conversation_is_empty_and_stays_so(events: Events) -> None:
    item = ids(say(events, SPACE))[0]
    events.vote("anna", item, 1, "thumb", "k1")
    new = events.renew("anna")
    assert new.chat == {"messages": []}
    assert new.taste is not None and new.taste["liked"]
    assert events.open("anna").chat == {"messages": []}
    said = say(events, "a heist")
    assert said.chat is not None and len(said.chat["messages"]) == 2


def test_forgetting_one_and_all(events: Events, recommender: Recommender) -> None:
    shown = ids(say(events, SPACE))
    for item in shown[:3]:
        events.vote("anna", item, 1, "thumb", item)
    events.forget("anna", shown[0])
    assert {vote.item for vote in recommender.votes("anna")} == set(shown[1:3])
    emptied = events.forget("anna", None)
    assert recommender.votes("anna") == ()
    assert emptied.taste is not None and emptied.taste["lines"] == []


def test_a_line_of_the_taste_is_forgotten_with_the_votes_behind_it(
    events: Events, recommender: Recommender
) -> None:
    say(events, SPACE)
    for item in ("alien-1979", "amelie-2001"):
        recommender.learn(Feedback("anna", item, 1.0))
    after = events.forget_line("anna", "genres", "Horror")
    assert after.notice == {"text": "Forgotten: what you said of Alien."}
    assert [vote.item for vote in recommender.votes("anna")] == ["amelie-2001"]
    assert after.taste is not None and after.cards is not None
    assert not any("Alien" in line["because"] for line in after.taste["lines"])
    again = events.forget_line("anna", "genres", "Horror")
    assert again.notice == {"text": ""}
    assert len(recommender.votes("anna")) == 1


def test_store_that_fails_is_told_and_changes_nothing(
    events: Events, recommender: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = ids(say(events, SPACE))[0]

    def full(_feedback: Feedback, _daily: int | None) -> UserVector:
        raise StoreError("cannot write to the store: its disk is full")

    monkeypatch.setattr(recommender, "learn", full)
    screen = events.vote("anna", item, 1, "thumb", "k1")
    assert screen.notice == {"text": "cannot write to the store: its disk is full"}
    assert screen.cards == AGAIN


def test_page_tells_who_watches_and_whom_a_card_is_for(events: Events) -> None:
    screen = say(events, "I love space films, my wife loves romance but hates horror")
    assert screen.limits is not None and screen.cards is not None
    wife = {"key": '["wife"]', "name": "your wife", "wishes": ["romance"]}
    assert screen.limits["company"] == [wife]
    assert [one["text"] for one in screen.limits["limits"]] == ["no Horror"]
    told = [text for card in screen.cards["cards"] for text in card["reasons"]]
    assert any(text.startswith("for your wife: ") for text in told)
    assert any(text.startswith("for you: ") for text in told)
    lifted = events.lift("anna", screen.limits["limits"][0]["key"])
    assert lifted.limits is not None and not lifted.limits["limits"]
    assert lifted.limits["company"] == [wife]
    alone = events.lift("anna", str(wife["key"]))
    assert alone.limits is not None and alone.cards is not None
    assert not alone.limits["company"]
    told = [text for card in alone.cards["cards"] for text in card["reasons"]]
    assert told and not any(text.startswith("for your wife: ") for text in told)
