from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatrec.ui.visitor import COOKIE, Visitors

VISITORS = Visitors(b"s" * 32)


def cookie_of(header: str) -> str:
    return header.split(";", maxsplit=1)[0]


def test_signed_cookie_is_read_back() -> None:
    header = VISITORS.header("anna")
    assert VISITORS.read(f"other=1; {cookie_of(header)}") == "anna"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in header.split(";")}


def test_embedded_cookie_is_sent_in_a_frame() -> None:
    assert "SameSite=None; Secure; Partitioned" in Visitors(b"s" * 32, embedded=True).header("anna")


@pytest.mark.parametrize("header", ["", "other=1", f"{COOKIE}=anna", f"{COOKIE}=", "=;=;"])
def test_unsigned_cookie_is_nobody(header: str) -> None:
    assert VISITORS.read(header) is None


def test_cookie_of_another_secret_is_nobody() -> None:
    assert VISITORS.read(cookie_of(Visitors(b"t" * 32).header("anna"))) is None


def test_altered_cookie_is_nobody() -> None:
    cookie = cookie_of(VISITORS.header("anna"))
    name, _, value = cookie.partition("=")
    for place in range(0, len(value), 5):
        other = "A" if value[place] != "A" else "B"
        assert VISITORS.read(f"{name}={value[:place]}{other}{value[place + 1 :]}") != "anna"


@given(st.text())
def test_no_header_breaks_the_reading(header: str) -> None:
    assert VISITORS.read(header) is None
