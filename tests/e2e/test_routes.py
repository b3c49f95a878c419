"""Routes, two roles side by side, and the field that offers roles, in a real browser: by keyboard, without a script, wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PHONE
from tests.e2e.test_walk import assert_fits, email

SIZES = {"wide": {"width": 1440, "height": 1000}, "narrow": PHONE}
SignIn = Callable[[Page, str], None]
PAGES = [
    "/routes/",
    "/routes/?to=manager",
    "/routes/?to=head-of-hospital-operations&order=months",
    "/routes/?to=ward-manager",
    "/routes/?to=nothing+like+it",
    "/roles/compare/",
    "/roles/compare/?b=site-operations-manager",
    "/gap/?role=manager",
    "/roles/site-operations-manager/gap/",
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(open_page: Callable[..., Page], sign_in: SignIn, size: str, theme: str):
    page = open_page(viewport=SIZES[size], color_scheme=theme)
    sign_in(page, email("coordinator"))
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


def test_a_role_is_found_by_keyboard_as_one_types(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("coordinator"))
    browser_page.goto("/routes/")
    field = browser_page.get_by_role("combobox", name="To", exact=True)
    field.press_sequentially("operations")
    options = browser_page.get_by_role("listbox", name="Roles found").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert_accessible(browser_page)
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    field.press("ArrowUp")
    name = options.first.locator("span").first.inner_text()
    field.press("Enter")
    browser_page.wait_for_url("**to=**")
    expect(browser_page.get_by_role("heading", level=1)).to_have_text(f"Routes to {name}")


def test_escape_closes_the_options_and_keeps_what_was_typed(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("coordinator"))
    browser_page.goto("/routes/")
    field = browser_page.get_by_role("combobox", name="To", exact=True)
    field.press_sequentially("nurse")
    expect(browser_page.get_by_role("listbox", name="Roles found").get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(browser_page.get_by_role("listbox", name="Roles found")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("nurse")


def test_a_role_is_found_with_the_mouse(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("coordinator"))
    browser_page.goto("/routes/")
    browser_page.get_by_role("combobox", name="To", exact=True).press_sequentially("ward manager")
    browser_page.get_by_role("listbox", name="Roles found").get_by_role("option").first.click()
    expect(browser_page.get_by_role("heading", level=1)).to_have_text("Routes to Ward manager")


def test_the_same_without_a_script(open_page: Callable[..., Page], sign_in: SignIn):
    page = open_page(java_script_enabled=False)
    sign_in(page, email("coordinator"))
    page.goto("/routes/")
    page.get_by_label("To", exact=True).fill("operations")
    page.get_by_role("button", name="Find routes").click()
    page.get_by_role("link", name="Site operations manager").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Routes to Site operations manager"
    page.get_by_label("No steps down").check()
    page.get_by_role("button", name="Find routes").click()
    assert "down=on" in page.url
    assert page.locator(".leg").count() > 0


def test_the_keyboard_reaches_every_role_of_the_drawing(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("coordinator"))
    browser_page.goto("/routes/?to=head-of-hospital-operations")
    stops = browser_page.locator(".map-routes a.station")
    reached = set()
    for _ in range(80):
        browser_page.keyboard.press("Tab")
        reached.add(browser_page.evaluate("[...document.querySelectorAll('.map-routes a.station')].indexOf(document.activeElement)"))
    assert reached - {-1} == set(range(stops.count()))
    assert stops.count() > 4
