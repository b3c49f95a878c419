"""Accounts as SCIM users: shown, opened, changed, closed. Deleting closes: what somebody has done here outlives their account."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from employees import accounts, trail
from employees.models import DirectoryGroup, DirectoryUser, Employee, User
from employees.models.directory import LONGEST
from employees.models.trail import Verb
from employees.scim import documents, duties
from employees.scim.errors import ScimError, invalid, missing, taken
from employees.scim.lookups import Column, Columns
from employees.scim.schemas import ENTERPRISE, USER, USERS, Document
from employees.sign_in import addresses

COLUMNS: Columns = {
    ("id",): Column("pk", "key"),
    ("externalId",): Column("said_external_id", "exact"),
    ("userName",): Column("said_user_name"),
    ("displayName",): Column("said_display_name"),
    ("title",): Column("said_title"),
    ("name", "givenName"): Column("said_given_name"),
    ("name", "familyName"): Column("said_family_name"),
    ("emails", "value"): Column("email"),
    ("active",): Column("is_active", "boolean"),
    (ENTERPRISE, "employeeNumber"): Column("said_employee_number", "exact"),
    (ENTERPRISE, "department"): Column("said_department"),
    (ENTERPRISE, "manager", "value"): Column("said_manager", "exact"),
    ("meta", "created"): Column("joined_at", "time"),
    ("meta", "lastModified"): Column("modified_at", "time"),
}
TEXTS = ("external_id", "given_name", "family_name", "display_name", "title", "employee_number", "department", "manager")


def known() -> QuerySet[User]:
    """Return the accounts that the directory knows or may come to know: all that it has not deleted."""
    said = {f"said_{name}": Coalesce(f"directory__{name}", Value("")) for name in TEXTS}
    rows = User.objects.filter(Q(directory__isnull=True) | Q(directory__removed_at__isnull=True)).select_related("directory", "employee")
    return rows.annotate(
        **said,
        said_primary=Coalesce("directory__address_is_primary", Value(True)),
        said_user_name=Coalesce("directory__user_name", F("email"), output_field=CharField()),
        modified_at=Greatest(Coalesce("directory__changed_at", F("joined_at")), F("joined_at")),
    )


def find(number: str, *, lock: bool = False) -> User:
    """Return the account of that id. Raises ScimError when there is none."""
    rows = User.objects.select_for_update() if lock else User.objects.all()
    if not (number.isascii() and number.isdecimal() and len(number) < 19 and rows.filter(pk=int(number)).first()):
        raise missing()
    found = known().filter(pk=int(number)).first()
    if found is None:
        raise missing()
    return found


# --- Showing ------------------------------------------------------------------------------------


def shown(user: User, base: str, groups: list[tuple[int, str]]) -> Document:
    """Return the document of an account that `known` has brought; `groups` are (id, name)."""
    said: Any = user  # Any: its columns are made by `known`
    document: Document = {
        "schemas": [USER, ENTERPRISE],
        "id": str(user.pk),
        "externalId": said.said_external_id,
        "userName": said.said_user_name,
        "name": filled({"familyName": said.said_family_name, "givenName": said.said_given_name}),
        "displayName": said.said_display_name,
        "title": said.said_title,
        "emails": [{"value": user.email, "type": "work", "primary": said.said_primary}],
        "active": user.is_active,
        "groups": [{"value": str(pk), "$ref": f"{base}/Groups/{pk}", "display": name} for pk, name in groups],
        ENTERPRISE: filled(
            {
                "employeeNumber": said.said_employee_number,
                "department": said.said_department,
                "manager": filled({"value": said.said_manager}),
            }
        ),
    }
    document = filled(document) | {"active": user.is_active}
    if ENTERPRISE not in document:
        document["schemas"] = [USER]
    meta = {"resourceType": "User", "created": user.joined_at.isoformat(), "lastModified": said.modified_at.isoformat()}
    return document | {"meta": {**meta, "location": f"{base}/Users/{user.pk}", "version": tag(document)}}


def filled(document: Document) -> Document:
    """Leave out what has no value (RFC 7643 §2.5)."""
    return {name: value for name, value in document.items() if value not in ("", [], {}, None)}


def tag(document: Document) -> str:
    return f'W/"{hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]}"'


# --- Reading ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What a document says of an account; `active` is None when it says nothing. `texts` are columns of `DirectoryUser`."""

    user_name: str
    email: str
    primary: bool
    active: bool | None
    texts: dict[str, str]


