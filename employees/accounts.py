"""Accounts and duties: who may sign in as whom, and what the company entrusts to them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import access, tasks, tokens, trail
from employees.access import Permission
from employees.models import Delegation, Employee, Grant, Invitation, Unit, User
from employees.models.trail import Verb
from employees.sign_in import addresses, invitations, second_factor, sessions
from employees.sign_in.ending import end_everything
from employees.sign_in.events import Event, record
from pathways.words import day


class LastAdministratorError(ValueError):
    """Why somebody stays an administrator, as a sentence."""


class AccountBackend(ModelBackend):
    """Passwords as Django keeps them. Who signed in is read with their record and place in the line: one query for every page."""

    def get_user(self, user_id: int) -> User | None:
        standing_in = Delegation.objects.on(timezone.localdate()).filter(colleague__user=OuterRef("pk"))
        read = User.objects.select_related("employee__line").annotate(stands_in=Exists(standing_in))
        user = read.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]  # accounts here are our own
        return user is not None and user.is_let_in


@transaction.atomic
def open_account(*, email: str, employee: Employee | None, by: User | None) -> tuple[User, str]:
    """Open an account, or an existing one anew, and join it to the person's record; return it with a password made for it.

    Raises `ValueError` with a sentence when the person has another account, has left, or the account is somebody else's.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if employee:
        refuse_confusion(employee, user)
    password = secrets.token_urlsafe(12)
    if user is None:
        user = User.objects.create_user(email, password)
    else:
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["is_active", "password"])
    if employee:
        employee.user = user
        employee.save(update_fields=["user"])
    trail.record(Verb.ADDED, of=user, by=by, about=employee)
    return user, password


def administrator(email: str) -> User:
    """Return the administrator's account of that address. Raises ValueError with a sentence."""
    found = User.objects.filter(email__iexact=email.strip(), is_active=True, grants__duty=Grant.Duty.ADMINISTRATOR).first()
    if found is None:
        raise ValueError(_("%(email)s is no administrator. Expected the address of an account with that duty.") % {"email": email})
    return found


def refuse_confusion(employee: Employee, user: User | None) -> None:
    owner = Employee.objects.filter(user=user).first() if user else None
    if owner and owner != employee:
        raise ValueError(
            _("The account %(user)s belongs to employee %(number)s. Expected a free address: name another.")
            % {"user": user, "number": owner.number}
        )
    if employee.user and employee.user != user:
        raise ValueError(
            _("Employee %(number)s signs in as %(user)s. Expected that address, or a person without an account.")
            % {"number": employee.number, "user": employee.user}
        )
    if employee.left_on:
        raise ValueError(
            _("Employee %(number)s left on %(left_on)s. Expected somebody employed: leavers have no account.")
            % {"number": employee.number, "left_on": employee.left_on}
        )


@transaction.atomic
def grant(*, user: User, duty: Grant.Duty, unit: Unit | None, by: User | None) -> Grant:
    """Entrust a duty; HR partners are granted a unit, the others none. Granting twice changes nothing."""
    if (unit is None) == (duty == Grant.Duty.HR_PARTNER):
        if unit is None:
            raise ValueError(
                _("The duty '%(duty)s' was given no unit. Expected a unit: HR partners look after one.") % {"duty": duty.label}
            )
        raise ValueError(
            _("The duty '%(duty)s' was given the unit %(unit)s. Expected no unit: it holds for the whole company.")
            % {"duty": duty.label, "unit": unit}
        )
    asked_before = second_factor.is_required(user)
    granted, is_new = Grant.objects.get_or_create(user=user, duty=duty, unit=unit)
    if is_new:
        record(Event.DUTY_GRANTED, account=user, by=by, duty=duty, unit=unit.code if unit else None)
        if duty in settings.SECOND_FACTOR_DUTIES:
            _end_what_owes_a_factor(user, by, asked_before=asked_before)
    return granted


