"""Every persona of the demo walks the main navigation; nobody meets a broken, foreign or inaccessible page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from promotions import demo
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PHONE

MEMBERS = [persona.email for persona in demo.personas() if persona.key != "leaver"]
PATH_SHAPES = ["nurse", "engineer", "coordinator", "electrician", "consultant", "newcomer"]


def email(key: str) -> str:
    return next(persona.email for persona in demo.personas() if persona.key == key)


def assert_fits(page: Page) -> None:
    """Fail when the page as a whole scrolls sideways; a wide table may scroll within its own frame."""
    width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{page.url} is {width[0]} px wide in a window of {width[1]} px"


def test_the_door_offers_every_persona(browser_page: Page):
    browser_page.goto("/")
    assert browser_page.url.endswith("/sign-in/?next=/")
    assert_accessible(browser_page)
    text = browser_page.inner_text("main")
    assert [persona.name for persona in demo.personas() if persona.name not in text] == []


@pytest.mark.parametrize("member", MEMBERS)
def test_the_main_navigation_leads_somewhere(browser_page: Page, sign_in: Callable[[Page, str], None], member: str):
    sign_in(browser_page, member)
    links = browser_page.locator("nav[aria-label=Main] a").evaluate_all("links => links.map(link => link.href)")
    assert links
    for link in links:
        response = browser_page.goto(link)
        assert response is not None
        assert response.status == 200, f"{link} answers {response.status}"


@pytest.mark.parametrize("key", PATH_SHAPES)
def test_my_path_fits_a_phone(open_page: Callable[..., Page], sign_in: Callable[[Page, str], None], key: str):
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, email(key))
    assert_fits(page)
    assert_accessible(page)


def test_my_path_needs_no_javascript(open_page: Callable[..., Page], sign_in: Callable[[Page, str], None]):
    page = open_page(java_script_enabled=False)
    sign_in(page, email("engineer"))
    assert page.locator("h1").count() == 1
    assert page.locator("main a[href^='/roles/']").count() > 0


def test_the_leaver_stays_outside(browser_page: Page):
    browser_page.goto("/sign-in/")
    browser_page.get_by_label("E-mail address").fill(email("leaver"))
    browser_page.get_by_label("Password").fill(demo.PASSWORD)
    browser_page.get_by_label("Password").press("Enter")
    browser_page.wait_for_load_state()
    assert browser_page.url.endswith("/sign-in/")
