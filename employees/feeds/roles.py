"""Which role each title of a mapping means, and how senior the roles are on a day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from employees.feeds.mapping import FeedMapping, nearest
from pathways.models import Framework, FrameworkVersion, Role, RoleProfile
from skills.tables import RowError, TableErrors, quoted


@dataclass(frozen=True)
class Roles:
    """`by_title`: title in lower case → role id, None when the mapping says that it has no role. `ranks`: role id → level rank."""

    by_title: dict[str, int | None] = field(default_factory=dict)
    ranks: dict[int, int | None] = field(default_factory=dict)


def roles_of(mapping: FeedMapping, on: dt.date) -> Roles:
    """Look up the roles that the mapping names. Raises TableErrors, with the nearest names, for those that are not there."""
    known = {f"{framework}/{code}": pk for pk, framework, code in Role.objects.values_list("pk", "framework__code", "code")}
    errors = TableErrors(_without_rules(mapping, on))
    if not errors.errors:
        errors.errors.extend(_unknown(mapping, known))
    errors.raise_if_any()
    by_title = {title: known[role] if role else None for title, role in mapping.titles.items()}
    return Roles(by_title, dict(RoleProfile.objects.in_force(on).values_list("role_id", "level__rank")))


def _without_rules(mapping: FeedMapping, on: dt.date) -> Iterator[RowError]:
    """Yield a fault for each framework that says nothing on that day: a move in it would have no direction."""
    there = set(Framework.objects.values_list("code", flat=True))
    in_force = set(FrameworkVersion.objects.in_force(on).values_list("framework__code", flat=True))
    for code in sorted({role.partition("/")[0] for role in mapping.titles.values() if role} - in_force):
        reason = (
            "has no version in force that day; publish one" if code in there else f"is not known; import it first.{nearest(code, there)}"
        )
        yield mapping.error("roles", "framework", f"the framework {quoted(code)} {reason.rstrip('.')} (on {on}).")


def _unknown(mapping: FeedMapping, known: dict[str, int]) -> Iterator[RowError]:
    for title, role in mapping.titles.items():
        if role and role not in known:
            framework, _, code = role.partition("/")
            codes = {key.partition("/")[2] for key in known if key.startswith(f"{framework}/")}
            message = f"the role {quoted(code)} is not in the framework {quoted(framework)}.{nearest(code, codes)}"
            yield mapping.error("roles.titles", mapping.spelling[title], message)
