"""A real browser on a small demo company: the site is started once, filled once, and walked by every test in this folder."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

EMPLOYEES = 300
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Root needs the first; the rest stop the browser's own calls home, which would look like the site's.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests, skip them unless asked for, and put them last: they leave the database full."""
    here = Path(__file__).parent

    def in_browser(item: pytest.Item) -> bool:
        return here in item.path.parents

    for item in filter(in_browser, items):
        item.add_marker(pytest.mark.e2e)
        if os.environ.get("E2E") != "1":
            item.add_marker(pytest.mark.skip(reason="browser tests run with E2E=1 and need Chromium"))
    items.sort(key=in_browser)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the address of a running site over a demo company of 300 people whose nightly job has run."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        # Playwright keeps an event loop on this thread, so Django takes every query of a test for one inside a coroutine.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        call_command("demo", employees=EMPLOYEES, verbosity=0)
        call_command("nightly", verbosity=0)
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return one Chromium for the whole run."""
    if CHROMIUM is None:
        pytest.fail("E2E=1 asks for browser tests, but no Chromium is on the PATH: install it (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Recorder:
    """What the browser did besides showing pages. A test that provokes an error on purpose clears `errors`."""

    site: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def guard(self, route: Route, request: Request) -> None:
        """Let a request for the site through; note any other and stop it."""
        if urlsplit(request.url).netloc == urlsplit(self.site).netloc:
            route.continue_()
        else:
            self.foreign.append(request.url)
            route.abort()

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the console calls an error: a broken script, a refused style, a missing file."""
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def recorder(site: str) -> Recorder:
    """Return the record of foreign requests and console errors of this test; `browser_page` asserts that it stays empty."""
    return Recorder(site)


@pytest.fixture
def open_page(browser: Browser, recorder: Recorder) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a context of its own: `open_page(viewport=PHONE, java_script_enabled=False)`."""
    contexts = []

    def open_in_new_context(**options: Any) -> Page:
        context = browser.new_context(base_url=recorder.site, viewport=options.pop("viewport", DESKTOP), **options)
        contexts.append(context)
        context.route("**/*", recorder.guard)
        page = context.new_page()
        page.on("console", recorder.note)
        page.on("pageerror", lambda error: recorder.errors.append(str(error)))
        return page

    yield open_in_new_context
    for context in contexts:
        context.close()
    assert recorder.foreign == [], "the site asked another host for something"
    assert recorder.errors == [], "the browser's console shows errors"


@pytest.fixture
def browser_page(open_page: Callable[..., Page]) -> Page:
    """Return a page at desktop size; relative addresses open on the site."""
    return open_page()


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, str], None]:
    """Return a function that signs the person of an email address in on a page, without the form."""

    def sign_in_as(page: Page, email: str) -> None:
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])

    return sign_in_as
