"""One conversation in two browsers, from the plan to both signatures: no word is lost on the way, and a new manager finds none of it."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from promotions import demo
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import PHONE, ROOT, Recorder
from tests.e2e.test_walk import assert_fits

SAVED = "Saved at"
OFFLINE = "No connection"
SIGNED_OUT = "You are signed out"
WORK, PROMISED = "Lead two handovers", "Take the four nights in a row to the rota meeting"


def email(key: str) -> str:
    return next(persona.email for persona in demo.personas() if persona.key == key)


def draft(page: Page):
    return page.get_by_label("Shared notes: your draft")


def status(page: Page):
    return page.locator("#notes [role=status]")


def write(page: Page, words: str) -> None:
    draft(page).press("Control+End")
    draft(page).press_sequentially(words)


def unfold(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()


def add_point(page: Page, text: str) -> None:
    page.get_by_label("Add a point").fill(text)
    page.get_by_role("button", name="Add a point").click()
    expect(page.locator("#agenda")).to_contain_text(text)


@pytest.fixture
def moved(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], None]]:
    """Return a function that lets the nurse report to another persona, as the HR system would tell it; undone at the end."""
    (path,) = tmp_path_factory.getbasetemp().glob("site[0-9]*/demo.sqlite3")
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"SQLITE_PATH": str(path), "PATHWAYS_DEMO": "1"}

    def report_to(key: str) -> None:
        code = f"""
