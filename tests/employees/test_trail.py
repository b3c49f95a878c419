"""The audit trail: what an event says, what it can never say, and that it stays as it is."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from employees import origin, trail
from employees.models import AuditEvent, Dispute, Employee, User
from employees.models.trail import Verb
from tests.factories.employees import EmployeeFactory, GrantFactory, HeldSkillFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Employee:
    return EmployeeFactory(with_user=True)


@pytest.fixture
def reader() -> User:
    return UserFactory(email="robin@example.org")


def the_event() -> AuditEvent:
    return AuditEvent.objects.get()


# --- What it says ---------------------------------------------------------------------------------


def test_an_event_says_who_what_whom_and_why(person: Employee, reader: User):
    trail.record(Verb.CHANGED, of=person, by=reader, about=person, why="They married.", fields=["last_name"])
    event = the_event()
    assert (event.verb, event.kind, event.object_id) == ("changed", "employees.employee", str(person.pk))
    assert (event.who, event.who_name, event.whom, event.why) == (reader.pk, "robin@example.org", person.pk, "They married.")
    assert event.details == {"fields": ["last_name"]}


def test_what_a_command_does_is_the_machines_own():
    trail.record(Verb.STARTED, of=Employee, by=None, job="readiness")
    event = the_event()
    assert (event.who, event.who_name, event.channel, event.address, event.request) == (None, "", "machine", None, None)
    assert event.object_id == ""


def test_a_row_with_a_key_of_two_parts_is_named_by_both(person: Employee):
    held = HeldSkillFactory(employee=person)
    trail.record(Verb.CHANGED, of=held, by=None, about=person)
    assert the_event().object_id == f"{person.pk},{held.skill_id}"


def test_the_name_of_an_account_outlives_it(person: Employee, reader: User):
    trail.looked(person, by=reader)
    reader.delete()
    assert the_event().who_name == "robin@example.org"


def test_an_event_outlives_the_person(person: Employee, reader: User):
    trail.looked(person, by=reader)
    whom = person.pk
    person.delete()
    assert the_event().whom == whom


def test_a_look_at_ones_own_record_is_nobodys_business(person: Employee):
    trail.looked(person, by=User.objects.get(employee=person))
    assert not AuditEvent.objects.exists()


def test_a_list_says_how_many_and_what_was_asked_for(reader: User):
    trail.listed(Employee, by=reader, count=7, asked={"q": "Ada", "sort": "", "page": "2"})
    assert the_event().details == {"count": 7, "filter": "page: 2, q: Ada"}


def test_an_empty_list_shows_nobody(reader: User):
    trail.listed(Employee, by=reader, count=0)
    assert not AuditEvent.objects.exists()


def test_a_file_is_recorded_even_when_it_is_empty(reader: User):
    trail.exported(Dispute, by=reader, name="disputes", count=0)
    assert the_event().details == {"count": 0, "name": "disputes"}


# --- What it never says ---------------------------------------------------------------------------


@pytest.mark.parametrize("private", ["text", "level", "rating", "value", "sex", "note", "role"])
def test_private_content_has_no_place_in_it(person: Employee, private: str):
    with pytest.raises(ValueError, match=f"keeps no detail {private}"):
        trail.record(Verb.CHANGED, of=person, by=None, about=person, **{private: "x"})
    assert not AuditEvent.objects.exists()


def test_details_are_cut_and_plain(person: Employee):
    trail.record(Verb.CHANGED, of=person, by=None, filter="x" * 500, on=dt.date(2026, 3, 1), count=3, unit=None)
    assert the_event().details == {"filter": "x" * 200, "on": "2026-03-01", "count": 3}


# --- From where -----------------------------------------------------------------------------------


def answered(request: Any, act: Any) -> AuditEvent:
    """Let `act` happen while the middleware answers this request; return what it recorded."""
    origin.bind(lambda _: act())(request)
    return the_event()


def test_an_event_says_from_where(person: Employee, reader: User):
    event = answered(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"), lambda: trail.looked(person, by=reader))
    assert (event.channel, event.address) == ("session", "192.0.2.7")
    assert event.request is not None


def test_a_token_is_named(person: Employee, reader: User):
    def act() -> None:
        origin.use_token("pw_7f3a")
        trail.looked(person, by=reader)

    event = answered(RequestFactory().get("/"), act)
    assert (event.channel, event.details) == ("token", {"token": "pw_7f3a"})


def test_nothing_of_a_request_is_left_after_it(person: Employee, reader: User):
    with pytest.raises(ZeroDivisionError):
        origin.bind(lambda _: 1 // 0)(RequestFactory().get("/"))  # type: ignore[arg-type,return-value]  # it never answers
    assert origin.current() == origin.MACHINE


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "", "192.0.2.7"),
        (0, "203.0.113.9", "192.0.2.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.7"),  # fewer hops than proxies: a visitor who went round them wrote it
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "192.0.2.7"),
        (1, "nonsense", None),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings: Any, proxies: int, header: str, address: str | None):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers={"x-forwarded-for": header} if header else None)
    assert origin.address_of(request) == address


# --- It stays as it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE employees_auditevent SET who_name = 'nobody'",
        "DELETE FROM employees_auditevent",
        pytest.param("TRUNCATE employees_auditevent", id="TRUNCATE"),
    ],
)
def test_no_event_can_be_changed_or_removed(person: Employee, reader: User, statement: str):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        statement = "DELETE FROM employees_auditevent WHERE 1"  # SQLite's own way to empty a table
    trail.looked(person, by=reader)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert the_event().who_name == "robin@example.org"


def test_the_orm_cannot_either(person: Employee, reader: User):
    trail.looked(person, by=reader)
    for attempt in (AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(why="x"), the_event().delete, the_event().save):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert AuditEvent.objects.count() == 1


def test_an_unknown_verb_is_refused_by_the_database(reader: User):
    with pytest.raises(IntegrityError, match="audit_event_verb_known"), transaction.atomic():
        AuditEvent.objects.create(verb="peeked", kind="x", channel="session")


def test_a_change_that_fails_leaves_no_event(person: Employee):
    def fail() -> None:
        with transaction.atomic():
            trail.record(Verb.CHANGED, of=person, by=None, about=person)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not AuditEvent.objects.exists()


# --- Who may read it ------------------------------------------------------------------------------


def test_a_person_sees_their_own_auditors_and_administrators_all(person: Employee, reader: User):
    other = EmployeeFactory(with_user=True)
    trail.looked(person, by=reader)
    trail.looked(other, by=reader)
    assert set(AuditEvent.objects.visible_to(User.objects.get(employee=person)).values_list("whom", flat=True)) == {person.pk}
    for duty, seen in (("hr-auditor", 2), ("administrator", 2), ("framework-editor", 0)):
        assert AuditEvent.objects.visible_to(GrantFactory(duty=duty).user).count() == seen
    assert not AuditEvent.objects.visible_to(reader).exists()


def test_a_page_goes_on_where_the_one_before_ended(reader: User):
    for _ in range(5):
        trail.exported(Employee, by=reader, name="people", count=1)
    newest = list(AuditEvent.objects.newest_first())
    behind = AuditEvent.objects.before(newest[1].at, newest[1].pk).newest_first()
    assert list(behind) == newest[2:]
