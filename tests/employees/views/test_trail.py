"""One's own record of who looked, and the trail for those to whom it is entrusted: searched, paged, exported."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees import trail
from employees.models import AuditEvent, Employee, User
from employees.models.trail import Verb
from employees.presenters import trail_page
from tests.factories.employees import EmployeeFactory, GrantFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def person() -> Employee:
    found: Employee = EmployeeFactory(first_name="Noor", last_name="Own", number="N1", with_user=True)
    return found


@pytest.fixture
def manager() -> Employee:
    found: Employee = EmployeeFactory(first_name="Mo", last_name="Lead", with_user=True)
    return found


@pytest.fixture
def auditor() -> User:
    found: User = GrantFactory(user__email="audit@example.org", duty="hr-auditor").user
    return found


def shown(client: Client, user: User | None, path: str, status: int = 200) -> str:
    assert user
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def look(person: Employee, by: Employee, times: int = 1) -> None:
    for _ in range(times):
        trail.looked(person, by=User.objects.get(employee=by))


# --- One's own ------------------------------------------------------------------------------------


def test_who_looked_stands_once_a_day_with_how_often(client: Client, person: Employee, manager: Employee):
    look(person, manager, times=3)
    page = shown(client, person.user, reverse("my-record"))
    assert page.count("Mo Lead") == 1
    assert "looked at the record, 3 times" in page


def test_what_was_changed_stands_there_without_what_it_says(client: Client, person: Employee, manager: Employee):
    trail.record(Verb.IMPORTED, of=Employee, by=None, about=person, fields=["last_name", "positions"])
    trail.record(Verb.CHANGED, of=person, by=User.objects.get(employee=person), about=person)
    page = shown(client, person.user, reverse("my-record"))
    assert "brought in changes from the HR system" in page
    assert "(last name, positions)" in page
    assert "<h3>You</h3>" in page


def test_in_whose_absence_is_said(client: Client, person: Employee, manager: Employee):
    AuditEvent.objects.create(
        verb="looked", kind="employees.employee", whom=person.pk, who=manager.user_id, acting_for=manager.pk, channel="session"
    )
    assert "in the absence of Mo Lead" in shown(client, person.user, reverse("my-record"))


def test_nobody_sees_anothers(client: Client, person: Employee, manager: Employee):
    look(person, manager)
    assert "Nobody so far" in shown(client, manager.user, reverse("my-record"))


def test_whoever_is_gone_is_called_as_they_were(client: Client, person: Employee, manager: Employee):
    look(person, manager)
    assert manager.user
    address = manager.user.email
    manager.user.delete()
    assert address in shown(client, person.user, reverse("my-record"))


def test_an_account_without_a_record_has_none(client: Client, auditor: User):
    assert "record" in shown(client, auditor, reverse("my-record"))


def test_the_older_ones_are_a_page_away(client: Client, person: Employee, manager: Employee, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("employees.presenters.record_page.ON_A_PAGE", 2)
    look(person, manager, times=3)
    first = shown(client, person.user, reverse("my-record"))
    assert "2 times" in first
    older = AuditEvent.objects.filter(verb="looked").order_by("-pk")[1]
    second = client.get(reverse("my-record"), {"before": trail_page_cursor(older)}).content.decode()
    assert "looked at the record" in second
    assert "times" not in second.split("<main")[1].split("looked at the record")[1].split("</li>")[0].replace("trail-times", "")


def trail_page_cursor(event: AuditEvent) -> str:
    return f"{event.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{event.pk}"


@pytest.mark.parametrize("cursor", ["x", "2026", "%00", "20260101T000000.000000-x", "99999999T000000.0-1"])
def test_a_cursor_that_nobody_wrote_is_the_newest_page(client: Client, person: Employee, manager: Employee, cursor: str):
    look(person, manager)
    assert "Mo Lead" in shown(client, person.user, f"{reverse('my-record')}?before={cursor}")


# --- The auditors' --------------------------------------------------------------------------------


def found(client: Client, user: User, **asked: str) -> int:
    """Return how many events a search shows."""
    client.force_login(user)
    response = client.get(reverse("hr-trail"), asked)
    assert response.status_code == 200
    return response.content.decode().count('<th scope="row"')


def test_search_by_who_whom_what_and_when(client: Client, person: Employee, manager: Employee, auditor: User):
    look(person, manager)
    trail.exported(Employee, by=User.objects.get(employee=person), name="people", count=2)
    assert person.user
    assert manager.user
    today, tomorrow = timezone.localdate().isoformat(), (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert found(client, auditor, who=manager.user.email.upper()) == 1
    assert found(client, auditor, whom="N1") == 1
    assert found(client, auditor, verb="exported") == 1
    assert found(client, auditor, verb="looked", since=today, until=today) == 1
    assert found(client, auditor, since=tomorrow) == 0


def test_an_account_that_is_gone_is_found_by_its_number(client: Client, person: Employee, manager: Employee, auditor: User):
    look(person, manager)
    number = manager.user_id
    assert manager.user
    manager.user.delete()
    assert found(client, auditor, who=str(number)) == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"who": "nobody@example.org"}, "No account has this address"),
        ({"whom": "N99"}, "No employee has this number"),
        ({"verb": "peeked"}, "peeked is not one of the available choices"),
        ({"since": "soon"}, "This is not a day"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "ends before it begins"),
    ],
)
def test_a_wrong_question_is_answered_in_a_sentence(client: Client, auditor: User, asked: dict[str, str], sentence: str):
    client.force_login(auditor)
    for name in ("hr-trail", "hr-trail-file"):
        response = client.get(reverse(name), asked)
        assert response.status_code == 400
        assert sentence in response.content.decode()


def test_the_file_has_what_the_page_has_and_is_in_the_trail(client: Client, person: Employee, manager: Employee, auditor: User):
    look(person, manager, times=2)
    client.force_login(auditor)
    response: Any = client.get(reverse("hr-trail-file"), {"verb": "looked"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert [(row["Who"], row["Did"], row["Whom"], row["Employee number"]) for row in rows] == [
        ("Mo Lead", "looked at the record", "Noor Own", "N1")
    ] * 2
    told = AuditEvent.objects.get(kind="employees.auditevent")
    assert (told.verb, told.who, told.details) == ("exported", auditor.pk, {"name": "trail", "count": 2, "filter": "verb: looked"})


def test_too_much_for_a_file_is_refused(
    client: Client, person: Employee, manager: Employee, auditor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trail_page, "MOST_EXPORTED", 1)
    look(person, manager, times=2)
    assert "Choose a shorter period" in shown(client, auditor, reverse("hr-trail-file"), status=400)


def test_the_trail_is_closed_to_others(client: Client, person: Employee):
    for name in ("hr-trail", "hr-trail-file"):
        shown(client, person.user, reverse(name), status=403)
        assert client.post(reverse(name)).status_code == 405
        assert Client().get(reverse(name)).status_code == 302


def test_as_many_queries_for_one_as_for_thirty(client: Client, person: Employee, manager: Employee, auditor: User):
    def queries(user: User | None, path: str) -> int:
        shown(client, user, path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    look(person, manager)
    asked = [(person.user, reverse("my-record")), (auditor, reverse("hr-trail"))]
    one = [queries(*each) for each in asked]
    for _ in range(30):
        look(person, EmployeeFactory(with_user=True))
        look(EmployeeFactory(), manager)
    assert [queries(*each) for each in asked] == one
    assert max(one) <= MOST_QUERIES
