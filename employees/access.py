"""Who may see whom and do what: one closed list of permissions, one object a reader that answers every question.

"May she?" and "which rows?" come from the same `Access`, so a list and a page cannot disagree. Deny by default.
"""

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from employees.models import Delegation, Employee, Unit, User


class Permission(StrEnum):
    EDIT_FRAMEWORK = "edit the framework"
    EDIT_POLICY = "edit the promotion policy"
    READ_MOBILITY = "read mobility metrics"
    READ_NIGHTLY = "read the nightly run"
    RUN_NIGHTLY = "start the nightly run"
    READ_TRAIL = "read the audit trail"
    MANAGE_WEBHOOKS = "manage webhooks"
    MANAGE_ACCOUNTS = "manage accounts"
    READ_AUDITS = "read audits of fairness"
    ASK_AUDITS = "ask for audits of fairness"
    READ_FINDINGS = "ask for reviews, and look into what they found"
    COUNT_PROMISES = "read how many promises are kept"
    ERASE_PEOPLE = "erase who has left, and hold records from being erased"
    DELEGATE_FOR_ANYBODY = "name who stands in for any manager"


DUTY_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "hr-partner": frozenset({Permission.READ_MOBILITY, Permission.READ_AUDITS, Permission.READ_FINDINGS, Permission.COUNT_PROMISES}),
    "hr-auditor": frozenset(
        {
            Permission.READ_MOBILITY,
            Permission.READ_NIGHTLY,
            Permission.READ_TRAIL,
            Permission.READ_AUDITS,
            Permission.ASK_AUDITS,
            Permission.READ_FINDINGS,
        }
    ),
    "framework-editor": frozenset({Permission.EDIT_FRAMEWORK}),
    "administrator": frozenset(
        {
            Permission.READ_NIGHTLY,
            Permission.RUN_NIGHTLY,
            Permission.EDIT_FRAMEWORK,
            Permission.EDIT_POLICY,
            Permission.READ_TRAIL,
            Permission.MANAGE_WEBHOOKS,
            Permission.MANAGE_ACCOUNTS,
            Permission.ERASE_PEOPLE,
            Permission.DELEGATE_FOR_ANYBODY,
        }
    ),
}
COMPANY_WIDE_FIGURES = frozenset({"hr-auditor"})
NOBODY = Q(pk__in=[])