def _end_what_owes_a_factor(user: User, by: User | None, *, asked_before: bool) -> None:
    """Whether a second factor is owed is asked when somebody signs in. Tokens made before the first duty were made without one."""
    sessions.end_all(users=[user.pk])
    if not asked_before:
        tokens.revoke_all(users=[user.pk], by=by)


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """Undo what is done within when it would leave nobody who may sign in as an administrator. Raises LastAdministratorError.

    The duty's rows are locked first: of two that each take one of the last two away, the second sees what the first has done.
    """
    with transaction.atomic():
        list(Grant.objects.select_for_update().filter(duty=Grant.Duty.ADMINISTRATOR).order_by("pk").values_list("pk"))
        had_one = _administrators()
        yield
        if had_one and not _administrators():
            raise LastAdministratorError(
                _("This would leave nobody to administer Pathways. Expected another open account with the duty administrator first.")
            )


def _administrators() -> bool:
    return Grant.objects.filter(duty=Grant.Duty.ADMINISTRATOR, user__is_active=True).exists()


@transaction.atomic
def withdraw(*, granted: Grant, by: User) -> None:
    """Take a duty back. Raises `ValueError` when nobody would be left to administer accounts, or one would take one's own."""
    if granted.duty == Grant.Duty.ADMINISTRATOR:
        refuse_own(granted.user, by)
    with keeping_an_administrator():
        granted.delete()
    record(Event.DUTY_WITHDRAWN, account=granted.user, by=by, duty=granted.duty, unit=granted.unit.code if granted.unit else None)


def grant_by_code(*, user: User, duty: str, code: str, by: User) -> Grant:
    """Entrust a duty; `code` is that of an HR partner's unit, empty for the other duties. Raises `ValueError` with a sentence."""
    unit = Unit.objects.filter(code=code).first()
    if code and unit is None:
        raise ValueError(_("There is no unit %(code)r. Expected the code of a unit, as the HR system has it.") % {"code": code})
    return grant(user=user, duty=Grant.Duty(duty), unit=unit, by=by)


# --- The address ------------------------------------------------------------------------------------


@transaction.atomic
def change_address(*, user: User, email: str, by: User) -> None:
    """Let an account be known by another address. Raises `ValueError` for a taken one, and for one's own account.

    Of an account in use another administrator has to stand for it, unless its holder comes in: nobody makes somebody's account their own.
    """
    refuse_own(user, by)
    if User.objects.filter(email__iexact=email.strip()).exclude(pk=user.pk).exists():
        raise ValueError(_("%(email)s has an account already. Expected an address that is free.") % {"email": email.strip()})
    _move_address(user, email, by=by, changed_by=by)


@transaction.atomic
def follow_address(*, user: User, email: str, by: User) -> None:
    """Let an account be known by the address that the directory has for it. Raises `ValueError` for an account with a duty.

    What is in use opens nothing new by that address until its holder has come in with what they had before: a token that provisions
    must not become everybody's account. Whoever calls has made sure that the address is free.
    """
    if user.grants.exists():
        raise ValueError(
            "This account holds a duty. Expected an administrator of Pathways to change its address, on the page of the account."
        )
    _move_address(user, email, by=by, source="directory")


def _move_address(user: User, email: str, *, by: User, changed_by: User | None = None, source: str = "") -> None:
    """Change the address, end what was begun under the old one, links for new passwords among it, and tell both."""
    former = user.email
    if former == email.strip().lower():
        return
    user.email, user.address_changed_by = email.strip().lower(), changed_by
    user.address_unproven_since = timezone.now() if addresses.is_in_use(user) else None
    user.save(update_fields=["email", "address_unproven_since", "address_changed_by"])
    end_everything(users=[user.pk], by=by)
    invitations.open_ones(user).update(withdrawn_at=timezone.now())
    record(Event.ADDRESS_CHANGED, account=user, by=by, source=source)
    for to in (former, user.email):
        transaction.on_commit(partial(tasks.begin, tasks.mail_address_changed, account_id=user.pk, to=to))


@transaction.atomic
def prove_address(*, user: User, by: User) -> None:
    """Stand for an address that somebody else changed. Raises `ValueError` when it is not in doubt, and for one's own account or change."""
    refuse_own(user, by)
    if user.address_changed_by_id == by.pk:
        raise ValueError(_("You changed this address yourself. Expected another administrator to stand for it, or its holder to sign in."))
    if not addresses.prove(user=user, by=by):
        raise ValueError(_("Nothing is in doubt about this address."))


