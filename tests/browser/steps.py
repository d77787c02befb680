"""What a person does on the page and sees of it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

SPACE = "a film set in space"


def ask(page: Page, message: str = SPACE) -> list[str]:
    """Types the message, sends it, waits for the whole answer; the titles of the list."""
    said = page.locator(".said.assistant").count()
    box = page.get_by_label("Your message")
    box.fill(message)
    box.press("Enter")
    answered(page, said + 1)
    return titles(page)


def answered(page: Page, count: int) -> None:
    """Waits until so many answers are complete."""
    expect(page.locator(".said.assistant")).to_have_count(count)
    expect(page.locator("[role=log]")).to_have_attribute("aria-busy", "false")


def titles(page: Page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


def card(page: Page, title: str) -> Locator:
    return page.locator(".card", has=page.get_by_role("heading", name=title, exact=True))


def thumb(page: Page, title: str, up: bool = True) -> None:
    """Presses a thumb and waits until it is in the taste, or out of it when it was lit."""
    button = card(page, title).locator(".up" if up else ".down")
    lit = button.get_attribute("aria-pressed") == "true"
    button.click()
    in_taste = page.locator(".judged").get_by_text(title, exact=True)
    expect(in_taste).to_have_count(0 if lit else 1)