class Access:
    """What one signed-in person may see and do today."""

    def __init__(self, user: "User | AnonymousUser", today: dt.date) -> None:
        self.user = user
        self.today = today

    @cached_property
    def employee(self) -> "Employee | None":
        """The reader's own record, while employed."""
        found: Employee | None = getattr(self.user, "employee", None)
        return found if found and found.employed(self.today) else None

    @cached_property
    def _duties(self) -> dict[str, set[int]]:
        """Duty → the units it was granted for; an empty set for a company-wide duty."""
        duties: dict[str, set[int]] = {}
        if not isinstance(self.user, AnonymousUser) and self.user.is_let_in:
            for duty, unit_id in apps.get_model("employees", "Grant").objects.filter(user=self.user).values_list("duty", "unit_id"):
                duties.setdefault(duty, set()).update({unit_id} if unit_id else ())
        return duties

    def may(self, permission: Permission) -> bool:
        return any(permission in DUTY_PERMISSIONS[duty] for duty in self._duties)

    @cached_property
    def partner_units(self) -> set[int]:
        """The units whose HR partner the reader is, with all units below."""
        granted = self._duties.get("hr-partner", set())
        return with_units_below(granted) if granted else set()

    def units(self) -> Q:
        """Filter on `Unit`: those whose figures the reader may see."""
        return Q() if self.sees_every_unit else Q(pk__in=self.partner_units)

    @property
    def sees_every_unit(self) -> bool:
        """Whether figures of the whole company are open to the reader."""
        return bool(COMPANY_WIDE_FIGURES & self._duties.keys())

    @cached_property
    def led_units(self) -> set[int]:
        """The units in which somebody reports to the reader directly today, and that in which a reader who leads works."""
        if not self.employee:
            return set()
        positions = apps.get_model("employees", "Position").objects.on(self.today)
        led = set(positions.filter(manager=self.employee).values_list("unit_id", flat=True))
        return led and led | set(positions.filter(employee=self.employee).values_list("unit_id", flat=True))

    def people(self) -> Q:
        """Filter on `Employee`: the records the reader may open."""
        return self.own_people() | self.line()

    def own_people(self) -> Q:
        """Filter on `Employee`: the records the reader may open without standing in for anybody."""
        reach = self.partnered()
        return reach | Q(pk=self.employee.pk) | self.own_line() if self.employee else reach

    def partnered(self) -> Q:
        """Filter on `Employee`: those who hold a position today in the units whose HR partner the reader is."""
        if not self.partner_units:
            return NOBODY
        positions = apps.get_model("employees", "Position").objects.on(self.today)
        return Q(pk__in=positions.filter(unit__in=self.partner_units).values("employee"))

    def line(self) -> Q:
        """Filter on `Employee`: everybody the reader leads today, at any depth, in their own line or in that of whom they stand in for."""
        reach = self.own_line()
        for delegation in self.delegated:
            reach |= below(delegation.manager)
        return reach

    def own_line(self) -> Q:
        """Filter on `Employee`: everybody in the reader's own line today, at any depth, without the reader."""
        return below(self.employee)

    @cached_property
    def delegated(self) -> "list[Delegation]":
        """The absences in which the reader stands in today, each with its manager's place in the line."""
        if not (self.employee and getattr(self.user, "stands_in", True)):  # whoever signed in was read with it
            return []
        delegations = apps.get_model("employees", "Delegation").objects.on(self.today)
        return list(delegations.filter(colleague=self.employee).select_related("manager__line"))

    def answered_for(self) -> Q:
        """Filter on `Employee`: those for whose record the reader answers today: the line below, and as HR partner whom nobody leads."""
        return self._but_oneself(self.line() | self._unled())

    def oneself(self) -> Q:
        """Filter on `Employee`: the reader's own record, while employed."""
        return Q(pk=self.employee.pk) if self.employee else NOBODY

    def rated(self) -> Q:
        """Filter on `Employee`: those whose skills the reader rates: who reports to them or to whom they stand in for, and the unled."""
        return self.led_directly() | self._but_oneself(self._unled())

    def led_directly(self) -> Q:
        """Filter on `Employee`: those who report today to the reader, or to whom they stand in for; never oneself, who stands in for one's
        own manager: nobody is on both sides of a conversation or a promise."""
        if not self.employee:
            return NOBODY
        leaders = [self.employee, *(one.manager for one in self.delegated)]
        positions = apps.get_model("employees", "Position").objects.on(self.today)
        return self._but_oneself(Q(pk__in=positions.filter(manager__in=leaders).values("employee")))

    def promises(self) -> Q:
        """Filter on `Promise`: between the reader and who leads them, and between those they lead directly and themselves.

        Nobody further up and no HR partner reads what two people promised each other.
        """
        if not self.employee:
            return NOBODY
        led = apps.get_model("employees", "Employee").objects.filter(self.led_directly())
        return Q(employee=self.employee) | Q(employee__in=led)

    def _unled(self) -> Q:
        """Filter on `Employee`: those in the units whose HR partner the reader is whom nobody leads."""
        if not self.partner_units:
            return NOBODY
        unled = apps.get_model("employees", "Position").objects.on(self.today).filter(unit__in=self.partner_units, manager=None)
        return Q(pk__in=unled.values("employee"))

    def _but_oneself(self, reach: Q) -> Q:
        return reach & ~Q(pk=self.employee.pk) if self.employee else reach

    def notices(self) -> Q:
        """Filter on `Notice`: what the reader is told as a person, of nobody who is not in their line today, and for a duty."""
        told = NOBODY
        if self.employee:
            line = apps.get_model("employees", "Employee").objects.filter(self.line())
            told |= Q(to_person=self.employee) & (
                Q(about__isnull=True) | Q(about=self.employee) | Q(about__in=line) | Q(kind="endorsement")
            )
        if self.is_partner:
            told |= Q(to_account=self.user.pk)
        if self.may(Permission.MANAGE_WEBHOOKS):
            told |= Q(to_account=self.user.pk, kind="webhook")
        if self.may(Permission.READ_FINDINGS):
            told |= Q(to_account=self.user.pk, kind="finding")
        return told

    def trail(self) -> Q:
        """Filter on `AuditEvent`: what happened to the reader's own record; everything, to whom that is entrusted."""
        if self.may(Permission.READ_TRAIL):
            return Q()
        return Q(whom=self.employee.pk) if self.employee else NOBODY

    def mentees(self) -> Q:
        """Filter on `Employee`: those employed today whom the reader helps as mentor, sponsor, preceptor or peer."""
        if not self.employee:
            return NOBODY
        helped = apps.get_model("employees", "Mentorship").objects.on(self.today).filter(mentor=self.employee)
        return Q(pk__in=helped.values("mentee")) & (Q(left_on__isnull=True) | Q(left_on__gt=self.today))

    def shared_goals(self) -> Q:
        """Filter on `Goal`: those in plans of today that their owners share with the reader, who helps them; no other row of theirs."""
        if not self.employee:
            return NOBODY
        plans = apps.get_model("employees", "Plan").objects
        mentees = apps.get_model("employees", "Employee").objects.filter(self.mentees())
        return Q(shared_on__isnull=False, dropped_on__isnull=True, plan__in=plans.on(self.today).filter(employee__in=mentees))

    def goals(self) -> Q:
        """Filter on `Goal`: those of the people whose record the reader may open, and those shared with the reader."""
        people = apps.get_model("employees", "Employee").objects.filter(self.people())
        return Q(plan__employee__in=people) | self.shared_goals()

    def proposes_to(self, employee: "Employee") -> bool:
        """Whether the reader leads that person today, in their own line or in somebody's absence, and so may propose goals to them."""
        return any(is_below(employee, manager) for manager in (self.employee, *(one.manager for one in self.delegated)))

    def acting_for(self, employee: "Employee | int") -> int | None:
        """Return the manager in whose absence, and only so, the reader reaches that record; None when they do so themselves, or not.

        No query for who reads the record with its place in the line, but for HR partners, who stand in rarely.
        """
        if not self.delegated:
            return None
        people = apps.get_model("employees", "Employee").objects
        person = people.select_related("line").filter(pk=employee).first() if isinstance(employee, int) else employee
        if person is None or person == self.employee or is_below(person, self.employee):
            return None
        if self.partner_units and people.filter(self.partnered(), pk=person.pk).exists():
            return None
        return next((one.manager_id for one in self.delegated if is_below(person, one.manager)), None)

    def conversations(self) -> Q:
        """Filter on `Conversation`: the reader's own, those they lead with people in their line today, those still open that they hold for
        a manager who is away, and all of the people in their HR units. Who took over a line does not read what was said before."""
        people = apps.get_model("employees", "Employee").objects
        reach = Q(employee__in=people.filter(self.partnered())) if self.partner_units else NOBODY
        if self.employee:
            reach |= Q(employee=self.employee) | Q(manager=self.employee, employee__in=people.filter(self.own_line()))
        unfinished = Q(cancelled_at__isnull=True) & (Q(employee_signed_at__isnull=True) | Q(manager_signed_at__isnull=True))
        for one in self.delegated:
            reach |= unfinished & Q(manager=one.manager_id, employee__in=people.filter(below(one.manager)))
        return reach

    def side_in(self, employee: int, manager: int) -> str:
        """Return on which side of a conversation between these two the reader speaks today; empty for who only reads what is shared."""
        if self.employee is None:
            return ""
        if self.employee.pk == employee:
            return "employee"
        return "manager" if manager in {self.employee.pk, *(one.manager_id for one in self.delegated)} else ""

    def leader_of(self, employee: "Employee") -> "Employee | None":
        """Return as whom the reader leads that person directly today: themselves, or the manager in whose absence they act; None else,
        and of oneself."""
        manager = employee.manager_on(self.today) if employee != self.employee else None
        return manager if manager and manager in (self.employee, *(one.manager for one in self.delegated)) else None

    def delegations(self) -> Q:
        """Filter on `Delegation`: those of the reader, from either side, and those of managers for whom they may name somebody."""
        reach = Q(manager__in=apps.get_model("employees", "Employee").objects.filter(self.managers()))
        return reach | Q(manager=self.employee) | Q(colleague=self.employee) if self.employee else reach

    def managers(self) -> Q:
        """Filter on `Employee`: the managers for whom the reader may name who stands in: themselves, in their units, or anybody."""
        leads = Q(line__right__gt=F("line__left"))
        if self.may(Permission.DELEGATE_FOR_ANYBODY):
            return leads
        reach = self.partnered()
        return leads & (reach | Q(pk=self.employee.pk) if self.employee else reach)

    @property
    def leads_own(self) -> bool:
        """Whether anybody reports to the reader themselves today."""
        return below(self.employee) != NOBODY

    @cached_property
    def leads(self) -> bool:
        """Whether anybody reports to the reader today, or to somebody they stand in for."""
        return any(below(manager) != NOBODY for manager in (self.employee, *(one.manager for one in self.delegated)))

    @property
    def is_partner(self) -> bool:
        return "hr-partner" in self._duties


