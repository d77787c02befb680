from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOSTILE, Open
from tests.browser.steps import ask, card, thumb

pytestmark = pytest.mark.browser

MESSAGES = (
    HOSTILE,
    "<script>window.hurt=6</script> a film in space",
    "![x](https://example.invalid/x.png) [y](javascript:window.hurt=7) a film in space",
    "$(window.hurt=8) </textarea><svg onload=window.hurt=9>",
)


def assert_inert(page: Page) -> None:
    assert page.evaluate("window.hurt") is None
    assert page.locator("#main :is(img, script, iframe, a[href])").count() == 0


def test_hostile_item_is_only_text(visit: Open) -> None:
    page = visit()
    listed = ask(page, "hostile markup")
    title = next(one for one in listed if one.startswith("Hostile"))
    assert title == f"Hostile {HOSTILE}"
    expect(card(page, title).locator(".synopsis")).to_contain_text("javascript:window.hurt=5")
    thumb(page, title)
    expect(page.locator(".judged .chip")).to_have_text([title])
    card(page, title).get_by_role("button", name="More like this").click()
    expect(page.locator(".said.user")).to_have_count(2)
    expect(page.locator("[role=log]")).to_have_attribute("aria-busy", "false")
    assert_inert(page)
    page.reload()
    page.locator(".said").first.wait_for()
    assert_inert(page)


@pytest.mark.parametrize("message", MESSAGES)
def test_hostile_message_is_only_text(visit: Open, message: str) -> None:
    page = visit()
    page.get_by_label("Your message").fill(message)
    page.get_by_label("Your message").press("Enter")
    expect(page.locator(".said.user, .notice").first).to_be_visible()
    page.wait_for_timeout(1500)
    assert_inert(page)
    page.reload()
    page.locator("#cards h2").wait_for()
    page.wait_for_timeout(300)
    assert_inert(page)


def test_forged_cookie_is_a_new_visitor(visit: Open) -> None:
    page = visit()
    ask(page)
    context = page.context
    (cookie,) = context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""
    context.add_cookies([{**cookie, "value": cookie["value"][:-2] + "xx"}])  # type: ignore[list-item]
    page.reload()
    page.locator(".fresh .choice").first.wait_for()
    expect(page.locator(".said")).to_have_count(0)
