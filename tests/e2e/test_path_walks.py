"""My path at a glance, disputes and comments: walked as people walk them, on a desk and on a phone, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.test_walk import PATH_SHAPES, assert_fits, email

BREAK = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
SIZES = [pytest.param(DESK, id="desk"), pytest.param(BREAK, id="phone")]
THEMES = ["light", "dark"]
LIST_BYTES = 60_000
Open = Callable[..., Page]
SignIn = Callable[[Page, str], None]


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("key", PATH_SHAPES)
@pytest.mark.parametrize("size", SIZES)
def test_three_questions_are_answered_without_scrolling(open_page: Open, sign_in: SignIn, key: str, size: dict[str, int]):
    page = open_page(viewport=size)
    sign_in(page, email(key))
    assert [text.lower() for text in page.locator(".glance-question").all_inner_texts()] == [
        "where am i",
        "where can i go",
        "what is missing",
    ]
    assert bottom_of(page, ".glance") <= size["height"]
    assert all(text.strip() for text in page.locator(".glance section").all_inner_texts())
    assert_fits(page)


def test_on_a_phone_the_navigation_lies_under_the_thumb_and_hides_nothing(open_page: Open, sign_in: SignIn):
    page = open_page(viewport=BREAK, has_touch=True, is_mobile=True)
    sign_in(page, email("manager"))
    nav = page.get_by_role("navigation", name="Main")
    box = nav.bounding_box()
    assert box is not None
    assert box["y"] > BREAK["height"] * 3 / 4
    nav.get_by_text("My team").click()
    touched = nav.locator("summary:visible, a:visible")
    assert {"Team", "People", "My path"} <= {text.strip() for text in touched.all_inner_texts()}
    assert all(height >= 44 for height in touched.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)"))
    page.keyboard.press("Escape")
    assert not nav.get_by_role("link", name="People").is_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert bottom_of(page, ".footer") <= box["y"] + 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_dispute_from_its_line_to_its_answer(open_page: Open, sign_in: SignIn, size: dict[str, int], theme: str):
    nurse = open_page(viewport=size, color_scheme=theme, java_script_enabled=False)
    sign_in(nurse, email("nurse"))
    nurse.locator(".glance a").first.click()
    link = nurse.get_by_role("link", name=re.compile("^dispute ")).first
    name = link.inner_text()
    link.click()
    nurse.get_by_role("button", name=re.compile("^Dispute ")).click()
    expect(nurse.locator(".field-error")).to_have_count(2)
    nurse.get_by_label("What is wrong?").fill("I have shown it twice.")
    nurse.get_by_label("What should it be?").select_option(index=3)
    nurse.get_by_role("button", name=re.compile("^Dispute ")).click()
    assert name
    nurse.get_by_role("link", name=re.compile("^disputed ")).first.click()
    address = nurse.url

    manager = open_page(viewport=size, color_scheme=theme)
    sign_in(manager, email("manager"))
    manager.goto("/disputes/")
    assert_accessible(manager)
    assert_fits(manager)
    manager.goto(address)
    assert_accessible(manager)
    assert_fits(manager)
    manager.get_by_label("Why does it stay as it is?").fill("Once more, with me there.")
    manager.get_by_role("button", name="Decline with this reason").click()
    assert "Once more, with me there." in manager.inner_text("main")
    nurse.reload()
    assert "declined" in nurse.inner_text("main")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_the_new_pages_are_accessible_and_fit(open_page: Open, sign_in: SignIn, size: dict[str, int], theme: str):
    page = open_page(viewport=size, color_scheme=theme)
    sign_in(page, email("nurse"))
    page.locator(".glance a").first.click()
    page.get_by_role("link", name=re.compile("^dispute ")).last.click()
    opened = page.url
    role = page.get_by_role("link", name="About this role").get_attribute("href") or ""
    for path in ("/", opened, role, f"{role}comments/", "/disputes/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    editor = open_page(viewport=size, color_scheme=theme)
    sign_in(editor, email("editor"))
    for path in ("/styleguide/", "/comments/", "/comments/?show=all"):
        editor.goto(path)
        assert_accessible(editor)
        assert_fits(editor)


def test_a_comment_from_its_writing_to_its_answer(open_page: Open, sign_in: SignIn):
    coordinator = open_page(viewport=BREAK, java_script_enabled=False)
    sign_in(coordinator, email("coordinator"))
    coordinator.get_by_role("link", name="what this role asks").click()
    coordinator.get_by_role("link", name=re.compile("omment")).click()
    coordinator.get_by_label("What should change").fill("Data quality weighs too much here.")
    coordinator.get_by_role("button", name="Publish this comment").click()
    editor = open_page()
    sign_in(editor, email("editor"))
    editor.goto("/comments/")
    editor.locator("li", has_text="Data quality weighs too much here.").get_by_role("link", name=re.compile("^Answer")).click()
    assert_accessible(editor)
    editor.get_by_label("Outcome").select_option("accepted")
    editor.get_by_label("What do you answer?").fill("The next version halves it.")
    editor.get_by_role("button", name="Publish this answer").click()
    coordinator.reload()
    text = coordinator.inner_text("main")
    assert "The next version halves it." in text
    assert "accepted" in text


@pytest.mark.parametrize("path", ["/", "/disputes/?show=all", "/comments/?show=all", "/people/", "/roles/"])
def test_pages_are_light(open_page: Open, sign_in: SignIn, path: str):
    page = open_page(viewport=BREAK)
    sign_in(page, email("editor" if "comments" in path else "manager"))
    response = page.goto(path)
    assert response is not None
    assert len(response.body()) <= LIST_BYTES


@pytest.mark.parametrize("key", ["nurse", "engineer", "coordinator"])
def test_on_paper_it_is_day_and_the_map_is_whole(open_page: Open, sign_in: SignIn, key: str):
    page = open_page(viewport={"width": 703, "height": 1000}, color_scheme="dark")  # A4 between its margins
    sign_in(page, email(key))
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".map-drawing").is_visible()
    assert not page.get_by_role("navigation", name="Main").is_visible()
    assert_fits(page)
