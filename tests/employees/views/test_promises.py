"""Promises on pages: each side does what is theirs, a new manager answers for what there was, strangers find nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employees import reporting_line
from employees.models import AuditEvent, Employee, Promise
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of, queries_of
from tests.factories.employees import EmployeeFactory, PositionFactory, PromiseFactory

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=20)


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def promise(company: Company) -> Promise:
    found: Promise = company.subject.promises.get()
    Promise.objects.filter(pk=found.pk).update(due_on=SOON, text="Find cover")
    found.refresh_from_db()
    return found


def lead_by(company: Company, number: str | None) -> None:
    manager = Employee.objects.get(number=number) if number else None
    company.subject.positions.filter(end=None).update(manager=manager)
    reporting_line.rebuild(TODAY)


def step(client: Client, company: Company, persona: str, promise: Promise, step: str, **said: str):
    user = company.user(persona)
    assert user is not None
    client.force_login(user)
    return client.post(reverse("promise-step", args=[promise.pk, step]), {f"{step}-{name}": value for name, value in said.items()})


def offered(page: str) -> set[str]:
    return {
        name for name in ("keep", "reopen", "postpone", "withdraw", "accept", "offer", "decline", "agree", "refuse") if f'/{name}/"' in page
    }


# --- The list -------------------------------------------------------------------------------------


def test_each_side_finds_it_in_their_part_of_the_list(client: Client, company: Company, promise: Promise):
    path = reverse("promises")
    assert "Find cover" in page_of(client, company, "self", f"{path}?show=to-me")
    assert "Find cover" not in page_of(client, company, "self", path)
    assert "Find cover" in page_of(client, company, "manager", path)
    assert "Find cover" in page_of(client, company, "manager", f"{path}?show=team")
    assert "Find cover" not in page_of(client, company, "manager", f"{path}?show=to-me")
    assert "All of my team" not in page_of(client, company, "self", path)
    assert "Find cover" not in page_of(client, company, "skip-level manager", f"{path}?show=team")


def test_states_search_and_what_is_overdue(client: Client, company: Company, promise: Promise):
    path = reverse("promises") + "?show=team"
    PromiseFactory(employee=company.subject, side="employee", text="Report back", made_on="2025-01-01", due_on="2025-02-01")
    PromiseFactory(employee=company.subject, side="employee", text="Long done", kept_on=TODAY)
    late = page_of(client, company, "manager", f"{path}&state=overdue")
    assert ("Report back" in late, "Find cover" in late, "overdue" in late) == (True, False, True)
    assert "Long done" in page_of(client, company, "manager", f"{path}&state=closed")
    assert "Nobody found" in page_of(client, company, "manager", f"{path}&q=nobody")
    assert "Find cover" in page_of(client, company, "manager", f"{path}&q=named-nurse&state=all")
    assert "Nothing is overdue" in page_of(client, company, "self", f"{reverse('promises')}?state=overdue&show=to-me")


def test_an_account_without_a_record_has_none(client: Client, company: Company):
    assert "No promises for this account" in page_of(client, company, "auditor", reverse("promises"))


def test_the_list_names_others_in_the_trail_and_comes_as_a_file(client: Client, company: Company, promise: Promise):
    page_of(client, company, "self", reverse("promises") + "?show=to-me")
    assert not AuditEvent.objects.filter(kind="employees.promise").exists()
    page_of(client, company, "manager", reverse("promises"))
    assert AuditEvent.objects.filter(kind="employees.promise", verb="listed").count() == 1
    file = b"".join(client.get(reverse("promises-file"))).decode()
    assert f"Find cover,Ada Named-manager,Ada Named-nurse,{SOON}" in file


def test_as_many_queries_for_one_promise_as_for_thirty(client: Client, company: Company, promise: Promise):
    path = reverse("promises") + "?show=team&state=all"
    queries_of(client, company, "manager", path)  # what is remembered for all
    few = queries_of(client, company, "manager", path)
    manager = Employee.objects.get(number="manager")
    for _ in range(6):
        nurse = EmployeeFactory()
        PositionFactory(employee=nurse, manager=manager)
        for _ in range(5):
            PromiseFactory(employee=nurse, promised_by=manager)
    assert queries_of(client, company, "manager", path) == few <= MOST_QUERIES


# --- Making one -----------------------------------------------------------------------------------


def test_one_promises_to_the_manager_and_to_ones_people(client: Client, company: Company, promise: Promise):
    path = reverse("promise-new")
    client.force_login(company.users["self"])
    made = client.post(path, {"to": "manager", "text": "Write the report", "due_on": SOON.isoformat()}, follow=True)
    assert "Promised. The other side sees it." in made.content.decode()
    assert company.subject.promises.get(text="Write the report").side == "employee"
    client.force_login(company.users["manager"])
    client.post(path, {"to": str(company.subject.pk), "text": "Ask for budget", "due_on": SOON.isoformat()})
    assert company.subject.promises.get(text="Ask for budget").promised_by.number == "manager"


@pytest.mark.parametrize(
    "said",
    [
        {"to": "1", "text": "x", "due_on": SOON.isoformat()},
        {"to": "manager", "text": " ", "due_on": SOON.isoformat()},
        {"to": "manager", "text": "x" * 301, "due_on": SOON.isoformat()},
        {"to": "manager", "text": "x", "due_on": "2001-01-01"},
        {"to": "manager", "text": "x", "due_on": "soon"},
    ],
)
def test_what_cannot_be_promised_is_said_and_not_kept(client: Client, company: Company, said: dict[str, str]):
    client.force_login(company.users["self"])
    answer = client.post(reverse("promise-new"), said)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert company.subject.promises.count() == 1


def test_nobody_promises_to_somebody_they_do_not_lead(client: Client, company: Company):
    client.force_login(company.users["sideways manager"])
    answer = client.post(reverse("promise-new"), {"to": str(company.subject.pk), "text": "x", "due_on": SOON.isoformat()})
    assert "to who reports to you" in answer.content.decode()
    assert company.subject.promises.count() == 1


# --- One promise ----------------------------------------------------------------------------------


def test_each_reader_is_offered_what_is_theirs(client: Client, company: Company, promise: Promise):
    path = reverse("promise", args=[promise.pk])
    assert offered(page_of(client, company, "manager", path)) == {"keep", "postpone", "withdraw"}
    assert offered(page_of(client, company, "delegate during", path)) == {"keep", "postpone"}
    assert offered(page_of(client, company, "self", path)) == set()
    lead_by(company, "sideways")
    assert offered(page_of(client, company, "sideways manager", path)) == {"accept", "offer", "decline"}
    assert offered(page_of(client, company, "self", path)) == set()
    lead_by(company, None)
    assert offered(page_of(client, company, "self", path)) == {"withdraw"}


def test_it_is_moved_kept_and_opened_again(client: Client, company: Company, promise: Promise):
    later = (SOON + dt.timedelta(days=9)).isoformat()
    assert step(client, company, "manager", promise, "postpone", due_on=later, text="The plan is late.").status_code == 302
    assert step(client, company, "manager", promise, "keep", text="Done on Monday.").status_code == 302
    page = page_of(client, company, "self", reverse("promise", args=[promise.pk]))
    for told in ("The plan is late.", "Done on Monday.", "First promised for", "marked it as kept"):
        assert told in page
    assert offered(page) == {"reopen"}
    step(client, company, "self", promise, "reopen", text="Nobody came.")
    promise.refresh_from_db()
    assert promise.is_open


@pytest.mark.parametrize(
    ("name", "said"),
    [("postpone", {"due_on": SOON.isoformat()}), ("postpone", {"due_on": "", "text": "x"}), ("withdraw", {}), ("withdraw", {"text": " "})],
)
def test_a_step_without_its_words_is_refused_at_its_field(
    client: Client, company: Company, promise: Promise, name: str, said: dict[str, str]
):
    answer = step(client, company, "manager", promise, name, **said)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not promise.steps.exists()


def test_a_step_that_is_somebody_elses_is_refused_and_a_stranger_finds_none(client: Client, company: Company, promise: Promise):
    assert step(client, company, "self", promise, "keep").status_code == 403
    assert step(client, company, "manager", promise, "accept").status_code == 403
    for stranger in ("skip-level manager", "HR partner inside", "sideways manager", "former manager", "mentor", "auditor"):
        assert step(client, company, stranger, promise, "keep").status_code == 404
    assert client.get(reverse("promise-step", args=[promise.pk, "keep"])).status_code == 405
    assert not promise.steps.exists()


def test_a_second_answer_is_told_what_became_of_it(client: Client, company: Company, promise: Promise):
    refusal = step(client, company, "manager", promise, "postpone", due_on="2001-01-01", text="x")
    assert refusal.status_code == 302
    assert "is past" in client.get(refusal["Location"]).content.decode()


# --- A new manager --------------------------------------------------------------------------------


def test_a_new_manager_is_led_to_what_there_was_and_answers_each(client: Client, company: Company, promise: Promise):
    other = PromiseFactory(employee=company.subject, promised_by=promise.promised_by, text="Ask for budget", due_on=SOON)
    third = PromiseFactory(employee=company.subject, promised_by=promise.promised_by, text="Visit the clinic", due_on=SOON)
    lead_by(company, "sideways")
    page = page_of(client, company, "sideways manager", reverse("promises"))
    assert "An earlier manager left 3 open promises" in page
    page = page_of(client, company, "sideways manager", reverse("promises-introduction"))
    for told in ("Find cover", "Ask for budget", "promised by Ada Named-manager", "Ada Named-nurse"):
        assert told in page
    assert "Nothing waits for you" in page_of(client, company, "manager", reverse("promises-introduction"))
    assert step(client, company, "sideways manager", promise, "accept")["Location"] == reverse("promises-introduction")
    words = {"words": "Ask in May", "due_on": (SOON + dt.timedelta(days=30)).isoformat(), "text": "Budgets are made then."}
    step(client, company, "sideways manager", other, "offer", **words)
    last = step(client, company, "sideways manager", third, "decline", text="It is closed.")
    assert last["Location"] == reverse("promises-introduction")  # what is offered waits still
    page = page_of(client, company, "self", reverse("promise", args=[other.pk]))
    assert "offers instead: “Ask in May”" in page
    assert offered(page) == {"agree", "refuse"}
    assert "It is closed." in page_of(client, company, "self", reverse("promise", args=[third.pk]))
    step(client, company, "self", other, "agree")
    other.refresh_from_db()
    assert (other.text, other.carried_by.number) == ("Ask in May", "sideways")
    assert "Nothing waits for you" in page_of(client, company, "sideways manager", reverse("promises-introduction"))
    assert page_of(client, company, "sideways manager", reverse("promise", args=[promise.pk]))


def test_the_former_manager_reads_nothing_any_more(client: Client, company: Company, promise: Promise):
    lead_by(company, "sideways")
    client.force_login(company.users["manager"])
    assert client.get(reverse("promise", args=[promise.pk])).status_code == 404
    assert "Find cover" not in page_of(client, company, "manager", reverse("promises") + "?state=all")
