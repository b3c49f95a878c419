"""Whose readiness may differ from what is stored: named by marks, by the calendar and by changed rules, never by looking at everybody."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from employees.models import Aspiration, Position, Stale
from promotions.models import NextChange, RoleRules
from promotions.readiness.people import Among
from promotions.readiness.rules import Rules

EVERYBODY = Q()


@dataclass(frozen=True)
class ChangedRoles:
    """Roles of which the rules say something else than when readiness was last computed."""

    as_target: frozenset[int]
    moved_from: frozenset[int]  # roles whose holders the change concerns

    def __bool__(self) -> bool:
        return bool(self.as_target or self.moved_from)


def changed_roles(rules: Rules) -> ChangedRoles:
    """Compare the digests with the stored ones. A role that came into force or went out of it has changed."""
    stored = {
        role: (as_target, as_source) for role, as_target, as_source in RoleRules.objects.values_list("role", "as_target", "as_source")
    }
    nothing = ("", "")
    pairs = [(role, stored.get(role, nothing), rules.digests.get(role, nothing)) for role in stored.keys() | rules.digests.keys()]
    targets = {role for role, before, after in pairs if before[0] != after[0]}
    sources = {role for role, before, after in pairs if before[1] != after[1]}
    leading = {source for source, reached in rules.transitions.items() if not targets.isdisjoint(reached)}
    return ChangedRoles(frozenset(targets), frozenset(sources | leading))


UNSETTLED = "unsettled"  # equal to no digest


def unsettle(changed: ChangedRoles) -> None:
    """Forget what these roles' rules said before any row is written by the new ones.

    If the run ends halfway and the old rules come back, what it wrote would otherwise pass for theirs.
    """
    RoleRules.objects.filter(role__in=changed.as_target).update(as_target=UNSETTLED)
    RoleRules.objects.filter(role__in=changed.moved_from).update(as_source=UNSETTLED)


def save_digests(rules: Rules) -> None:
    """Remember what the rules said, once everybody's readiness agrees with it."""
    if changed_roles(rules):
        RoleRules.objects.all().delete()
        RoleRules.objects.bulk_create(
            [RoleRules(role_id=role, as_target=as_target, as_source=as_source) for role, (as_target, as_source) in rules.digests.items()]
        )


def announced(on: dt.date, changed: ChangedRoles, among: Among | None = None) -> "QuerySet[Any, Any]":
    """Return the ids of the people whose rows may differ, each once, as a union of indexed look-ups."""
    within = among.by("employee") if among else EVERYBODY
    found: Iterable[QuerySet[Any]] = [
        NextChange.objects.filter(within, on__lte=on),
        Position.objects.on(on).filter(within, role__in=changed.moved_from).order_by(),
        Aspiration.objects.filter(within, role__in=changed.as_target),
    ]
    marked = Stale.objects.filter(within).values_list("employee_id", flat=True)
    return marked.union(*(rows.values_list("employee_id", flat=True) for rows in found))


def mark_everybody() -> None:
    """Name everybody: the next run then trusts no stored row, not even since when an otherwise right one says somebody is ready.

    Raw SQL: the ORM would carry every id through this process.
    """
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO employees_stale (employee_id) SELECT id FROM employees_employee")
