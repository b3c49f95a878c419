"""Letting somebody in who has no account: an account without a password, its duties, and a link by mail to set one."""

import datetime as dt
import secrets

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from employees.models import Employee, Invitation, User
from employees.sign_in import passwords
from employees.sign_in.events import Event, record

SALT = "pathways invitation"


@transaction.atomic
def invite(*, email: str, number: str, by: User) -> Invitation:
    """Open an account without a password, join it to the record with that employee number, if one is given. Whoever calls has it mailed.

    Raises `ValueError` with a sentence when the address has an account, and when the person has one, has left or is not there.
    """
    email = email.strip().lower()
    employee = _employee(number) if number else None
    if User.objects.filter(email=email).exists():
        raise ValueError(
            _("%(email)s has an account already. Expected a new address: look it up in the list to send its invitation again.")
            % {"email": email}
        )
    user = User.objects.create_user(email)
    if employee:
        employee.user = user
        employee.save(update_fields=["user"])
    return _make(user, by)


def _employee(number: str) -> Employee:
    found = Employee.objects.filter(number=number).select_related("user").first()
    if found is None:
        raise ValueError(_("There is no employee %(number)r. Expected an employee number of the HR system.") % {"number": number})
    if found.user:
        raise ValueError(
            _("Employee %(number)s signs in as %(user)s. Expected a person without an account.") % {"number": number, "user": found.user}
        )
    if found.left_on:
        raise ValueError(
            _("Employee %(number)s left on %(left_on)s. Expected somebody employed: leavers have no account.")
            % {"number": number, "left_on": found.left_on}
        )
    return found


@transaction.atomic
def invite_again(*, account: User, by: User) -> Invitation:
    """Replace an account's open invitation by a new one. Raises `ValueError` when there is nothing to invite to."""
    if not account.is_active:
        raise ValueError(_("This account is closed. Expected an open one: open it first."))
    if account.address_unproven_since:
        raise ValueError(_("This address is in doubt: somebody changed it. Expected an administrator who did not to stand for it first."))
    if account.has_usable_password():
        raise ValueError(
            _("The holder has a password. Expected an account without: who forgot theirs asks for a mail on the sign-in page.")
        )
    open_ones(account).update(withdrawn_at=timezone.now())
    return _make(account, by)


def _make(account: User, by: User) -> Invitation:
    now = timezone.now()
    made = Invitation.objects.create(
        account=account,
        by=by,
        nonce=secrets.token_urlsafe(32),
        sent_at=now,
        expires_at=now + dt.timedelta(days=settings.INVITATION_DAYS),
    )
    record(Event.INVITED, account=account, by=by)
    return made


def open_ones(account: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(account=account, taken_at=None, withdrawn_at=None)


def send(*, invitation_id: int) -> bool:
    """Mail the link; return whether the invitation still stands. Run by a worker. Raises `OSError` when the mail server refuses."""
    found = Invitation.objects.filter(pk=invitation_id, taken_at=None, withdrawn_at=None).select_related("account").first()
    if found is None:
        return False
    link = settings.SITE_URL + reverse("invitation", args=[token_of(found)])
    passwords.send(found.account, "invitation", {"link": link, "until": found.expires_at, "site": settings.SITE_URL})
    return True


def token_of(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def find(token: str) -> Invitation | None:
    """Return the invitation of a link while it works: signed by us, the newest, in time, not taken up, its account open."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    standing = Invitation.objects.filter(pk=pk, nonce=nonce, taken_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return standing.filter(account__is_active=True).select_related("account").first()


@transaction.atomic
def take_up(*, invitation: Invitation, password: str) -> bool:
    """Set the password of the invited; return False when somebody was quicker with the same link."""
    standing = Invitation.objects.filter(pk=invitation.pk, nonce=invitation.nonce, taken_at=None, withdrawn_at=None)
    if not standing.update(taken_at=timezone.now()):
        return False
    passwords.change(user=invitation.account, password=password)
    record(Event.INVITATION_TAKEN, account=invitation.account, by=invitation.account)
    return True
