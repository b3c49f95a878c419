"""Accounts and duties: who may sign in as whom, and what the company entrusts to them."""

import secrets

import structlog
from django.contrib.auth.backends import ModelBackend
from django.db import transaction

from employees.models import Employee, Grant, Unit, User

log = structlog.get_logger(__name__)


class AccountBackend(ModelBackend):
    """Passwords as Django keeps them. Who signed in is read with their record and place in the line: one query for every page."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("employee__line").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


@transaction.atomic
def open_account(*, email: str, employee: Employee | None, by: User | None) -> tuple[User, str]:
    """Open an account, or an existing one anew, and join it to the person's record; return it with a password made for it.

    Raises `ValueError` with a sentence when the person has another account, has left, or the account is somebody else's.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if employee:
        _refuse_confusion(employee, user)
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
    log.info("account opened", user=user.pk, employee=employee.pk if employee else None, by=by.pk if by else None)
    return user, password


def _refuse_confusion(employee: Employee, user: User | None) -> None:
    owner = Employee.objects.filter(user=user).first() if user else None
    if owner and owner != employee:
        raise ValueError(f"The account {user} belongs to employee {owner.number}. Expected a free address: name another.")
    if employee.user and employee.user != user:
        raise ValueError(f"Employee {employee.number} signs in as {employee.user}. Expected that address, or a person without an account.")
    if employee.left_on:
        raise ValueError(f"Employee {employee.number} left on {employee.left_on}. Expected somebody employed: leavers have no account.")


@transaction.atomic
def grant(*, user: User, duty: Grant.Duty, unit: Unit | None, by: User | None) -> Grant:
    """Entrust a duty; HR partners are granted a unit, the others none. Granting twice changes nothing."""
    if (unit is None) == (duty == Grant.Duty.HR_PARTNER):
        wanted = "a unit: HR partners look after one" if unit is None else "no unit: it holds for the whole company"
        raise ValueError(f"The duty {duty.label!r} was given {'no unit' if unit is None else f'the unit {unit}'}. Expected {wanted}.")
    granted, is_new = Grant.objects.get_or_create(user=user, duty=duty, unit=unit)
    if is_new:
        log.info("duty granted", user=user.pk, duty=str(duty), unit=unit.pk if unit else None, by=by.pk if by else None)
    return granted