def said_by(document: Document, *, kept: str = "") -> Said:
    """Read a whole document, as a PUT or a POST bring it; `kept` is the present address. Raises ScimError for what cannot be an account."""
    tidy = documents.tidy(document, USERS.attributes)
    name, extension = tidy.get("name", {}), tidy.get(ENTERPRISE, {})
    texts = {
        "external_id": tidy.get("externalId", ""),
        "given_name": name.get("givenName", ""),
        "family_name": name.get("familyName", ""),
        "display_name": tidy.get("displayName", ""),
        "title": tidy.get("title", ""),
        "employee_number": extension.get("employeeNumber", "").strip(),
        "department": extension.get("department", ""),
        "manager": extension.get("manager", {}).get("value", ""),
    }
    user_name = tidy.get("userName", "").strip()
    if not user_name:
        raise invalid("userName is missing. Expected what the directory calls the account.")
    if too_long := [text for text in (user_name, *texts.values()) if len(text) > LONGEST or "\0" in text]:
        raise invalid(f"{too_long[0][:40]!r}… is too long or holds what is no letter. Expected {LONGEST} characters at most.")
    email = chosen(tidy.get("emails", []))
    return Said(user_name, address_of(email, user_name, kept), email.get("primary", True), tidy.get("active"), texts)


def chosen(emails: list[Document]) -> Document:
    """Return the e-mail address to know the holder by: the primary one, the work one, or the first; an empty object for none."""
    ranked = sorted(emails, key=lambda one: (not one.get("primary"), str(one.get("type", "")).lower() != "work"))
    return next((one for one in ranked if one.get("value")), {})


def address_of(email: Document, user_name: str, kept: str) -> str:
    """Return the address of an account: of its e-mail, else a name that is one, else the present one. Raises ScimError for none."""
    otherwise = user_name if "@" in user_name or not kept else kept
    address = str(email.get("value", otherwise)).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise invalid(f"{address[:80]!r} is no e-mail address. Expected one in emails, or as userName: accounts are known by it.") from None
    return address


# --- Writing ------------------------------------------------------------------------------------


@transaction.atomic
def create(document: Document, *, by: User) -> User:
    """Open an account, or anew one that the directory had deleted. Raises ScimError when it has one already."""
    said = said_by(document)
    user = former(said)
    if user is None:
        user = User.objects.create_user(said.email, is_active=False)
        trail.record(Verb.ADDED, of=user, by=by, source="directory")
    write(user, said, active=said.active is not False, by=by)
    return user


def former(said: Said) -> User | None:
    """Return the account that the directory had deleted and means again. Raises ScimError when an account is in the way."""
    meant = Q(email=said.email) | Q(directory__user_name__iexact=said.user_name) | Q(directory__isnull=True, email__iexact=said.user_name)
    found = list(User.objects.select_for_update(of=("self",)).filter(meant).select_related("directory").order_by("pk")[:2])
    if len(found) > 1 or (found and not is_removed(found[0])):
        raise taken(f"There is an account {said.user_name} or {said.email} already. Expected a new one; change that one by its id.")
    return found[0] if found else None


def is_removed(user: User) -> bool:
    entry: DirectoryUser | None = getattr(user, "directory", None)
    return bool(entry and entry.removed_at)


@transaction.atomic
def change(user: User, document: Document, *, by: User) -> None:
    """Let an account be what the whole document says. Raises ScimError."""
    said = said_by(document, kept=user.email)
    others = User.objects.exclude(pk=user.pk)
    if others.filter(
        Q(email=said.email) | Q(directory__user_name__iexact=said.user_name) | Q(directory__isnull=True, email__iexact=said.user_name)
    ).exists():
        raise taken(f"Another account is called {said.user_name} or has the address {said.email}. Expected names that are free.")
    write(user, said, active=user.is_active if said.active is None else said.active, by=by)


