"""Against a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chatrec.catalog import Catalog
from chatrec.conversation import Session
from chatrec.errors import MessageError
from chatrec.types import Query
from chatrec.understand import Grammar
from chatrec.understand.endpoint import Endpoint, EndpointReader
from tests.films import FILMS

CATALOG = Catalog.of(FILMS)
GRAMMAR = Grammar(CATALOG, date(2026, 6, 1))
MESSAGE = "a comedy please"


class Model(ThreadingHTTPServer):
    """Answers every request with `content`, after `delay` seconds; keeps what it was asked."""

    content: object = "{}"
    delay = 0.0
    status = 200
    asked: list[dict[str, Any]]


class Answering(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append({"path": self.path, **json.loads(body)})
        time.sleep(self.server.delay)
        text = json.dumps({"choices": [{"message": {"content": self.server.content}}]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        with suppress(BrokenPipeError):  # it was not waited for
            self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[Model]:
    server = Model(("127.0.0.1", 0), Answering)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def read(model: Model, answer: object, message: str = MESSAGE) -> Query:
    model.content = answer if isinstance(answer, str) else json.dumps(answer)
    endpoint = Endpoint(f"http://127.0.0.1:{model.server_port}/v1", "m", "k", seconds=0.5)
    return EndpointReader(GRAMMAR, CATALOG, endpoint).understand(Session("s", "u"), message)


RULED = GRAMMAR.understand(Session("s", "u"), MESSAGE)


def test_what_the_model_reads_is_the_query(model: Model) -> None:
    limits = [{"attribute": "year", "op": ">=", "value": 2000}]
    query = read(model, {"wish": "warm", "limits": limits, "liked": ["Alien"], "disliked": []})
    assert [(one.attribute, one.op, one.value) for one in query.constraints] == [
        ("year", ">=", 2000)
    ]
    assert query.text == "warm"
    assert query.liked == ("alien-1979",)
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert MESSAGE in asked["messages"][-1]["content"]
    assert "Science Fiction" in asked["messages"][-1]["content"]


def test_other_acts_are_taken_over(model: Model) -> None:
    assert read(model, {"act": "profile"}).act == "profile"


def test_nothing_is_erased_on_a_models_word_alone(model: Model) -> None:
    assert read(model, {"act": "forget"}) == RULED
    assert read(model, {"act": "forget"}, "forget everything about me").act == "forget"


@pytest.mark.parametrize(
    "answer",
    [
        "no JSON",
        "[]",
        {"act": "format the disk"},
        {"limits": [{"attribute": "genres", "op": "contains", "value": "Telenovela"}]},
        {"limits": [{"attribute": "colour", "op": "=", "value": "red"}]},
        {"limits": [{"attribute": "year", "op": "<", "value": "soon"}]},
        {"limits": [{"attribute": "year", "op": "LIKE", "value": 1}]},
        {"liked": ["A Film That Nobody Made"]},
    ],
)
def test_what_the_catalogue_does_not_know_is_not_believed(model: Model, answer: object) -> None:
    assert read(model, answer) == RULED


def test_a_late_answer_is_not_waited_for(model: Model) -> None:
    model.delay = 2.0
    began = time.perf_counter()
    assert read(model, {"wish": "late"}) == RULED
    assert time.perf_counter() - began < 1.5


def test_an_error_and_an_absent_server_leave_the_grammar(model: Model) -> None:
    model.status = 500
    assert read(model, {"wish": "broken"}) == RULED
    nowhere = EndpointReader(GRAMMAR, CATALOG, Endpoint("http://127.0.0.1:9", "m"))
    assert nowhere.understand(Session("s", "u"), MESSAGE) == RULED


def test_a_message_that_is_refused_is_not_sent(model: Model) -> None:
    with pytest.raises(MessageError):
        read(model, {}, "\0" * 100_000)
    assert model.asked == []


def test_what_several_people_want_is_left_to_the_grammar(model: Model) -> None:
    message = "my wife loves romance, I love horror"
    query = read(model, {"wish": "romance horror"}, message)
    assert query == GRAMMAR.understand(Session("s", "u"), message)
    assert model.asked == []
