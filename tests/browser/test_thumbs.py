from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.steps import ask, card, thumb, titles

pytestmark = pytest.mark.browser

WATCH_LENGTH = """() => {
    const log = document.querySelector("[role=log]");
    const watch = () => (window.longest = Math.max(window.longest ?? 0, log.children.length));
    new MutationObserver(watch).observe(log, { childList: true });
}"""


def test_thumb_lights_and_the_list_changes(visit: Open) -> None:
    page = visit()
    before = ask(page)
    disliked = before[0]
    thumb(page, disliked, up=False)
    after = titles(page)
    assert after[0] == disliked
    assert after != before
    expect(card(page, disliked).locator(".down")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bars > li").first).to_be_visible()


def test_thumb_during_a_streaming_reply_leaves_the_conversation_whole(visit: Open) -> None:
    page = visit()
    ask(page)
    page.evaluate(WATCH_LENGTH)
    box = page.get_by_label("Your message")
    box.fill("a long and winding story of people who leave everything behind them and go")
    box.press("Enter")
    expect(page.locator(".said.assistant")).to_have_count(2)
    page.locator(".card .up").first.click()
    expect(page.locator(".judged .chip")).to_have_count(1)
    expect(page.locator("[role=log]")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".said")).to_have_count(4)
    assert page.evaluate("window.longest") == 4
    talk = page.locator(".said").all_inner_texts()
    page.reload()
    page.locator(".card").first.wait_for()
    assert page.locator(".said").all_inner_texts() == talk


def test_thumb_is_taken_back(visit: Open) -> None:
    page = visit()
    first = ask(page)[0]
    thumb(page, first)
    thumb(page, first)
    expect(page.locator(".judged .chip")).to_have_count(0)
    expect(page.locator(".bars > li")).to_have_count(0)
    page.reload()
    page.locator(".card").first.wait_for()
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


def test_other_thumb_replaces_the_first(visit: Open) -> None:
    page = visit()
    first = ask(page)[0]
    thumb(page, first)
    card(page, first).locator(".down").click()
    expect(card(page, first).locator(".up")).to_have_attribute("aria-pressed", "false")
    expect(card(page, first).locator(".down")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".judged .chip")).to_have_count(1)


def test_double_click_is_one_vote(visit: Open) -> None:
    page = visit()
    first = ask(page)[0]
    card(page, first).locator(".up").dblclick()
    expect(page.locator(".judged .chip")).to_have_text([first])
    page.wait_for_timeout(300)
    page.reload()
    expect(card(page, first).locator(".up")).to_have_attribute("aria-pressed", "true")


def test_thumbs_in_quick_succession_all_count(visit: Open) -> None:
    page = visit()
    listed = ask(page)
    page.evaluate("document.querySelectorAll('.card .up').forEach((button) => button.click())")
    expect(page.locator(".judged .chip")).to_have_count(len(listed))
    page.reload()
    expect(page.locator(".judged .chip")).to_have_count(len(listed))
    assert set(page.locator(".judged .chip").all_inner_texts()) == set(listed)


def test_seen_stays_in_the_list_and_is_no_taste(visit: Open) -> None:
    page = visit()
    first = ask(page)[0]
    seen = card(page, first).get_by_role("button", name="Seen it")
    seen.click()
    expect(seen).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".judged")).to_contain_text("Seen")
    expect(page.locator(".bars > li")).to_have_count(0)


def test_taste_bars_move_with_each_thumb(visit: Open) -> None:
    page = visit()
    listed = ask(page)
    thumb(page, listed[0])
    drawn = page.locator(".bars .number").all_inner_texts()
    thumb(page, listed[1], up=False)
    expect(page.locator(".bars .number").first).to_be_visible()
    page.wait_for_function("(old) => document.querySelector('.bars').innerText !== old", arg="")
    assert page.locator(".bars .number").all_inner_texts() != drawn


def test_a_line_is_forgotten_with_the_votes_behind_it(visit: Open) -> None:
    page = visit()
    listed = ask(page)
    thumb(page, listed[0])
    line = page.locator(".bars > li").filter(has_text=listed[0]).first
    line.get_by_role("button").click()
    expect(page.locator("#notice")).to_contain_text(f"Forgotten: what you said of {listed[0]}.")
    expect(page.locator(".judged .chip")).to_have_count(0)
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


def test_one_and_all_are_forgotten(visit: Open) -> None:
    page = visit()
    listed = ask(page)
    thumb(page, listed[0])
    thumb(page, listed[1], up=False)
    page.get_by_role("button", name=f"Forget {listed[0]}", exact=True).click()
    expect(page.locator(".judged .chip")).to_have_text([listed[1]])
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator(".judged .chip")).to_have_count(1)
    page.get_by_role("button", name="Really forget everything?").click()
    expect(page.locator(".judged .chip")).to_have_count(0)
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