def write(user: User, said: Said, *, active: bool, by: User) -> None:
    entry = DirectoryUser.objects.filter(account=user).first() or DirectoryUser(account=user)
    values = {**said.texts, "user_name": said.user_name, "address_is_primary": said.primary, "removed_at": None}
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    if changed or entry._state.adding:
        for name, value in values.items():
            setattr(entry, name, value)
        entry.save()
    if user.email != said.email:
        follow_address(user, said.email, by=by)
        changed.append("email")
    join(user, said.texts["employee_number"], by=by)
    if changed:
        trail.record(Verb.CHANGED, of=user, by=by, fields=sorted(changed), source="directory")
    open_or_close(user, active, by=by)


def follow_address(user: User, email: str, *, by: User) -> None:
    """Change the address of an account as the directory has it. Raises ScimError for an account with a duty."""
    try:
        accounts.follow_address(user=user, email=email, by=by)
    except ValueError as refusal:
        raise ScimError(409, str(refusal), "mutability") from None


def open_or_close(user: User, active: bool, *, by: User) -> None:
    """Bring an account to where the directory has it. Raises ScimError for a leaver, the last administrator, and the account that asks."""
    if active == user.is_active:
        return
    try:
        if active:
            accounts.reopen_account(user=user, by=by)
        else:
            duties.close(user, by=by)
    except ValueError as refusal:
        raise (invalid(str(refusal)) if active else ScimError(409, str(refusal), "mutability")) from None
    user.is_active = active


def join(user: User, number: str, *, by: User) -> None:
    """Join an account to the record of that employee number, and to no other. Without a number nothing changes. Raises ScimError.

    An account that somebody uses is not parted from its record: else whoever provisions could free a record, and take it.
    A number that nobody has yet is kept: `join_waiting` joins it when the HR system brings the person.
    """
    present = Employee.objects.filter(user=user).first()
    if not number or (present and present.number == number):
        return
    meant = Employee.objects.select_related("user").filter(number=number).first()
    if meant and meant.user and meant.user != user:
        raise taken(f"Employee {number} signs in as another account. Expected a number of somebody without one.")
    if present and (addresses.is_in_use(user) or user.grants.exists()):
        detail = "This account opens a record and is in use. Expected an administrator of Pathways to take the record off."
        raise ScimError(409, detail, "mutability")
    if present:
        Employee.objects.filter(pk=present.pk).update(user=None)
        trail.record(Verb.REVOKED, of=user, by=by, about=present, source="directory")
    if meant:
        Employee.objects.filter(pk=meant.pk).update(user=user)
        trail.record(Verb.GRANTED, of=user, by=by, about=meant, source="directory")


def join_waiting() -> int:
    """Join the accounts whose number nobody had to people who have come since; return how many. Two queries and one a person joined."""
    waiting = DirectoryUser.objects.filter(account__employee__isnull=True, removed_at__isnull=True).exclude(employee_number="")
    accounts_of = dict(waiting.order_by("-pk").values_list("employee_number", "account"))
    people = Employee.objects.filter(number__in=accounts_of, user__isnull=True, left_on__isnull=True)
    for person in people:
        Employee.objects.filter(pk=person.pk, user__isnull=True).update(user=accounts_of[person.number])
        trail.record(Verb.GRANTED, of=User(pk=accounts_of[person.number]), by=None, about=person, source="directory")
    return len(people)


@transaction.atomic
def remove(user: User, *, by: User) -> None:
    """Close the account and forget what the directory said of it but its name; what belongs to the account stays. Raises ScimError."""
    entry = DirectoryUser.objects.filter(account=user).first() or DirectoryUser(account=user, user_name=user.email)
    open_or_close(user, False, by=by)
    groups = list(user.memberships.values_list("group", flat=True))
    DirectoryGroup.objects.filter(pk__in=groups).update(revision=F("revision") + 1, changed_at=timezone.now())
    with duties.administrators_kept():
        user.memberships.all().delete()
        duties.follow_groups([user.pk], by=by)
    for name in TEXTS:
        setattr(entry, name, "")
    entry.removed_at = timezone.now()
    entry.save()
    trail.record(Verb.REMOVED, of=user, by=by, source="directory")
