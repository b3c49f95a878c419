"""A passkey in a real browser: the key is the browser's own virtual one, the script and the strict policy are ours."""

from collections.abc import Callable

from playwright.sync_api import Page

from promotions import demo
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import Recorder

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_asked_for_at_the_door_and_taken_off(recorder: Recorder, open_page: Callable[..., Page]) -> None:
    recorder.site = recorder.site.replace("127.0.0.1", "localhost")  # keys sign for a name, and an address is none
    page = open_page()
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    email = demo.personas()[0].email
    password_of(page, email)
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/me/sign-in/second-factor/keys/")
    assert_accessible(page)
    page.get_by_label("What do you call it?").fill("This laptop")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.context.clear_cookies()
    password_of(page, email)
    page.wait_for_url("**/sign-in/code/")
    assert_accessible(page)
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/me/sign-in/second-factor/")
    assert_accessible(page)
    page.get_by_role("button", name="Take it off").filter(has_text="This laptop").click()
    page.get_by_text("it opens nothing here any more").wait_for()


def password_of(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_label("Password").press("Enter")
