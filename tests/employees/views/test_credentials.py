"""My credentials: how each stands, what was told, and which roles close on which day."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from employees.models import CredentialReminder
from tests.factories.employees import AspirationFactory, EmployeeFactory, HeldCredentialFactory, PositionFactory, UserFactory
from tests.factories.pathways import CredentialRequirementFactory, RoleProfileFactory, TransitionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def day(days):
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def move():
    return TransitionFactory(source__name="Nurse", target__name="Charge nurse")


@pytest.fixture
def nurse(client, move):
    person = PositionFactory(employee__with_user=True, role=move.source.role).employee
    client.force_login(person.user)
    return person


def lines_of(client):
    return client.get(reverse("my-credentials")).context["lines"]


def text_of(client):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("my-credentials")).content.decode()))


@pytest.mark.parametrize(
    ("issued", "expires", "state"),
    [
        (-10, None, "never lapses"),
        (-10, 91, "valid"),
        (-10, 90, "lapses in 90 days"),
        (-10, 1, "lapses in 1 day"),
        (-10, 0, "lapsed"),
        (-10, -5, "lapsed"),
        (5, 400, f"counts from {day(5):%-d %B %Y}"),
    ],
)
def test_how_each_stands(client, nurse, issued, expires, state):
    HeldCredentialFactory(employee=nurse, issued_on=day(issued), expires_on=None if expires is None else day(expires))
    assert [line.state[0] for line in lines_of(client)] == [state]


def test_what_a_renewal_follows_is_called_renewed_and_stands_last(client, nurse):
    old = HeldCredentialFactory(employee=nurse, issued_on=day(-700), expires_on=day(10))
    new = HeldCredentialFactory(employee=nurse, credential=old.credential, issued_on=day(-5), expires_on=day(700))
    assert [(line.held, line.state[0]) for line in lines_of(client)] == [(new, "valid"), (old, "renewed")]


def test_what_ends_soonest_stands_first_and_what_lapsed_after_what_counts(client, nurse):
    held = {left: HeldCredentialFactory(employee=nurse, expires_on=left and day(left)) for left in (300, -3, 20, None)}
    assert [line.held for line in lines_of(client)] == [held[20], held[300], held[None], held[-3]]


def test_it_names_the_roles_that_close_on_the_day(client, nurse, move):
    held = HeldCredentialFactory(employee=nurse, expires_on=day(20), number="N-7", credential__issuer="The board")
    wish = RoleProfileFactory(name="Ward manager", version=move.source.version)
    unrelated = RoleProfileFactory(name="Cook", version=move.source.version)
    AspirationFactory(employee=nurse, role=wish.role)
    for profile in (move.source, move.target, wish, unrelated):
        CredentialRequirementFactory(profile=profile, credential=held.credential)
    [line] = lines_of(client)
    assert [(role.name, role.part) for role in line.closing] == [
        ("Charge nurse", "next step"),
        ("Nurse", "present role"),
        ("Ward manager", "aspiration"),
    ]
    text = text_of(client)
    assert f"Closes on {day(20):%-d %b %Y}: Charge nurse (next step) Nurse (present role) Ward manager (aspiration)" in text
    assert "The board · N-7" in text


def test_what_nobody_asks_for_closes_nothing(client, nurse):
    HeldCredentialFactory(employee=nurse, expires_on=day(20))
    assert "neither your role nor a next step asks for it" in text_of(client)


@pytest.mark.parametrize(("expires", "closes"), [(None, False), (-3, True)])
def test_one_without_end_closes_nothing_and_a_lapsed_one_has_closed(client, nurse, move, expires, closes):
    held = HeldCredentialFactory(employee=nurse, expires_on=expires and day(expires))
    CredentialRequirementFactory(profile=move.target, credential=held.credential)
    assert bool(lines_of(client)[0].closing) == closes
    assert ("Closed since" in text_of(client)) == closes


def test_it_shows_what_was_told(client, nurse):
    held = HeldCredentialFactory(employee=nurse, expires_on=day(20))
    assert "nothing yet" in text_of(client)
    CredentialReminder.objects.create(held=held, threshold=30, on=day(-10))
    assert f"30 days before, {day(-10):%-d %b %Y}" in text_of(client)


def test_a_person_without_position_or_credentials_gets_a_page(client):
    client.force_login(EmployeeFactory(with_user=True).user)
    assert "No credentials on record" in text_of(client)


def test_who_has_no_record_is_told_so(client):
    client.force_login(UserFactory())
    assert client.get(reverse("my-credentials")).status_code == 200


def test_nobody_elses_are_shown(client, nurse):
    HeldCredentialFactory(expires_on=day(20))
    assert lines_of(client) == []


def test_many_take_as_many_queries_as_one(client, nurse, move, django_assert_max_num_queries):
    def fill(count):
        for left in range(count):
            held = HeldCredentialFactory(employee=nurse, expires_on=day(20 + left))
            CredentialRequirementFactory(profile=move.target, credential=held.credential)
            CredentialReminder.objects.create(held=held, threshold=30, on=TODAY)

    fill(1)
    with django_assert_max_num_queries(12) as one:
        lines_of(client)
    fill(20)
    with django_assert_max_num_queries(12) as many:
        lines_of(client)
    assert len(one) == len(many)
