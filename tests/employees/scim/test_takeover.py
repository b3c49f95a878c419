"""A token that provisions accounts must not become everybody's account: what it may change of an account in use, and what that opens."""

from typing import Any

import pytest
from allauth.socialaccount.models import EmailAddress, SocialAccount, SocialLogin
from django.core import mail
from django.test import Client
from django.utils import timezone

from employees import tokens
from employees.models import AuditEvent, Employee, Invitation, User
from employees.scim.schemas import ENTERPRISE
from employees.scopes import Scope
from employees.sign_in import identities, invitations, passwords
from tests.employees.scim.directory import Directory, new_directory, token_of
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import EmployeeFactory, GrantFactory, UserFactory

pytestmark = pytest.mark.django_db
EVIL = "mallory@example.org"


@pytest.fixture
def directory(db: None) -> Directory:
    return new_directory()


@pytest.fixture
def victim(db: None) -> User:
    return EmployeeFactory(number="7", user=UserFactory(email="victim@example.org", password=PASSWORD)).user


def move(directory: Directory, user: User, address: str = EVIL) -> Any:  # Any: the test client's answer
    return directory.patch(f"Users/{user.pk}", {"op": "replace", "path": "emails", "value": [{"value": address}]})


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sign_in(email: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": email, "password": PASSWORD})
    return client


def test_a_changed_address_ends_what_was_begun_and_both_addresses_are_told(directory, victim, django_capture_on_commit_callbacks):
    browser, secret = sign_in(victim.email), token_of(victim, Scope.READ_ME)
    assert browser.get("/me/sign-in/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert move(directory, victim).status_code == 200
    assert browser.get("/me/sign-in/").status_code == 302
    assert tokens.find(secret) is None
    assert sorted(sent.to[0] for sent in mail.outbox) == [EVIL, "victim@example.org"]
    assert all(EVIL in sent.body for sent in mail.outbox)
    assert AuditEvent.objects.filter(details__reason="address changed", whom=victim.employee.pk, who=directory.owner.pk).exists()


def test_a_changed_address_gets_no_mail_for_a_new_password_until_its_holder_came_in(directory, victim):
    link = passwords.reset_address(victim)
    move(directory, victim)
    assert Client().get(link).status_code == 404, "a link of before holds the former address"
    assert passwords.send_reset(email=EVIL) is False
    assert passwords.send_reset(email="victim@example.org") is False
    sign_in(EVIL)  # the holder knows the password
    assert fresh(victim).address_unproven_since is None
    assert AuditEvent.objects.filter(details__reason="address confirmed", who=victim.pk).exists()
    assert passwords.send_reset(email=EVIL) is True


def test_an_address_that_looks_alike_links_no_identity():
    """The Kelvin sign's small letter is k: whoever had such an address at the provider came in as somebody else."""
    UserFactory(email="kim@example.org")
    for address in ("\u212aim@example.org", "k\u0131m@example.org", "k\u0130m@example.org", "\uff4bim@example.org"):
        with pytest.raises(identities.RefusedError, match=r"No account|did not say"):
            identities.link(login_of(address))
    assert not SocialAccount.objects.exists()
    assert identities.link(login_of("KIM@example.org")).email == "kim@example.org"


def test_a_changed_address_links_no_identity_and_moving_it_back_does_not_help(directory, victim):
    move(directory, victim)
    for address in (EVIL, "other@example.org", EVIL):
        move(directory, victim, address)
        with pytest.raises(identities.RefusedError, match="was changed, and nobody"):
            identities.link(login_of(address))
    assert not SocialAccount.objects.exists()


def login_of(address: str) -> SocialLogin:
    account = SocialAccount(provider="openid_connect", uid="mallory")
    return SocialLogin(account=account, email_addresses=[EmailAddress(email=address, verified=True)])


def test_an_administrator_stands_for_the_address(directory, victim, client):
    move(directory, victim)
    admin = GrantFactory(duty="administrator").user
    client.force_login(admin)
    page = client.get(f"/accounts/{victim.pk}/").content.decode()
    assert "Address in doubt" in page
    assert "address in doubt" in client.get("/accounts/").content.decode()
    client.post(f"/accounts/{victim.pk}/prove/")
    assert passwords.send_reset(email=EVIL) is True
    assert "Address in doubt" not in client.get(f"/accounts/{victim.pk}/").content.decode()


def test_the_open_invitation_of_a_changed_address_opens_nothing(directory):

    made = invitations.invite(email="new@example.org", number="", by=directory.owner)
    path = f"/sign-in/invitation/{invitations.token_of(made)}/"
    assert Client().get(path).status_code in (200, 302)
    move(directory, made.account)
    assert Client().get(path).status_code == 404
    assert not Invitation.objects.filter(withdrawn_at=None).exists()


def test_an_account_that_nobody_used_is_renamed_without_doubt(directory):
    user = User.objects.create_user("starts.soon@example.org")
    move(directory, user, "starts.now@example.org")
    assert (fresh(user).email, fresh(user).address_unproven_since) == ("starts.now@example.org", None)


@pytest.mark.parametrize("duty", ["hr-auditor", "administrator", "framework-editor"])
def test_the_address_of_somebody_with_a_duty_is_not_the_directorys_to_change(directory, duty):
    holder = GrantFactory(duty=duty, user__email="holder@example.org").user
    answer = move(directory, holder)
    assert (answer.status_code, answer.told["scimType"]) == (409, "mutability")
    assert "holds a duty" in answer.told["detail"]
    whole = {"userName": EVIL, "emails": [{"value": EVIL}], "title": "x"}
    assert directory.ask("put", f"Users/{holder.pk}", whole).status_code == 409
    assert fresh(holder).email == "holder@example.org"


def test_deleting_somebody_with_a_duty_and_opening_them_anew_changes_no_address(directory):
    holder = GrantFactory(duty="hr-auditor", user__email="holder@example.org").user
    assert directory.ask("delete", f"Users/{holder.pk}").status_code == 204
    answer = directory.ask("post", "Users", {"userName": "holder@example.org", "emails": [{"value": EVIL}]})
    assert answer.status_code == 409
    assert (fresh(holder).email, fresh(holder).is_active) == ("holder@example.org", False)


def test_a_record_in_use_is_not_freed_to_be_taken_by_another_account(directory, victim):
    number = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "nobody"}
    answer = directory.patch(f"Users/{victim.pk}", number)
    assert (answer.status_code, answer.told["scimType"]) == (409, "mutability")
    mallory = User.objects.create_user(EVIL)
    assert directory.patch(f"Users/{mallory.pk}", number | {"value": "7"}).status_code == 409
    assert Employee.objects.get(number="7").user == victim


def test_an_administrator_takes_a_record_off_and_then_the_directory_joins_it(directory, victim, client):
    client.force_login(GrantFactory(duty="administrator").user)
    browser = sign_in(victim.email)
    client.post(f"/accounts/{victim.pk}/record/")
    assert Employee.objects.get(number="7").user is None
    assert browser.get("/me/sign-in/").status_code == 302
    back = User.objects.create_user("back@example.org")
    assert directory.patch(f"Users/{back.pk}", {"op": "add", "path": f"{ENTERPRISE}:employeeNumber", "value": "7"}).status_code == 200
    assert Employee.objects.get(number="7").user == back


class TestByAnAdministrator:
    def step(self, client: Client, user: User, name: str, **said: str) -> str:
        return client.post(f"/accounts/{user.pk}/{name}/", said, follow=True).content.decode()

    def test_the_address_is_changed_and_the_holder_is_told(self, victim, client, django_capture_on_commit_callbacks):
        client.force_login(GrantFactory(duty="administrator").user)
        browser = sign_in(victim.email)
        with django_capture_on_commit_callbacks(execute=True):
            assert "has its new address" in self.step(client, victim, "address", new_email="Married@example.org")
        assert fresh(victim).email == "married@example.org"
        assert browser.get("/me/sign-in/").status_code == 302
        assert sorted(sent.to[0] for sent in mail.outbox) == ["married@example.org", "victim@example.org"]
        assert passwords.send_reset(email="married@example.org") is False, "one administrator alone makes nobody's account their own"
        assert "You changed this address yourself" in self.step(client, victim, "prove")
        client.force_login(GrantFactory(duty="administrator").user)
        self.step(client, victim, "prove")
        assert passwords.send_reset(email="married@example.org") is True

    def test_nobody_is_invited_to_an_address_in_doubt(self, victim, client):
        client.force_login(GrantFactory(duty="administrator").user)
        victim.set_unusable_password()
        victim.last_login = timezone.now()
        victim.save()
        self.step(client, victim, "address", new_email=EVIL)
        assert "in doubt" in self.step(client, victim, "invite")
        assert not Invitation.objects.exists()

    def test_what_cannot_be_is_said_and_changes_nothing(self, victim, client):
        admin = GrantFactory(duty="administrator").user
        client.force_login(admin)
        assert "is free" in self.step(client, victim, "address", new_email=admin.email.upper())
        assert "Expected an address such as" in self.step(client, victim, "address", new_email="x\nBcc: y@example.org")
        assert "your own account" in self.step(client, admin, "address", new_email="a@example.org")
        assert "your own account" in self.step(client, admin, "record")
        assert "your own account" in self.step(client, admin, "prove")
        assert "Nothing is in doubt" in self.step(client, victim, "prove")
        assert "opens no record" in self.step(client, UserFactory(), "record")
        assert (fresh(victim).email, fresh(admin).email) == ("victim@example.org", admin.email)

    def test_nobody_else_does(self, victim, client):
        client.force_login(GrantFactory(duty="hr-auditor").user)
        for name in ("address", "record", "prove"):
            assert client.post(f"/accounts/{victim.pk}/{name}/", {"new_email": EVIL}).status_code == 403
        assert fresh(victim).email == "victim@example.org"
