"""Who is told what of a credential that expires."""

import datetime as dt

import pytest
from django.db.models import Value

from employees import reminders
from employees.models import CredentialReminder, HeldCredential, Notice
from tests.factories.employees import EmployeeFactory, HeldCredentialFactory, PositionFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
EVERYBODY = (0, 10**9)


@pytest.fixture
def nurse():
    manager = EmployeeFactory(first_name="Grace", last_name="Mensah")
    return PositionFactory(employee__first_name="Amina", employee__last_name="O'Kafor", manager=manager).employee


def licence(person, left=20, **fields):
    fields = {"credential__name": "Nursing licence", "credential__issuer": "Board & Co", "number": "N-7", **fields}
    return HeldCredentialFactory(employee=person, expires_on=TODAY + dt.timedelta(days=left), **fields)


def told():
    return [(notice.to_person.first_name, notice.subject) for notice in Notice.objects.order_by("pk")]


def test_the_holder_and_the_manager_are_told(nurse):
    licence(nurse)
    assert reminders.tell(TODAY, *EVERYBODY) == reminders.Told(people=1, reminders=1, notices=2)
    assert told() == [("Amina", "Your Nursing licence lapses in 20 days"), ("Grace", "Amina O'Kafor: Nursing licence lapses in 20 days")]
    holder, manager = Notice.objects.order_by("pk")
    assert holder.text.startswith("It is held until 21 June 2026; issued by Board & Co, number N-7.")
    assert manager.text.startswith("Amina O'Kafor holds it until 21 June 2026; issued by Board & Co.")
    assert "N-7" not in manager.text
    assert {(notice.about, notice.on, notice.kind) for notice in (holder, manager)} == {(nurse, TODAY, "credential")}


def test_a_second_time_tells_nothing(nurse):
    licence(nurse)
    reminders.tell(TODAY, *EVERYBODY)
    assert reminders.tell(TODAY, *EVERYBODY) == reminders.Told(0, 0, 0)
    assert Notice.objects.count() == 2


def test_what_another_process_noted_first_is_not_told_again(nurse, monkeypatch):
    """The constraint decides, not the look before: two shards that both saw it due tell it once."""
    held = licence(nurse)
    as_seen_before = HeldCredential.objects.annotate(threshold=Value(30)).filter(pk__gt=0).order_by()
    monkeypatch.setattr("employees.reminders.telling.due", lambda on: as_seen_before)
    CredentialReminder.objects.create(held=held, threshold=30, on=TODAY)
    assert reminders.tell(TODAY, *EVERYBODY) == reminders.Told(0, 0, 0)


def test_the_words_of_one_day_and_of_a_lapse(nurse):
    licence(nurse, left=1)
    licence(nurse, left=-3, credential__name="Driving licence", number="", credential__issuer="")
    reminders.tell(TODAY, *EVERYBODY)
    assert [subject for name, subject in told() if name == "Amina"] == [
        "Your Nursing licence lapses in 1 day",
        "Your Driving licence has lapsed",
    ]
    lapsed = Notice.objects.get(subject="Your Driving licence has lapsed")
    assert lapsed.text.startswith("It counts no longer since 29 May 2026.\n")


def test_todays_manager_is_told_not_the_one_before(nurse):
    before = nurse.positions.get()
    before.end = dt.date(2026, 5, 1)
    before.save()
    PositionFactory(employee=nurse, manager=EmployeeFactory(first_name="New"), start=before.end, reason="reorganisation")
    licence(nurse)
    reminders.tell(TODAY, *EVERYBODY)
    assert {name for name, _ in told()} == {"Amina", "New"}


def test_a_manager_who_has_left_is_not_told(nurse):
    manager = nurse.positions.get().manager
    manager.left_on = TODAY
    manager.save()
    licence(nurse)
    reminders.tell(TODAY, *EVERYBODY)
    assert [name for name, _ in told()] == ["Amina"]


def test_who_has_no_position_is_told_alone():
    licence(EmployeeFactory(first_name="Solo"))
    reminders.tell(TODAY, *EVERYBODY)
    assert [name for name, _ in told()] == ["Solo"]


def test_only_the_range_is_told(nurse):
    other = EmployeeFactory(first_name="Other")
    for person in (nurse, other):
        licence(person)
    reminders.tell(TODAY, other.pk, other.pk)
    assert [name for name, _ in told()] == ["Other"]


def test_mail_waits_for_those_with_an_address():
    without, account = EmployeeFactory(email=""), EmployeeFactory(email="", user=UserFactory())
    for person in (without, account):
        licence(person)
    reminders.tell(TODAY, *EVERYBODY)
    assert [(notice.mail, notice.mail_next_at is not None) for notice in Notice.objects.order_by("pk")] == [
        ("none", False),
        ("waiting", True),
    ]


def test_without_a_mail_server_nothing_waits(nurse, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    licence(nurse)
    reminders.tell(TODAY, *EVERYBODY)
    assert set(Notice.objects.values_list("mail", flat=True)) == {"none"}


def test_the_queries_do_not_grow_with_the_people(nurse, django_assert_num_queries):
    def fill(count):
        for _ in range(count):
            licence(PositionFactory(manager=EmployeeFactory()).employee)

    fill(1)
    with django_assert_num_queries(5):
        reminders.tell(TODAY, *EVERYBODY)
    fill(9)
    with django_assert_num_queries(5):
        reminders.tell(TODAY, *EVERYBODY)
