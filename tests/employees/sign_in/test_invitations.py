"""Inviting somebody: a signed link by mail that works once, for its days, until a newer one is sent."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from employees.models import AuditEvent, Employee, Invitation, User
from employees.sign_in import invitations
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import EmployeeFactory, GrantFactory, UserFactory

Enter = Callable[..., Client]
NEW = "a password of my own"
BOTH = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def administrator(db: None) -> User:
    return GrantFactory(user=UserFactory(email="admin@example.org", password=PASSWORD), duty="administrator").user


@pytest.fixture
def desk(administrator: User, enter: Enter) -> Client:
    return enter(administrator)


def links() -> list[str]:
    return [found[1] for sent in mail.outbox if (found := re.search(r"http://localhost:8000(/sign-in/invitation/\S+)", str(sent.body)))]


def invited(desk: Client, email: str = "new@example.org", number: str = "") -> User:
    response = desk.post("/accounts/invite/", {"email": email, "number": number})
    assert response.status_code == 302, response.content.decode()
    return User.objects.get(email=email.lower())


def test_who_was_invited_sets_a_password_and_comes_in(desk: Client, enter: Enter):
    person = EmployeeFactory(number="10001", user=None)
    user = invited(desk, "New@Example.org", "10001")
    person.refresh_from_db()
    assert person.user == user
    assert not user.has_usable_password()
    (link,) = links()
    visitor = Client()
    assert "new@example.org" in visitor.get(link).content.decode()
    assert visitor.post(link, BOTH)["Location"] == "/sign-in/"
    enter(user, NEW)
    assert Client().get(link).status_code == 404
    assert Client().post(link, BOTH).status_code == 404
    reasons = set(AuditEvent.objects.values_list("details__reason", flat=True))
    assert {"invited", "invitation taken up", "password changed", "signed in"} <= reasons


def test_a_newer_mail_ends_the_earlier_link(desk: Client):
    user = invited(desk)
    desk.post(f"/accounts/{user.pk}/invite/")
    first, second = links()
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_a_link_works_for_its_days(desk: Client):
    invited(desk)
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
        assert Client().get(links()[0]).status_code == 404


def test_closing_the_account_ends_the_link(desk: Client):
    user = invited(desk)
    desk.post(f"/accounts/{user.pk}/close/")
    assert Client().get(links()[0]).status_code == 404


def test_a_changed_link_opens_nothing(desk: Client):
    invited(desk)
    token = links()[0].split("/")[-2]
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.split(":")[0], "x"):
        assert Client().get(f"/sign-in/invitation/{wrong}/").status_code == 404


def test_of_two_with_the_same_link_one_is_in_time(desk: Client):
    user = invited(desk)
    invitation = Invitation.objects.get(account=user)
    assert invitations.take_up(invitation=invitation, password=NEW)
    assert not invitations.take_up(invitation=invitation, password="of somebody else")
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("email", "number", "sentence"),
    [
        ("admin@example.org", "", "has an account already"),
        ("a@example.org", "404", "There is no employee"),
        ("a@example.org", "taken", "signs in as"),
        ("a@example.org", "gone", "left on"),
        ("robin", "", "Expected an address"),
        ("", "", "No address is written here"),
    ],
)
def test_what_cannot_be_is_said_and_invites_nobody(desk: Client, email: str, number: str, sentence: str):
    EmployeeFactory(number="taken", with_user=True)
    EmployeeFactory(number="gone", left_on=dt.date(2026, 1, 1), user=None)
    before = User.objects.count()
    page = desk.post("/accounts/invite/", {"email": email, "number": number}).content.decode()
    assert sentence in page
    assert (User.objects.count(), Invitation.objects.count(), mail.outbox) == (before, 0, [])


# --- The list and one account ---------------------------------------------------------------------


def test_the_list_finds_by_address_and_number_with_as_many_queries_for_thirty(desk: Client, django_assert_max_num_queries: Callable):
    EmployeeFactory(number="10001", user=UserFactory(email="robin@example.org"))
    for _ in range(30):
        GrantFactory(user=EmployeeFactory(with_user=True).user)
    with django_assert_max_num_queries(12):
        page = desk.get("/accounts/").content.decode()
    assert "32 accounts" in page
    assert "robin@example.org" in desk.get("/accounts/?q=10001").content.decode()
    assert "No account found" in desk.get("/accounts/?q=nobody").content.decode()


def test_closing_and_opening_an_account(desk: Client, person: User, enter: Enter):
    theirs = enter(person)
    desk.post(f"/accounts/{person.pk}/close/")
    assert theirs.get("/").status_code == 302
    assert Client().post("/sign-in/", {"username": person.email, "password": PASSWORD}).status_code == 200
    desk.post(f"/accounts/{person.pk}/open/")
    enter(person)


def test_who_left_is_not_let_in_again(desk: Client, person: User):
    Employee.objects.filter(user=person).update(left_on=timezone.localdate())
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "leavers have no account" in desk.post(f"/accounts/{person.pk}/open/", follow=True).content.decode()
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize("step", ["close", "second-factor"])
def test_nobody_locks_themselves_out(desk: Client, administrator: User, step: str):
    assert "Expected another administrator" in desk.post(f"/accounts/{administrator.pk}/{step}/", follow=True).content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_duty_of_administrators_stays(desk: Client, administrator: User):
    grant = administrator.grants.get()
    page = desk.post(f"/accounts/{administrator.pk}/withdraw/", {"grant": grant.pk}, follow=True).content.decode()
    assert "Expected another administrator" in page
    assert administrator.grants.exists()


def test_a_lost_second_factor_is_taken_off(desk: Client, with_factor: User):
    desk.post(f"/accounts/{with_factor.pk}/second-factor/")
    assert not Authenticator.objects.filter(user=with_factor).exists()


def test_duties_are_entrusted_and_taken_back(desk: Client, person: User):
    assert desk.post(f"/accounts/{person.pk}/grant/", {"duty": "hr-auditor"}).status_code == 302
    grant = person.grants.get()
    assert AuditEvent.objects.get(verb="granted").details["duty"] == "hr-auditor"
    desk.post(f"/accounts/{person.pk}/withdraw/", {"grant": grant.pk})
    assert not person.grants.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"duty": ""}, "No duty is chosen"),
        ({"duty": "king"}, "Select a valid choice"),
        ({"duty": "hr-partner"}, "Expected a unit"),
        ({"duty": "hr-partner", "unit": "moon"}, "There is no unit"),
    ],
)
def test_a_duty_that_cannot_be_is_said(desk: Client, person: User, sent: dict[str, str], sentence: str):
    assert sentence in desk.post(f"/accounts/{person.pk}/grant/", sent).content.decode()
    assert not person.grants.exists()


@pytest.mark.parametrize("grant", ["", "0", "x", "999999", "-1"])
def test_the_duty_of_somebody_else_is_out_of_reach(desk: Client, person: User, administrator: User, grant: str):
    assert desk.post(f"/accounts/{person.pk}/withdraw/", {"grant": grant}).status_code == 404
    other = str(administrator.grants.get().pk)
    assert desk.post(f"/accounts/{person.pk}/withdraw/", {"grant": other}).status_code == 404


def test_others_have_no_desk(person: User, enter: Enter):
    client = enter(person)
    assert client.get("/accounts/").status_code == 403
    assert client.get(f"/accounts/{person.pk}/").status_code == client.get("/accounts/987654321/").status_code == 403
    assert client.post("/accounts/invite/", {"email": "x@example.org"}).status_code == 403
    assert not User.objects.filter(email="x@example.org").exists()


def test_the_list_tells_who_can_come_in_who_was_asked_to_and_who_cannot(desk: Client):
    UserFactory(email="stuck@example.org")
    UserFactory(email="closed@example.org", is_active=False)
    late, long_ago = invited(desk, "late@example.org"), timezone.now() - dt.timedelta(days=9)
    Invitation.objects.filter(account=late).update(sent_at=long_ago, expires_at=long_ago + dt.timedelta(days=7))
    invited(desk)
    rows = re.findall(
        r'<th scope="row">.*?(\w+)@example.org.*?(open|invited|closed|no way in)</span>', desk.get("/accounts/").text, re.DOTALL
    )
    assert dict(rows) == {"admin": "open", "closed": "closed", "late": "no way in", "new": "invited", "stuck": "no way in"}
