"""The team board: one row a person of the line, what calls for attention, and nothing that somebody keeps private."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import AuditEvent, Conversation, Employee, Promise
from promotions.models import Readiness
from promotions.readiness import facts_of
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.employees.views.test_people import under_the_manager
from tests.factories.employees import ConversationFactory, EmployeeFactory, HeldCredentialFactory, PromiseFactory

TODAY = timezone.localdate()
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def company(db: None) -> Company:
    found = found_company()
    found.subject.conversations.all().delete()
    found.subject.promises.all().delete()
    return found


@pytest.fixture
def nurse(company: Company) -> Employee:
    return company.subject


def board(client: Client, company: Company, asked: str = "", persona: str = "manager") -> str:
    return page_of(client, company, persona, f"/team/{asked}")


def test_a_manager_sees_direct_reports_and_the_whole_line_on_request(client: Client, company: Company):
    assert "Named-nurse" in board(client, company)
    direct = board(client, company, persona="skip-level manager")
    assert "Named-manager" in direct
    assert "Named-nurse" not in direct
    line = board(client, company, "?reach=line", "skip-level manager")
    assert "Named-nurse" in line
    assert "Named-former" not in line


@pytest.mark.parametrize("persona", ["self", "stranger", "auditor", "administrator", "HR partner inside"])
def test_whoever_leads_nobody_has_no_team(client: Client, company: Company, persona: str):
    page = board(client, company, persona=persona)
    assert "Nobody reports to you" in page
    assert "/people/" not in page.partition("<main")[2]


def test_without_signing_in_the_door_is_shown(client: Client, company: Company):
    assert client.get("/team/").status_code == client.get("/team/team.csv").status_code == 302


def test_nothing_is_written_by_posting(client: Client, company: Company):
    client.force_login(company.users["manager"])
    assert client.post("/team/").status_code == 405


def test_time_in_role_is_that_of_my_path(client: Client, company: Company, nurse: Employee):
    months = facts_of(nurse, TODAY).months
    assert f"{months // 12} years" in board(client, company)
    assert "past the usual 2 years" in board(client, company)


def test_the_best_step_is_a_written_move_or_a_shared_wish_and_never_a_private_one(client: Client, company: Company, nurse: Employee):
    wish = nurse.aspirations.get()
    Readiness.objects.filter(employee=nurse, role=wish.role).update(score=9900, status=2, ready_since=TODAY)
    private = board(client, company)
    assert "developing · 44 %" in private
    assert "99 %" not in private
    assert "Named-nurse" not in board(client, company, "?show=ready")
    nurse.aspirations.update(shared_on=wish.since)
    assert "Named-nurse" in board(client, company, "?show=ready")


def test_a_wish_shared_from_tomorrow_on_is_private_today(company: Company, nurse: Employee):
    wish = nurse.aspirations.get()
    nurse.aspirations.update(shared_on=TODAY + A_DAY)
    known = Readiness.objects.known_to_the_line(TODAY).filter(employee=nurse)
    assert wish.role_id not in known.values_list("role", flat=True)
    assert known.count() == 1


def test_conversations_last_and_next(client: Client, company: Company, nurse: Employee):
    assert "Named-nurse" in board(client, company, "?show=quiet")
    ConversationFactory(employee=nurse, held_on=TODAY - 91 * A_DAY)
    lead = nurse.manager_on(TODAY)
    planned = ConversationFactory(employee=nurse, manager=lead, planned_for=timezone.now() - A_DAY)  # and never held
    assert f"{TODAY - 91 * A_DAY:%Y}" in board(client, company)
    assert "Named-nurse" in board(client, company, "?show=quiet")
    Conversation.objects.filter(pk=planned.pk).update(planned_for=timezone.now() + A_DAY)
    assert "Named-nurse" not in board(client, company, "?show=quiet")
    Conversation.objects.filter(pk=planned.pk).update(manager=EmployeeFactory())  # planned with an earlier manager: not this one's
    assert "Named-nurse" in board(client, company, "?show=quiet")


def test_credentials_that_lapse_unless_a_later_one_is_held(client: Client, company: Company, nurse: Employee):
    held = HeldCredentialFactory(employee=nurse, issued_on=TODAY - 700 * A_DAY, expires_on=TODAY - A_DAY)
    assert "lapsed" in board(client, company, "?show=lapsing")
    HeldCredentialFactory(employee=nurse, credential=held.credential, issued_on=TODAY, expires_on=TODAY + 400 * A_DAY)
    assert "Named-nurse" not in board(client, company, "?show=lapsing")


def test_promises_past_their_day_by_side(client: Client, company: Company, nurse: Employee):
    PromiseFactory(employee=nurse, due_on=TODAY, made_on=TODAY)
    PromiseFactory(employee=nurse, due_on=TODAY - A_DAY, kept_on=TODAY)
    assert "Named-nurse" not in board(client, company, "?show=overdue")
    PromiseFactory(employee=nurse, due_on=TODAY - A_DAY)
    for _ in range(2):
        PromiseFactory(employee=nurse, due_on=TODAY - A_DAY, side=Promise.Side.EMPLOYEE)
    assert "1 of the manager, 2 of the employee" in board(client, company, "?show=overdue")


@pytest.mark.parametrize("asked", ["?show=nonsense", "?reach=nonsense", "?sort=nonsense", "?page=nonsense", "?q=%00"])
def test_an_address_of_nonsense_shows_the_board(client: Client, company: Company, asked: str):
    assert "Named-nurse" in board(client, company, asked)


@pytest.mark.parametrize(
    "sort",
    [
        "name",
        "-name",
        "time-in-role",
        "-best-next-step",
        "last-conversation",
        "next-conversation",
        "credential-lapses",
        "-promises-overdue",
    ],
)
def test_every_column_sorts(client: Client, company: Company, sort: str):
    under_the_manager(company, 2)
    assert board(client, company, f"?sort={sort}").count("aria-sort=") == 1


def test_as_many_queries_for_eighty_as_for_one(client: Client, company: Company):
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as few:
        client.get("/team/")
    under_the_manager(company, 80)
    client.force_login(company.users["manager"])
    with CaptureQueriesContext(connection) as many:
        response = client.get("/team/")
    assert len(few) == len(many) <= MOST_QUERIES
    assert len(response.content) < 60_000


def test_the_file_holds_the_rows_of_the_board(client: Client, company: Company, nurse: Employee):
    PromiseFactory(employee=nurse, due_on=TODAY - A_DAY)
    client.force_login(company.users["manager"])
    lines = client.get("/team/team.csv").getvalue().decode().splitlines()
    assert lines[0].startswith("Number,Name,Role,Unit,Time in role,Usual time,Best next step,Readiness,Last conversation")
    assert len(lines) == 2
    assert lines[1].startswith("nurse,Ada Named-nurse,Staff nurse,")
    assert lines[1].endswith(",1 of the manager")


def test_the_trail_says_that_the_board_was_seen_and_taken(client: Client, company: Company):
    client.force_login(company.users["manager"])
    client.get("/team/?show=quiet")
    client.get("/team/team.csv")
    told = list(
        AuditEvent.objects.filter(kind="employees.employee").order_by("pk").values_list("verb", "details__count", "details__filter")
    )
    assert told == [("listed", 1, "show: quiet"), ("exported", 1, None)]
