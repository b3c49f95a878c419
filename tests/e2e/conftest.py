"""A real browser on a small demo company: the site is started once, filled once, and walked by every test in this folder."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from promotions import demo

ROOT = Path(__file__).resolve().parent.parent.parent
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
    """Mark this folder's tests, skip them unless asked for, and put them last, because Playwright leaves an event loop behind."""
    here = Path(__file__).parent

    def in_browser(item: pytest.Item) -> bool:
        return here in item.path.parents

    for item in filter(in_browser, items):
        item.add_marker(pytest.mark.e2e)
        if os.environ.get("E2E") != "1":
            item.add_marker(pytest.mark.skip(reason="browser tests run with E2E=1 and need Chromium"))
    items.sort(key=in_browser)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once `address` answers; fail when the server ended or took a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - our own server, whose address is written below
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The site did not start; exit {server.poll()}.")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the site as `./dev demo` serves it, over a company of 300 people on a database of its own.

    Another process serves it, so these tests need no database: they see what a visitor sees.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}}
    environment |= {"SQLITE_PATH": str(tmp_path_factory.mktemp("site") / "demo.sqlite3"), "PATHWAYS_DEMO": "1"}
    for command in (["migrate", "--verbosity=0"], ["demo", f"--employees={EMPLOYEES}"], ["nightly"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    address = f"127.0.0.1:{free_port()}"
    serve = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        f"--bind={address}",
        "--threads=4",
        "--log-level=warning",
        "--no-control-socket",
    ]
    server = subprocess.Popen(serve, cwd=ROOT, env=environment)
    try:
        wait_for(f"http://{address}/healthz", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=30)


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
def open_page(recorder: Recorder, browser: Browser) -> Iterator[Callable[..., Page]]:
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
def sign_in() -> Callable[[Page, str], None]:
    """Return a function that signs a persona of the demo in on a page, through the form: `sign_in(page, email)`."""

    def sign_in_as(page: Page, email: str) -> None:
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(demo.PASSWORD)
        page.get_by_label("Password").press("Enter")
        page.wait_for_url(lambda address: "/sign-in/" not in address)

    return sign_in_as
