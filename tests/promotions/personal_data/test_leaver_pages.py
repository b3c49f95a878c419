"""Records of people who have left: what is shown before anything goes, holding, letting go, erasing, and who may."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import AuditEvent, Employee, LegalHold, User
from employees.sign_in.store import SIGNED_IN
from promotions.personal_data import leavers
from promotions.personal_data.preview import losses
from tests.factories.employees import EmployeeFactory, GrantFactory
from tests.promotions.views.test_reviews import text_of

pytestmark = pytest.mark.django_db
WHY = "Request 17, article 17."
LIST = "/hr/leavers/"


@pytest.fixture
def admin(client: Client) -> User:
    user: User = GrantFactory(duty="administrator").user
    client.force_login(user)
    return user


def page(person: Employee) -> str:
    return f"{LIST}{person.pk}/"


def step(client: Client, person: Employee, name: str, **said: str):
    return client.post(f"{page(person)}{name}/", {f"{name}-{field}": value for field, value in said.items()}, follow=True)


def test_the_list_has_numbers_days_and_states_and_no_name(client, admin, left):
    gone = EmployeeFactory(number="G-99", first_name="Zanzibar", left_on=timezone.localdate())
    EmployeeFactory(number="works-here")
    LegalHold.objects.create(employee=gone, reason="A law suit.")
    response = client.get(LIST)
    text = text_of(response)
    assert "G-99" in text
    assert "held: A law suit." in text
    assert left.gone.number in text
    for name in ("Zanzibar", left.gone.last_name, "works-here"):
        assert name not in text
    assert AuditEvent.objects.get(verb="listed").who == admin.pk


def test_a_number_leads_to_the_record_also_of_somebody_who_works_here(client, admin):
    person = EmployeeFactory(number="00412")
    assert client.get(LIST, {"q": " 00412 "})["Location"] == page(person)
    assert "No employee has the number" in text_of(client.get(LIST, {"q": "nobody"}))


def test_the_page_says_what_would_go_before_it_goes_and_names_nobody(client, admin, left):
    text = text_of(client.get(page(left.gone)))
    assert "What an erasure does" in text
    assert "Assessments of my skills" in text
    for name in (left.gone.first_name, left.gone.last_name, left.gone.email):
        assert name not in text
    assert AuditEvent.objects.get(verb="looked").whom == left.gone.pk


def test_what_is_counted_is_what_goes(client, admin, left):
    before = {loss.title: loss for loss in losses(left.gone)}
    assert before["Assessments of my skills"].gone
    step(client, left.gone, "erase", reason=WHY, number=left.gone.number)
    after = {loss.title: loss.count for loss in losses(Employee.objects.get(pk=left.gone.pk))}
    assert not {title for title, loss in before.items() if loss.gone} & after.keys()


def test_it_is_erased_with_a_reason_and_the_number_once_more(client, admin, left):
    number = left.gone.number
    for said in ({"reason": "short", "number": number}, {"reason": WHY, "number": "another"}, {"reason": WHY}, {"number": number}):
        assert step(client, left.gone, "erase", **said).status_code == 400
        assert Employee.objects.get(pk=left.gone.pk).number == number
    assert WHY in client.post(f"{page(left.gone)}erase/", {"erase-reason": WHY}).content.decode(), "what was typed comes back"
    assert "Everything personal is erased" in text_of(step(client, left.gone, "erase", reason=WHY, number=number))
    assert Employee.objects.get(pk=left.gone.pk).name == "Former employee"
    event = AuditEvent.objects.filter(verb="removed", whom=left.gone.pk).latest("pk")
    assert (event.who, event.why) == (admin.pk, WHY)
    again = step(client, left.gone, "erase", reason=WHY, number=f"erased-{left.gone.pk}")
    assert "is erased already" in text_of(again)


def test_a_hold_forbids_it_until_it_is_let_go(client, admin, left):
    assert step(client, left.gone, "hold", reason="x").status_code == 400
    assert "The record is held" in text_of(step(client, left.gone, "hold", reason="A law suit of 2026."))
    assert "Erase it now" not in text_of(client.get(page(left.gone)))
    assert "under a legal hold" in text_of(step(client, left.gone, "erase", reason=WHY, number=left.gone.number))
    assert Employee.objects.get(pk=left.gone.pk).number == left.gone.number
    assert "held no more" in text_of(step(client, left.gone, "lift", reason="The suit was settled."))
    assert AuditEvent.objects.get(verb="ended", whom=left.gone.pk).why == "The suit was settled."
    assert "changed meanwhile" in text_of(step(client, left.gone, "lift", reason="The suit was settled."))


def test_somebody_who_works_here_is_held_and_not_erased(client, admin):
    person = EmployeeFactory(number="00412")
    assert "Erase it now" not in text_of(client.get(page(person)))
    assert "has not left" in text_of(step(client, person, "erase", reason=WHY, number="00412"))
    assert "The record is held" in text_of(step(client, person, "hold", reason="A law suit of 2026."))
    assert "00412" in text_of(client.get(LIST))


@pytest.mark.parametrize("duty", ["hr-auditor", "framework-editor", None])
def test_nobody_else_sees_or_does_anything(client, left, duty):
    user = EmployeeFactory(with_user=True).user
    if duty:
        GrantFactory(user=user, duty=duty)
    client.force_login(user)
    assert client.get(LIST).status_code == client.get(page(left.gone)).status_code == 403
    for name in ("hold", "lift", "erase"):
        assert client.post(f"{page(left.gone)}{name}/", {"reason": WHY}).status_code == 403
        assert Client().post(f"{page(left.gone)}{name}/").status_code == 302
    assert not LegalHold.objects.exists()


def test_wrong_methods_steps_and_numbers(client, admin, left):
    assert client.get(f"{page(left.gone)}erase/").status_code == 405
    assert client.post(page(left.gone)).status_code == 405
    assert client.post(f"{page(left.gone)}burn/").status_code == 404
    assert client.get(f"{LIST}987654321/").status_code == 404


def test_who_signed_in_long_ago_proves_who_they_are_first(client, admin, left):
    session = client.session
    session[SIGNED_IN] = {**session[SIGNED_IN], "confirmed": 0}
    session.save()
    for response in (client.get(LIST), client.get(page(left.gone)), client.post(f"{page(left.gone)}erase/")):
        assert response["Location"].startswith("/confirm/")
    assert Employee.objects.get(pk=left.gone.pk).number == left.gone.number


@pytest.mark.parametrize("left_on", [dt.date(2020, 2, 29), dt.date(2019, 3, 1), dt.date(2021, 2, 28), dt.date(2020, 12, 31)])
def test_the_day_that_is_told_is_the_first_night_that_erases(left_on):
    person = EmployeeFactory(left_on=left_on, hired_on=dt.date(2010, 1, 1))
    first = leavers.goes_on(left_on)
    assert settings.LEAVER_RETENTION_YEARS
    assert leavers.due(first).filter(pk=person.pk).exists()
    assert not leavers.due(first - dt.timedelta(days=1)).filter(pk=person.pk).exists()


def test_the_pages_ask_as_much_for_many_as_for_few(client, admin, left):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        for _ in range(20):
            EmployeeFactory(left_on=timezone.localdate())
    assert counts[0] == counts[1] <= 15
    with CaptureQueriesContext(connection) as queries:
        client.get(page(left.gone))
    assert len(queries) <= 15
