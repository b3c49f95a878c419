"""What groups entrust: grants follow memberships and mappings, and somebody is always left to administer."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction

from employees import accounts, trail
from employees.accounts import LastAdministratorError, keeping_an_administrator
from employees.models import DirectoryGrant, DirectoryGroup, Grant, GroupDuty, Unit, User
from employees.models.trail import Verb
from employees.scim.errors import ScimError
from employees.sign_in.events import Event, record

Held = tuple[int, str, int | None]  # account, duty, unit


class DutyError(ValueError):
    """Why a group cannot entrust that, as a sentence."""


@contextmanager
def administrators_kept() -> Iterator[None]:
    """As `keeping_an_administrator`, refusing as SCIM does."""
    try:
        with keeping_an_administrator():
            yield
    except LastAdministratorError as refusal:
        raise ScimError(409, str(refusal), "mutability") from None


@transaction.atomic
def follow_groups(users: Collection[int], *, by: User) -> None:
    """Let the duties of these accounts be what their groups entrust, beside what was granted by hand. Inside `keeping_an_administrator`."""
    wanted = _entrusted(users)
    held = {(grant.user_id, grant.duty, grant.unit_id): grant for grant in _grants(users)}
    for key in sorted(wanted - held.keys(), key=str):
        _entrust(key, by)
    for key, grant in held.items():
        if key not in wanted and hasattr(grant, "from_directory"):
            _take_back(grant, by)


def _entrusted(users: Collection[int]) -> set[Held]:
    rows = GroupDuty.objects.filter(group__memberships__account__in=users)
    return set(rows.values_list("group__memberships__account", "duty", "unit").distinct()) if users else set()


def _grants(users: Collection[int]) -> list[Grant]:
    return list(Grant.objects.filter(user__in=users).select_related("user", "unit", "from_directory"))


def _entrust(key: Held, by: User) -> None:
    user_id, duty, unit_id = key
    user = User.objects.get(pk=user_id)
    unit = Unit.objects.get(pk=unit_id) if unit_id else None
    DirectoryGrant.objects.create(grant=accounts.grant(user=user, duty=Grant.Duty(duty), unit=unit, by=by))


def _take_back(grant: Grant, by: User) -> None:
    unit = grant.unit.code if grant.unit else None
    grant.delete()
    record(Event.DUTY_WITHDRAWN, account=grant.user, by=by, duty=grant.duty, unit=unit)


def close(user: User, *, by: User) -> None:
    """Close an account for the directory. Raises LastAdministratorError, and ValueError for the account that asks."""
    accounts.close_account(user=user, by=by)


# --- What a group entrusts ----------------------------------------------------------------------


@transaction.atomic
def entrust(*, group: DirectoryGroup, duty: str, code: str, by: User) -> GroupDuty:
    """Let a group entrust a duty to its members; `code` is that of an HR partner's unit. Raises DutyError."""
    unit = Unit.objects.filter(code=code).first() if code else None
    if code and unit is None:
        raise DutyError(f"There is no unit {code!r}. Expected the code of a unit, as the HR system has it.")
    if (unit is None) == (duty == Grant.Duty.HR_PARTNER):
        raise DutyError(
            "HR partners look after a unit: give its code." if unit is None else "Only HR partners have a unit. Leave it empty."
        )
    made, is_new = GroupDuty.objects.get_or_create(group=group, duty=duty, unit=unit)
    if is_new:
        trail.record(Verb.GRANTED, of=group, by=by, name=group.display_name, duty=duty, unit=code or None)
        follow_groups(_members(group), by=by)
    return made


@transaction.atomic
def stop_entrusting(*, entrusted: GroupDuty, by: User) -> None:
    """Let a group entrust a duty no more: its members lose it, unless they have it otherwise. Raises LastAdministratorError."""
    group, unit = entrusted.group, entrusted.unit
    with keeping_an_administrator():
        entrusted.delete()
        follow_groups(_members(group), by=by)
    code = unit.code if unit else None
    trail.record(Verb.REVOKED, of=group, by=by, name=group.display_name, duty=entrusted.duty, unit=code)


def _members(group: DirectoryGroup) -> list[int]:
    return list(group.memberships.values_list("account", flat=True))
