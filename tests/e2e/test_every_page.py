"""Every page, wide and narrow, light and dark, left to right and right to left: accessible, and never wider than its window.

A page is loaded once; colours, size and direction are then changed under it. Dark, only contrast can differ.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import pages
from tests.e2e.accessibility import assert_accessible
from tests.e2e.test_walk import assert_fits, email

SignIn = Callable[[Page, str], None]
SIZES: list[Any] = [{"width": 1440, "height": 1000}, {"width": 390, "height": 844}]
VISITS = sorted({*pages.plain(), *pages.MORE, *((who, name) for name, (who, _) in pages.FOUND.items())})


def test_every_address_is_looked_at_or_says_why_not():
    known = {name for name, route in pages.addresses().items() if "<" not in route} | {*pages.FOUND} | {*pages.NOT_PAGES}
    assert known == {*pages.addresses()}


@pytest.mark.parametrize("who", sorted({who for who, _ in VISITS}), ids=lambda who: who or "anonymous")
def test_every_page_is_accessible_and_fits(open_page: Callable[..., Page], sign_in: SignIn, recorder: Any, who: str):
    page = open_page()
    if who:
        sign_in(page, email(who))
    faults: list[str] = []
    for path in (path for reader, path in VISITS if reader == who):
        faults += faults_of(page, path if path.startswith("/") else found(page, path))
    recorder.errors[:] = [error for error in recorder.errors if "404" not in error]  # links made up on purpose
    assert faults == []


def found(page: Page, name: str) -> str:
    """Return the address of a page that another one links to."""
    where = pages.FOUND[name][1]
    page.goto(where if "/" in where else found(page, where))
    links = page.locator("main a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return next((link for link in links if link and pages.pattern_of(name).match(link)), f"/no-link-to-{name}")


def faults_of(page: Page, path: str) -> list[str]:
    page.set_viewport_size(SIZES[0])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # or a colour would be judged halfway to another
    response = page.goto(path)
    faults = [] if (response and response.status < 400) or "made" in path else [f"{path} answers {response and response.status}"]
    for size in SIZES:
        page.set_viewport_size(size)
        faults += tried(path, size, lambda: assert_accessible(page))
        page.emulate_media(color_scheme="dark")
        faults += tried(path, size, lambda: assert_accessible(page, only="color-contrast"))
        page.emulate_media(color_scheme="light")
        faults += tried(path, size, lambda: assert_fits(page))
        page.evaluate("document.documentElement.dir = 'rtl'")
        faults += tried(f"{path} from right to left", size, lambda: assert_fits(page))
        page.evaluate("document.documentElement.dir = 'ltr'")
    return faults


def tried(path: str, size: dict[str, int], check: Callable[[], None]) -> list[str]:
    """Return what an assertion says, so that one run names the faults of all pages."""
    try:
        check()
    except AssertionError as fault:
        return [f"{path} at {size['width']}: {fault}"]
    return []