from django.utils import timezone
from employees import reporting_line, services
from employees.models import Employee
nurse, manager, on = Employee.objects.get(email="{email("nurse")}"), Employee.objects.get(email="{email(key)}"), timezone.localdate()
position = nurse.positions.on(on).get()
services.move(employee=nurse, role=position.role, unit=position.unit, manager=manager, on=on, by=None, title=position.title)
reporting_line.rebuild(on)
"""
        subprocess.run([sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    yield report_to
    report_to("manager")


def test_a_conversation_loses_no_word(
    open_page: Callable[..., Page], sign_in: Callable[[Page, str], None], recorder: Recorder, moved: Callable[[str], None]
):
    manager, nurse = open_page(), open_page()
    sign_in(manager, email("manager"))
    sign_in(nurse, email("nurse"))
    address = plan_anew(manager)
    nurse.goto(address)
    add_point(nurse, "Where the course could lead")
    manager.goto(address)
    expect(manager.locator("#agenda")).to_contain_text("Where the course could lead")
    add_point(manager, "The rota in spring")
    assert_accessible(manager)
    both_write(manager, nurse, address)
    lose_the_connection(nurse, recorder)
    nurse = close_in_mid_sentence(nurse, address, recorder)
    write_in_two_windows(nurse, address, recorder)
    lose_the_session(nurse, sign_in, recorder)
    share(nurse, manager, address, recorder)
    finish_and_sign(nurse, manager, address)
    matron = open_page()
    sign_in(matron, email("matron"))
    change_the_manager(nurse, manager, address, moved, matron, recorder)
    phone = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, email("nurse"))
    phone.goto(address)
    assert_fits(phone)
    assert_accessible(phone)


def plan_anew(manager: Page) -> str:
    """Cancel what the demo has planned, and plan another; return its address."""
    manager.goto("/conversations/")
    manager.get_by_role("link", name="Amina Okafor").first.click()
    unfold(manager, "Cancel the conversation")
    manager.get_by_role("button", name="Cancel the conversation").click()
    manager.goto("/team/")
    manager.get_by_role("link", name="plan one with Amina Okafor").click()
    at = dt.datetime.now() + dt.timedelta(days=2)  # noqa: DTZ005  # as the field takes it
    manager.get_by_label("When?").fill(f"{at:%Y-%m-%d}T10:30")
    manager.get_by_role("button", name="Plan it and invite both").click()
    expect(manager.locator("h1")).to_have_text("Amina Okafor")
    return manager.url


def both_write(manager: Page, nurse: Page, address: str) -> None:
    """What one writes the other does not see before it is shared."""
    write(nurse, "Since spring I lead the handover.")
    expect(status(nurse)).to_contain_text(SAVED)
    write(manager, "The ward is quieter.")
    expect(status(manager)).to_contain_text(SAVED)
    manager.reload()
    expect(draft(manager)).to_have_value("The ward is quieter.")
    assert "handover" not in manager.inner_text("#notes")


def lose_the_connection(nurse: Page, recorder: Recorder) -> None:
    nurse.context.set_offline(True)
    write(nurse, " Half a sen")
    expect(status(nurse)).to_contain_text(OFFLINE)
    nurse.context.set_offline(False)
    write(nurse, "tence.")
    expect(status(nurse)).to_contain_text(SAVED, timeout=15_000)
    recorder.errors.clear()  # the browser itself tells of the lost connection


def close_in_mid_sentence(nurse: Page, address: str, recorder: Recorder) -> Page:
    """The window is closed while there is no connection; the next one has the words."""
    context = nurse.context
    context.set_offline(True)
    write(nurse, " Written in the lift.")
    nurse.wait_for_timeout(200)
    nurse.close()
    context.set_offline(False)
    again = context.new_page()
    again.on("console", recorder.note)
    again.goto(address)
    expect(draft(again)).to_have_value("Since spring I lead the handover. Half a sentence. Written in the lift.")
    write(again, " And at home.")
    expect(status(again)).to_contain_text(SAVED)
    recorder.errors.clear()
    return again


def write_in_two_windows(nurse: Page, address: str, recorder: Recorder) -> None:
    other = nurse.context.new_page()
    other.goto(address)
    write(other, " From the other window.")
    expect(status(other)).to_contain_text(SAVED)
    write(nurse, " From this window.")
    clash = nurse.locator("#notes .note-clash")
    expect(clash).to_be_visible()
    expect(clash).to_contain_text("From the other window.")
    expect(draft(nurse)).to_have_value(
        "Since spring I lead the handover. Half a sentence. Written in the lift. And at home. From this window."
    )
    nurse.get_by_role("button", name="Put both together").click()
    expect(status(nurse)).to_contain_text(SAVED)
    value = draft(nurse).input_value()
    assert "From this window." in value
    assert "From the other window." in value
    other.close()
    recorder.errors.clear()  # a refused save is an error to the console


def lose_the_session(nurse: Page, sign_in: Callable[[Page, str], None], recorder: Recorder) -> None:
    nurse.context.clear_cookies()
    write(nurse, " After the session.")
    expect(status(nurse)).to_contain_text(SIGNED_OUT)
    assert "After the session" not in nurse.evaluate("JSON.stringify(localStorage)"), "what the browser keeps is sealed"
    assert nurse.evaluate("Object.keys(localStorage).length") == 1
    nurse.locator("#notes").get_by_role("link", name="Sign in").click()
    nurse.get_by_label("E-mail address").fill(email("nurse"))
    nurse.get_by_label("Password").fill(demo.PASSWORD)
    nurse.get_by_label("Password").press("Enter")
    expect(draft(nurse)).to_have_value(re.compile(r"After the session\.$"))
    expect(status(nurse)).to_contain_text(SAVED)
    assert nurse.evaluate("Object.keys(localStorage).length") == 0, "what is saved is kept in the browser no longer"
    recorder.errors.clear()


def share(nurse: Page, manager: Page, address: str, recorder: Recorder) -> None:
    """The second to share is shown what the first has shared, and puts both together."""
    nurse.get_by_role("button", name="Share with Grace").click()
    expect(nurse.locator(".toasts")).to_contain_text("Shared.")
    manager.get_by_role("button", name="Share with Amina").click()
    expect(manager.locator("#notes .note-caution[role=alert]")).to_contain_text("From the other window.")
    expect(draft(manager)).to_have_value("The ward is quieter.")
    draft(manager).fill(f"{manager.locator('#notes [role=alert] blockquote').inner_text()}\nThe ward is quieter.")
    manager.get_by_role("button", name="Share with Amina").click()
    expect(manager.locator(".toasts")).to_contain_text("Shared.")
    nurse.goto(address)
    expect(draft(nurse)).to_have_value(re.compile("The ward is quieter."))
    recorder.errors.clear()


def finish_and_sign(nurse: Page, manager: Page, address: str) -> None:
    due = f"{dt.date.today() + dt.timedelta(days=30):%Y-%m-%d}"  # noqa: DTZ011  # as above
    for page, name, text in ((nurse, "Add what you will do", WORK), (manager, "Add what you promise", PROMISED)):
        page.goto(address)
        unfold(page, name)
        page.get_by_label("What will you do?").fill(text)
        page.get_by_label("By when?").fill(due)
        page.get_by_role("button", name="Add it").click()
        expect(page.locator("#commitments")).to_contain_text(text)
    unfold(manager, "Finish the conversation")
    manager.get_by_label("On which day did you talk?").fill(f"{dt.date.today():%Y-%m-%d}")  # noqa: DTZ011  # as above
    manager.get_by_role("button", name="Finish it").click()
    for page in (nurse, manager):
        page.goto(address)
        page.get_by_role("button", name="Sign", exact=True).click()
    expect(manager.locator("#signatures")).to_contain_text("Both have signed")
    expect(draft(manager)).to_have_count(0)
    nurse.goto("/me/plan/")
    expect(nurse.locator("main")).to_contain_text(WORK)


def change_the_manager(nurse: Page, manager: Page, address: str, moved: Callable[[str], None], matron: Page, recorder: Recorder) -> None:
    """Who led her finds nothing of it any more, who leads her finds what is promised and not what was said, she finds all of it."""
    manager.goto("/promises/")
    manager.get_by_role("link", name=PROMISED).click()
    promise = manager.url
    moved("matron")
    for gone in (address, f"{address}conversation.pdf", promise):
        assert answer_of(manager, gone) == 404
    for listing in ("/promises/", "/conversations/", "/team/"):
        manager.goto(listing)
        expect(manager.locator("main")).not_to_contain_text(PROMISED)
        expect(manager.locator("main")).not_to_contain_text("Amina Okafor")
    manager.goto("/me/notices/")  # what she asked of this colleague by name stays: her practice, no conversation
    expect(manager.locator("main")).not_to_contain_text("conversation with Amina Okafor")
    expect(manager.locator(f"main a[href*='{urlsplit(address).path}']")).to_have_count(0)
    take_it_on(matron, address)
    nurse.goto(address)
    for kept in ("The ward is quieter.", "From the other window.", "After the session."):
        expect(nurse.locator("#notes")).to_contain_text(kept)
    for kept in (PROMISED, WORK):
        expect(nurse.locator("#commitments")).to_contain_text(kept)
    expect(nurse.locator("#signatures")).to_contain_text("Both have signed")
    nurse.goto("/conversations/?show=past")
    expect(nurse.locator(f"main a[href='{urlsplit(address).path}']").first).to_be_visible()
    nurse.goto("/me/plan/")
    expect(nurse.locator("main")).to_contain_text(WORK)
    nurse.goto(promise)
    expect(nurse.locator("h1")).to_have_text(PROMISED)
    expect(nurse.locator(".page-header .eyebrow")).to_have_text("Helen Brennan to Amina Okafor")
    recorder.errors.clear()  # the pages that are not there


def take_it_on(matron: Page, address: str) -> None:
    assert answer_of(matron, address) == 404, "who takes over does not read what was said before"
    matron.goto("/promises/introduction/")
    waiting = matron.locator("section", has=matron.get_by_role("heading", name="Amina Okafor"))
    expect(waiting).to_contain_text("promised by Grace Mensah")
    assert_accessible(matron)
    waiting.get_by_role("button", name="Take it on").filter(has_text=PROMISED).click()
    matron.goto("/promises/introduction/")
    expect(matron.locator("main")).not_to_contain_text(PROMISED)
    matron.goto("/promises/")
    expect(matron.locator("main")).to_contain_text(PROMISED)


def answer_of(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status
