"""Groups of the directory: shown, made, changed, deleted. Each change is followed by the duties of whom it concerns."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from employees import trail
from employees.models import DirectoryGroup, DirectoryMember, User
from employees.models.directory import LONGEST
from employees.models.trail import Verb
from employees.scim import documents, duties, users
from employees.scim.duties import administrators_kept
from employees.scim.errors import invalid, missing, taken
from employees.scim.lookups import Column, Columns
from employees.scim.schemas import GROUP, GROUPS, Document

COLUMNS: Columns = {
    ("id",): Column("pk", "key"),
    ("externalId",): Column("external_id", "exact"),
    ("displayName",): Column("display_name"),
    ("members", "value"): Column("memberships__account", "key"),
    ("meta", "created"): Column("made_at", "time"),
    ("meta", "lastModified"): Column("changed_at", "time"),
}
BATCH = 1000
SHOWN_NAMES = 3


def known() -> QuerySet[DirectoryGroup]:
    return DirectoryGroup.objects.all()


def find(number: str, *, lock: bool = False) -> DirectoryGroup:
    """Return the group of that id. Raises ScimError when there is none."""
    rows = DirectoryGroup.objects.select_for_update() if lock else known()
    found = rows.filter(pk=int(number)).first() if number.isascii() and number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise missing()
    return found


def members_of(groups: Collection[int]) -> dict[int, list[int]]:
    """Return group → the ids of its members. One query."""
    found: dict[int, list[int]] = {}
    for group, account in DirectoryMember.objects.filter(group__in=groups).order_by("group", "account").values_list("group", "account"):
        found.setdefault(group, []).append(account)
    return found


def groups_of(accounts: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return account → its groups as (id, name). One query."""
    rows = DirectoryMember.objects.filter(account__in=accounts).order_by("account", "group")
    found: dict[int, list[tuple[int, str]]] = {}
    for account, group, name in rows.values_list("account", "group", "group__display_name"):
        found.setdefault(account, []).append((group, name))
    return found


def shown(group: DirectoryGroup, base: str, members: Iterable[int]) -> Document:
    document = {
        "schemas": [GROUP],
        "id": str(group.pk),
        "externalId": group.external_id,
        "displayName": group.display_name,
        "members": [{"value": str(pk), "$ref": f"{base}/Users/{pk}", "type": "User"} for pk in members],
    }
    meta = {"resourceType": "Group", "created": group.made_at.isoformat(), "lastModified": group.changed_at.isoformat()}
    return users.filled(document) | {"meta": {**meta, "location": f"{base}/Groups/{group.pk}", "version": f'W/"{group.revision}"'}}


@transaction.atomic
def create(document: Document, *, by: User) -> DirectoryGroup:
    name, external_id, members = said_by(document)
    refuse_taken(name, None)
    group = DirectoryGroup.objects.create(display_name=name, external_id=external_id)
    trail.record(Verb.ADDED, of=group, by=by, name=name, source="directory")
    set_members(group, members, by=by)
    return group


@transaction.atomic
def change(group: DirectoryGroup, document: Document, *, by: User) -> None:
    """Let a group be what the whole document says. Raises ScimError."""
    name, external_id, members = said_by(document)
    refuse_taken(name, group.pk)
    before = (group.display_name, group.external_id)
    group.display_name, group.external_id = name, external_id
    moved = set_members(group, members, by=by)
    if before != (name, external_id) or moved:
        group.revision = F("revision") + 1
        group.save(update_fields=["display_name", "external_id", "revision", "changed_at"])
        group.refresh_from_db()
        trail.record(Verb.CHANGED, of=group, by=by, name=name, count=moved, source="directory")


@transaction.atomic
def remove(group: DirectoryGroup, *, by: User) -> None:
    """Delete a group; its members lose what it alone entrusted. Raises ScimError when the last administrator is one of them."""
    with administrators_kept():
        members = list(group.memberships.values_list("account", flat=True))
        trail.record(Verb.REMOVED, of=group, by=by, name=group.display_name, source="directory")
        group.delete()
        duties.follow_groups(members, by=by)


def set_members(group: DirectoryGroup, wanted: set[int], *, by: User) -> int:
    """Let these accounts be the members; return how many came and went."""
    present = set(group.memberships.values_list("account", flat=True))
    came, went = wanted - present, present - wanted
    refuse_strangers(came)
    with administrators_kept():
        DirectoryMember.objects.bulk_create([DirectoryMember(group=group, account_id=pk) for pk in sorted(came)], batch_size=BATCH)
        group.memberships.filter(account__in=went).delete()
        if (came or went) and group.duties.exists():
            duties.follow_groups(came | went, by=by)
    return len(came) + len(went)


def said_by(document: Document) -> tuple[str, str, set[int]]:
    """Return name, the directory's id and the members' ids. Raises ScimError for what cannot be a group."""
    tidy = documents.tidy(document, GROUPS.attributes)
    name, external_id = tidy.get("displayName", "").strip(), tidy.get("externalId", "")
    if not name:
        raise invalid("displayName is missing. Expected the group's name.")
    if len(name) > LONGEST or len(external_id) > LONGEST or "\0" in name + external_id:
        raise invalid(f"The name or externalId is too long or holds what is no letter. Expected {LONGEST} characters at most.")
    return name, external_id, {id_of(one) for one in tidy.get("members", [])}


def id_of(member: Document) -> int:
    number = str(member.get("value", ""))
    if str(member.get("type", "User")).lower() != "user" or not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise invalid(f"{number!r} is no account of ours. Expected members that are users, by the ids that they were given here.")
    return int(number)


def refuse_strangers(came: set[int]) -> None:
    strangers = came - set(users.known().filter(pk__in=came).values_list("pk", flat=True)) if came else set()
    if strangers:
        named = ", ".join(map(str, sorted(strangers)[:SHOWN_NAMES]))
        raise invalid(f"There is no account {named}. Expected the ids of accounts that are here.")


def refuse_taken(name: str, own: int | None) -> None:
    others = DirectoryGroup.objects.all() if own is None else DirectoryGroup.objects.exclude(pk=own)
    if others.filter(display_name__iexact=name).exists():
        raise taken(f"There is a group {name} already. Expected another name, or a change of that one by its id.")
