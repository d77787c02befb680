from __future__ import annotations

import json

from fastapi.testclient import TestClient

from chatrec.recommender import Recommender


def ask(client: TestClient, *said: str, **more: object):  # type: ignore[no-untyped-def]
    messages: list[dict[str, str]] = [{"role": "system", "content": "Be kind."}]
    for message in said:
        messages += [{"role": "user", "content": message}, {"role": "assistant", "content": "…"}]
    body = {"model": "any", "temperature": 0, "messages": messages[:-1]} | more
    return client.post("/v1/chat/completions", json=body)


def test_the_answer_holds_the_list_in_words(ann: TestClient, recommender: Recommender) -> None:
    answer = ask(ann, "a tense bank heist").json()
    assert answer["object"] == "chat.completion"
    assert "\n1. Inside Man" in answer["choices"][0]["message"]["content"]
    ask(ann, "a tense bank heist", "from before 2000")
    session = recommender.resume("acme/ann")
    assert [turn.text for turn in session.turns if turn.role == "user"] == [
        "a tense bank heist",
        "from before 2000",
    ]
    ask(ann, "something funny")
    assert recommender.resume("acme/ann").id != session.id


def test_chunks_add_up_to_the_answer(ann: TestClient) -> None:
    plain = ask(ann, "a film about space").json()["choices"][0]["message"]["content"]
    lines = ask(ann, "a film about space", stream=True).text.strip().split("\n\n")
    data = [line.removeprefix("data: ") for line in lines]
    assert data[-1] == "[DONE]"
    choices = [json.loads(one)["choices"][0] for one in data[:-1]]
    assert "".join(choice["delta"].get("content", "") for choice in choices) == plain
    assert choices[-1]["finish_reason"] == "stop"


def test_without_a_message_of_the_user_there_is_no_answer(ann: TestClient) -> None:
    for content in ("", "x" * 2001):
        assert ask(ann, content).status_code == 422
    messages = [{"role": "system", "content": "Be kind."}]
    assert ann.post("/v1/chat/completions", json={"messages": messages}).status_code == 422
