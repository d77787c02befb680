from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open, free_port, serving
from tests.browser.steps import SPACE, answered, ask, card, thumb, titles

pytestmark = pytest.mark.browser

MOVIES = Path(__file__).parents[2] / "index" / "movies"


def test_asking_gives_cards_with_reasons(visit: Open) -> None:
    page = visit()
    assert len(ask(page)) == 6
    first = page.locator(".card").first
    expect(first.locator(".facts")).to_contain_text("1 h")
    expect(first.locator(".why li").first).not_to_be_empty()
    expect(first.locator(".poster svg")).to_be_visible()
    assert page.locator(".said.user").inner_text().endswith(SPACE)


def test_example_is_a_request(visit: Open) -> None:
    page = visit()
    example = page.locator(".fresh .choice").first
    text = example.inner_text()
    example.click()
    answered(page, 1)
    assert page.locator(".said.user").inner_text().endswith(text)
    expect(page.locator(".fresh")).to_have_count(0)


def test_question_is_answered_with_one_click(visit: Open, tmp_path: Path) -> None:
    """On the shipped films, which are many enough to ask back."""
    with serving(MOVIES, tmp_path, free_port()) as url:
        page = visit(url)
        ask(page, "something funny")
        choice = page.locator("#quick .choice").first
        text = choice.inner_text()
        choice.click()
        answered(page, 2)
        assert page.locator(".said.user").last.inner_text().endswith(text)
        page.close()


def test_more_like_this_is_asked_for(visit: Open) -> None:
    page = visit()
    before = ask(page)
    card(page, before[0]).get_by_role("button", name="More like this").click()
    answered(page, 2)
    assert f"More like {before[0]}" in page.locator(".said.user").last.inner_text()
    assert before[0] not in titles(page)


def test_removed_limit_no_longer_holds(visit: Open) -> None:
    page = visit()
    assert "Alien" not in ask(page, "a film set in space, no horror")
    page.get_by_role("button", name="Remove: no Horror").click()
    expect(page.get_by_role("button", name="Remove: no Horror")).to_have_count(0)
    expect(card(page, "Alien")).to_be_visible()


def test_nothing_fits_is_told_and_removing_the_limit_helps(visit: Open) -> None:
    page = visit()
    assert ask(page, "a film from before 1930") == []
    expect(page.locator(".empty")).to_contain_text("Nothing fits")
    page.locator("#limits .chip").first.click()
    expect(page.locator(".card").first).to_be_visible()
    listed = titles(page)
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    assert titles(page) == listed


def test_new_chat_is_empty_and_keeps_the_taste(visit: Open) -> None:
    page = visit()
    thumb(page, ask(page)[0])
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".said")).to_have_count(0)
    expect(page.locator(".fresh .choice").first).to_be_visible()
    expect(page.locator(".judged .chip")).to_have_count(1)
    page.reload()
    expect(page.locator(".fresh .choice").first).to_be_visible()
    ask(page, "a heist")
    expect(page.locator(".said")).to_have_count(2)


def test_refused_message_comes_back_with_one_clear_line(visit: Open) -> None:
    page = visit()
    before = ask(page)
    message = "x" * 100_000
    page.get_by_label("Your message").fill(message)
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_role("alert").locator("p")).not_to_be_empty()
    expect(page.get_by_label("Your message")).to_have_value(message)
    expect(page.locator(".said")).to_have_count(2)
    assert titles(page) == before
    page.get_by_role("button", name="Close this message").click()
    expect(page.locator(".notice")).to_have_count(0)


def test_history_is_there_after_a_reload(visit: Open) -> None:
    page = visit()
    thumb(page, ask(page)[1], up=False)
    talk, listed = page.locator(".said").all_inner_texts(), titles(page)
    page.reload()
    expect(page.locator(".card")).to_have_count(6)
    assert page.locator(".said").all_inner_texts() == talk
    assert titles(page) == listed
    expect(card(page, listed[1]).locator(".down")).to_have_attribute("aria-pressed", "true")


def test_history_is_there_after_a_restart(
    browser: Browser, visit: Open, catalogue: Path, tmp_path: Path
) -> None:
    context, port = browser.new_context(), free_port()
    with serving(catalogue, tmp_path, port) as url:
        page = visit(url, context)
        thumb(page, ask(page)[0])
        talk, listed = page.locator(".said").all_inner_texts(), titles(page)
        page.close()
    with serving(catalogue, tmp_path, port) as url:
        page = visit(url, context)
        expect(page.locator(".card")).to_have_count(6)
        assert page.locator(".said").all_inner_texts() == talk
        assert titles(page) == listed
        expect(card(page, listed[0]).locator(".up")).to_have_attribute("aria-pressed", "true")


def test_two_visitors_do_not_see_each_other(visit: Open) -> None:
    anna, ben = visit(), visit()
    listed = ask(anna)
    thumb(anna, listed[0])
    expect(ben.locator(".said")).to_have_count(0)
    ben.reload()
    ben.locator(".fresh .choice").first.wait_for()
    expect(ben.locator(".card")).to_have_count(0)
    assert ask(ben) == listed
    expect(ben.locator("[aria-pressed=true]")).to_have_count(0)
    thumb(ben, listed[1], up=False)
    anna.reload()
    expect(anna.locator(".judged .chip")).to_have_text([listed[0]])