@transaction.atomic
def take_off_record(*, user: User, by: User) -> None:
    """Part an account from the record it opens, so that either can be joined anew. Raises `ValueError` for none, and for one's own."""
    refuse_own(user, by)
    present = Employee.objects.filter(user=user).first()
    if present is None:
        raise ValueError(_("This account opens no record."))
    end_everything(users=[user.pk], by=by)
    record(Event.RECORD_TAKEN_OFF, account=user, by=by)
    Employee.objects.filter(pk=present.pk).update(user=None)


# --- Closing and opening again ------------------------------------------------------------------


def manageable_by(reader: User | AnonymousUser) -> QuerySet[User]:
    """Return the accounts that this reader administers, all or none, each with whether it is `linked` and whether it is `invited`."""
    standing = Invitation.objects.filter(account=OuterRef("pk"), taken_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    known = User.objects.annotate(linked=Exists(SocialAccount.objects.filter(user=OuterRef("pk"))), invited=Exists(standing))
    return known if access.of(reader).may(Permission.MANAGE_ACCOUNTS) else known.none()


def listed(reader: User | AnonymousUser, text: str) -> QuerySet[User]:
    """Return the accounts whose address or employee number has `text` in it, with what the list shows: three queries in all."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factor.FACTORS)
    found = manageable_by(reader).annotate(second_factor=Exists(factor))
    if text:
        found = found.filter(Q(email__icontains=text) | Q(employee__number__icontains=text))
    return found.select_related("employee").prefetch_related("grants__unit").order_by("email")


def identity_of(user: User) -> SocialAccount | None:
    """Return the identity of the company's provider by which this account signs in, if one is linked."""
    return SocialAccount.objects.filter(user=user).first()


@transaction.atomic
def close_account(*, user: User, by: User) -> None:
    """Let nobody in by this account any more, from this moment on: its sessions and tokens end, its invitation is withdrawn."""
    refuse_own(user, by)
    with keeping_an_administrator():
        User.objects.filter(pk=user.pk).update(is_active=False)
    end_everything(users=[user.pk], by=by)
    user.invitations.filter(taken_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    record(Event.ACCOUNT_CLOSED, account=user, by=by)


def refuse_own(user: User, by: User) -> None:
    """Raise `ValueError` for one's own account: another administrator does what may lock somebody out, or let somebody in."""
    if user == by:
        raise ValueError(_("This is your own account. Expected another administrator to do this, so that nobody locks themselves out."))


@transaction.atomic
def reopen_account(*, user: User, by: User) -> None:
    """Let the holder in again. Raises `ValueError` for somebody who has left the company."""
    left_on = Employee.objects.filter(user=user).values_list("left_on", flat=True).first()
    if left_on and left_on <= timezone.localdate():
        raise ValueError(
            _("The holder left on %(left_on)s. Expected somebody employed: leavers have no account.") % {"left_on": day(left_on)}
        )
    User.objects.filter(pk=user.pk).update(is_active=True)
    record(Event.ACCOUNT_OPENED, account=user, by=by)


@transaction.atomic
def sign_out_everywhere(*, user: User, by: User) -> None:
    """Whoever asks this of their own account is out, too."""
    end_everything(users=[user.pk], by=by)
    record(Event.SESSIONS_ENDED, account=user, by=by)


@transaction.atomic
def take_off_second_factor(*, user: User, by: User) -> None:
    """Take a lost second factor off; whoever owes one sets up another when they next sign in. Raises `ValueError` for one's own."""
    if user == by:
        raise ValueError(
            _("This is your own second factor. Expected another administrator, or your page Signing in, which asks for a code.")
        )
    if second_factor.take_off(user=user):
        end_everything(users=[user.pk], by=by)
        record(Event.FACTOR_REMOVED, account=user, by=by)


@transaction.atomic
def unlink_identity(*, user: User, by: User) -> None:
    """Forget which identity of the company's provider this account belongs to: the next one with its verified mail is linked."""
    if SocialAccount.objects.filter(user=user).delete()[0]:
        end_everything(users=[user.pk], by=by)
        record(Event.IDENTITY_UNLINKED, account=user, by=by)