def below(manager: "Employee | None") -> Q:
    """Filter on `Employee`: everybody below a person in today's line, at any depth; nobody below None."""
    line = getattr(manager, "line", None)
    return Q(line__left__gt=line.left, line__left__lte=line.right) if line and line.right > line.left else NOBODY


def is_below(person: "Employee", manager: "Employee | None") -> bool:
    """Whether somebody stands below a person in today's line, at any depth: `below`, of one record that is read already."""
    line, place = getattr(manager, "line", None), getattr(person, "line", None)
    return bool(line and place and line.left < place.left <= line.right)


def of(user: "User | AnonymousUser") -> Access:
    """Return the reader's access, worked out once for as long as the `user` object lives: one request."""
    today = timezone.localdate()
    known: Access | None = getattr(user, "_access", None)
    if known is None or known.today != today:
        known = Access(user, today)
        user._access = known  # type: ignore[union-attr]  # remembered on the request's own user object
    return known


def with_units_below(unit_ids: set[int]) -> set[int]:
    """Return the units and every unit below them. One query; a company has thousands of units, not millions."""
    unit_model: type[Unit] = apps.get_model("employees", "Unit")
    children: dict[int | None, list[int]] = {}
    for unit_id, parent_id in unit_model._default_manager.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(unit_id)
    found, waiting = set(unit_ids), list(unit_ids)
    while waiting:
        below = [unit_id for unit_id in children.get(waiting.pop(), []) if unit_id not in found]
        found.update(below)
        waiting.extend(below)
    return found
