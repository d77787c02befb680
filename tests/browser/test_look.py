"""What the page looks like and how it is worked; screenshots go to artifacts/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ARTIFACTS, Open, free_port, serving
from tests.browser.steps import ask, card, thumb

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    f"{device}-{scheme}": {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    for device, size in {
        "desktop": {"width": 1440, "height": 900},
        "phone": {"width": 390, "height": 844},
    }.items()
    for scheme in ("light", "dark")
}
GRAVE = ("serious", "critical")


def grave_violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("look", LOOKS)
def test_page_is_accessible_and_fits_before_and_after_asking(visit: Open, look: str) -> None:
    page = visit(**LOOKS[look])
    page.locator(".fresh .choice").first.wait_for()
    page.screenshot(path=ARTIFACTS / f"{look}-start.png", full_page=True)
    assert grave_violations(page) == []
    assert fits(page)
    listed = ask(page, "a film set in space, no horror")
    thumb(page, listed[0])
    thumb(page, listed[2], up=False)
    page.mouse.move(0, 0)
    page.screenshot(path=ARTIFACTS / f"{look}-list.png", full_page=True)
    assert grave_violations(page) == []
    assert fits(page)


def test_a_demo_says_that_votes_may_be_forgotten(
    visit: Open, catalogue: Path, tmp_path: Path
) -> None:
    with serving(catalogue, tmp_path, free_port(), embedded=True) as url:
        page = visit(url)
        expect(page.locator("#demo")).to_contain_text("may be forgotten")
        page.locator(".fresh .choice").first.wait_for()
        page.screenshot(path=ARTIFACTS / "demo-start.png", full_page=True)
        assert grave_violations(page) == []


def test_long_words_do_not_widen_the_phone(visit: Open) -> None:
    page = visit(**LOOKS["phone-light"])
    ask(page, "hostile markup " + "W" * 300)
    assert fits(page)


def test_everything_is_done_by_keyboard(visit: Open) -> None:
    page = visit()
    page.locator(".fresh .choice").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="New chat")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    reach(page, page.get_by_label("Your message"))
    page.keyboard.type("a film set in space, no horror")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(6)
    expect(page.locator("[role=log]")).to_have_attribute("aria-busy", "false")
    first = page.locator(".card h3").first.inner_text()
    reach(page, page.get_by_role("button", name="Remove: no Horror"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove: no Horror")).to_have_count(0)
    up = card(page, first).locator(".up")
    reach(page, up)
    page.keyboard.press("Space")
    expect(page.locator(".judged .chip")).to_have_text([first])
    expect(up).to_be_focused()
    reach(page, page.get_by_role("button", name=f"Forget {first}", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator(".judged .chip")).to_have_count(0)


def reach(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus."""
    for _ in range(80):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def test_motion_is_reduced_when_asked_for(visit: Open) -> None:
    page = visit(reduced_motion="reduce")
    ask(page)
    moving = "(one) => getComputedStyle(one).animationName"
    assert page.locator(".card").first.evaluate(moving) == "none"
    assert page.locator(".said").first.evaluate(moving) == "none"


def test_page_speaks_the_language_of_the_browser(visit: Open) -> None:
    page = visit(locale="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    expect(page.get_by_label("你的消息")).to_be_visible()
    page.screenshot(path=ARTIFACTS / "desktop-chinese-start.png")
