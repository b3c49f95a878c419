"""The pages of the framework and of a gap, in a real browser: light and dark, wide and narrow, by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PHONE
from tests.e2e.test_walk import assert_fits, email

PAGES = [
    "/families/",
    "/families/nursing/",
    "/families/software-engineering/",
    "/families/patient-flow/",
    "/families/patient-flow/?zoom=all",
    "/families/electrical/",
    "/families/consulting/",
    "/roles/",
    "/roles/?q=nothing+like+it",
    "/roles/senior-engineer/",
    "/roles/senior-engineer/gap/",
    "/me/credentials/",
    "/me/notices/",
    "/nowhere/",
]
SIZES = {"wide": {"width": 1440, "height": 1000}, "narrow": PHONE}
SignIn = Callable[[Page, str], None]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(open_page: Callable[..., Page], sign_in: SignIn, recorder: Any, size: str, theme: str):
    page = open_page(viewport=SIZES[size], color_scheme=theme)
    sign_in(page, email("engineer"))
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    recorder.errors[:] = [error for error in recorder.errors if "/nowhere/" not in error]  # asked for on purpose


def test_the_keyboard_reaches_every_role_of_the_map(browser_page: Page, sign_in: SignIn):
    sign_in(browser_page, email("engineer"))
    browser_page.goto("/")
    roles = browser_page.locator(".map-drawing a.station")
    reached = set()
    for _ in range(60):
        browser_page.keyboard.press("Tab")
        reached.add(browser_page.evaluate("document.activeElement.closest('.map-drawing') && document.activeElement.href"))
    assert len(reached - {None}) == roles.count() > 4


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
