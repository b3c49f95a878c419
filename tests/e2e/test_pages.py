"""The maps in a real browser: by keyboard, at first sight, and by weight. `test_every_page` looks at all pages alike."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PHONE
from tests.e2e.test_walk import email

SIZES = {"wide": {"width": 1440, "height": 1000}, "narrow": PHONE}
SignIn = Callable[[Page, str], None]


@pytest.mark.parametrize("key", ["nurse", "engineer", "coordinator", "electrician", "consultant"])
def test_the_keyboard_reaches_every_role_of_each_kind_of_map(browser_page: Page, sign_in: SignIn, key: str):
    sign_in(browser_page, email(key))
    browser_page.goto("/")
    roles = browser_page.locator(".path-map a[href]:visible").evaluate_all("all => all.map(one => one.href)")
    reached = set()
    for _ in range(60):
        browser_page.keyboard.press("Tab")
        reached.add(browser_page.evaluate("document.activeElement.closest('.path-map') && document.activeElement.href"))
    assert reached - {None} == {*roles}
    assert len({*roles}) >= 3


def test_the_place_stands_out_before_anything_is_read(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("engineer"))
    browser_page.goto("/")
    here = browser_page.locator(".map-drawing .station-here")
    assert here.count() == 1
    box = here.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900  # without scrolling
    colours = browser_page.locator(".map-drawing .station").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert colours.count(here.evaluate("one => getComputedStyle(one).backgroundColor")) == 1


def test_a_first_page_is_light(open_page: Callable[..., Page], sign_in: SignIn):
    page = open_page()
    sign_in(page, email("nurse"))
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert len(sizes) <= 15
    assert sum(sizes) <= 300_000


def test_the_lines_of_a_whole_lattice_meet_its_boxes(open_page: Callable[..., Page], sign_in: SignIn):
    page = open_page(viewport=SIZES["wide"])
    sign_in(page, email("coordinator"))
    page.goto("/families/patient-flow/?zoom=all")
    sheet = page.locator(".grid-lines").bounding_box()
    boxes = page.locator(".grid .stop").evaluate_all("all => all.map(one => one.getBoundingClientRect())")
    assert sheet is not None
    sides = {round(box[side] - sheet["x"]) for box in boxes for side in ("left", "right")}
    middles = {round(box["y"] + box["height"] / 2 - sheet["y"]) for box in boxes}
    heads = page.locator(".grid-head").evaluate_all("all => all.map(one => one.getAttribute('d')).join('')")
    ends = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)l", heads)]
    assert len(ends) > 50
    assert {x for x, _ in ends} <= sides
    assert {y for _, y in ends} <= middles


def test_the_keyboard_walks_a_whole_lattice_and_can_skip_it(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("coordinator"))
    browser_page.goto("/families/patient-flow/?zoom=all")
    browser_page.locator(".skip-map").focus()
    roles = browser_page.locator(".grid .stop").count()
    reached = set()
    for _ in range(roles + 1):
        browser_page.keyboard.press("Tab")
        reached.add(browser_page.evaluate("document.activeElement.closest('.grid') && document.activeElement.href"))
    assert len(reached - {None}) == roles
    browser_page.locator(".skip-map").focus()
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("location.hash") == "#moves-heading"


def test_a_form_opens_over_its_page_and_escape_leads_back(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("nurse"))
    browser_page.goto("/roles/senior-staff-nurse/gap/")
    link = browser_page.locator("a[data-dialog]").first
    link.click()
    dialog = browser_page.get_by_role("dialog")
    dialog.wait_for()
    assert_accessible(browser_page)
    assert browser_page.evaluate("document.activeElement.closest('dialog') !== null")
    browser_page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert browser_page.evaluate("document.activeElement.hasAttribute('data-dialog')")
    link.click()
    dialog.locator("form[action] button[type=submit]").last.click()
    browser_page.wait_for_url("**/me/aspirations/")
    told = browser_page.locator(".toasts[role=status]")
    assert told.inner_text()
    assert_accessible(browser_page)
    told.get_by_role("button", name="Close").click()
    assert not told.inner_text()


def test_without_a_script_the_same_form_is_a_page_and_the_navigation_opens(open_page: Callable[..., Page], sign_in: SignIn):
    page = open_page(java_script_enabled=False)
    sign_in(page, email("manager"))
    page.get_by_role("navigation", name="Main").get_by_text("My team").click()
    page.get_by_role("link", name="People").click()
    assert page.url.endswith("/people/")
    page.goto("/roles/senior-staff-nurse/gap/")
    page.locator("a[data-dialog]").first.click()
    assert page.url.endswith("/roles/senior-staff-nurse/aspire/")
    page.locator("main form button[type=submit]").first.click()
    assert page.locator(".messages .note-good").is_visible()
