"""What may be done to a person's record. Each verb is one transaction and marks whose readiness it makes stale."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import reporting_line, trail
from employees.models import (
    Aspiration,
    Employee,
    Goal,
    HeldCredential,
    HeldSkill,
    Leave,
    Notice,
    PerformanceRating,
    Position,
    SkillAssessment,
    Stale,
    Unit,
    User,
)
from employees.models.trail import Verb
from employees.plans.reaching import note_reached
from employees.reasons import reason_for
from employees.sign_in.ending import end_everything
from employees.signals import facts_changed
from pathways.models import Role, RoleProfile
from skills.models import Credential, Skill

VERIFIED_SOURCES = ("manager", "test", "credential")


@transaction.atomic
def assess(
    *, employee: Employee, skill: Skill, level: int, source: str, on: dt.date, by: User | None, evidence: str = ""
) -> SkillAssessment:
    """Record one judgement of one skill, and let the level that counts follow from all of them.

    Raises ValueError for a day that is still to come: what is held counts at once.
    """
    if on > timezone.localdate():
        raise ValueError(_("A judgement of %(on)s is still to come. Expected the day on which it was made, today or before.") % {"on": on})
    assessment = SkillAssessment(employee=employee, skill=skill, level=level, source=source, on=on, assessor=by, evidence=evidence)
    keep_judgements(employee, [assessment])
    _changed(employee, Verb.ADDED, assessment, by, source=source)
    return assessment


@transaction.atomic
def assess_many(*, employee: Employee, judgements: Sequence[SkillAssessment], by: User | None) -> None:
    """Record many judgements of one person at once, as a round reveals them; none is none."""
    if judgements:
        keep_judgements(employee, judgements)
        _changed(employee, Verb.ADDED, SkillAssessment, by, count=len(judgements))


def keep_judgements(employee: Employee, judgements: Sequence[SkillAssessment]) -> None:
    for judgement in judgements:
        judgement.save(force_insert=True)
    for skill in {judgement.skill for judgement in judgements}:
        hold_what_counts(employee=employee, skill=skill)


def hold_what_counts(*, employee: Employee, skill: Skill) -> None:
    """Keep as held the newest verified judgement; failing that the newest by a peer; failing that one's own. Goals are reached by it."""
    judged = SkillAssessment.objects.filter(employee=employee, skill=skill).order_by("-on", "-pk")
    for sources in (VERIFIED_SOURCES, ("peer",), ("self",)):
        if counts := judged.filter(source__in=sources).first():
            fields = {"level": counts.level, "source": counts.source, "on": counts.on}
            HeldSkill.objects.update_or_create(employee=employee, skill=skill, defaults=fields)
            note_reached(employee=employee, skill=skill, level=counts.level, source=counts.source, on=counts.on)
            return


@transaction.atomic
def hold_credential(
    *, employee: Employee, credential: Credential, issued_on: dt.date, expires_on: dt.date | None, by: User | None, number: str = ""
) -> HeldCredential:
    """Record a credential, valid from `issued_on` up to, not including, `expires_on`; one of that day of issue is put right."""
    told = {"expires_on": expires_on, "verified_by": by} | ({"number": number} if number else {})
    held, is_new = HeldCredential.objects.update_or_create(employee=employee, credential=credential, issued_on=issued_on, defaults=told)
    _changed(employee, Verb.ADDED if is_new else Verb.CHANGED, held, by)
    return held


@transaction.atomic
def rate(*, employee: Employee, value: int, on: dt.date, by: User | None) -> PerformanceRating:
    rating = PerformanceRating.objects.create(employee=employee, value=value, on=on, by=by)
    _changed(employee, Verb.ADDED, rating, by)
    return rating


@transaction.atomic
def take_leave(*, employee: Employee, kind: str, start: dt.date, end: dt.date | None, by: User | None) -> Leave:
    leave = Leave.objects.create(employee=employee, kind=kind, start=start, end=end)
    _changed(employee, Verb.ADDED, leave, by)
    return leave


@transaction.atomic
def move(
    *, employee: Employee, role: Role | None, unit: Unit, manager: Employee | None, on: dt.date, by: User | None, title: str = ""
) -> Position:
    """Close the present position and begin another on that day; why it is a promotion or not follows from the roles' levels."""
    employee.positions.filter(start__gte=on).delete()  # the same day told again, or a future that will not come
    present = employee.positions.on(on).first()
    employee.positions.on(on).update(end=on)
    former, new = present.role_id if present else None, role.pk if role else None
    profiles = RoleProfile.objects.in_force(on).filter(role__in=[held for held in (former, new) if held])
    reason = reason_for(
        first=not employee.positions.exists(),
        gap=present is None,
        former=former,
        role=new,
        ranks=dict(profiles.values_list("role", "level__rank")),
    )
    position = Position(employee=employee, role=role, unit=unit, manager=manager, start=on, reason=reason, title=title)
    position.save()
    _changed(employee, Verb.ADDED, position, by, reason=reason, on=on)
    transaction.on_commit(partial(reporting_line.rebuild, on))
    return position


@transaction.atomic
def leave_company(*, employee: Employee, on: dt.date, by: User | None) -> None:
    """End employment on that day, the first on which the person is no longer employed. The account closes, whatever it was let in by."""
    employee.positions.filter(start__gte=on).delete()
    employee.positions.on(on).update(end=on)
    employee.left_on = on
    employee.save(update_fields=["left_on"])
    User.objects.filter(employee=employee).update(is_active=False)
    end_everything(users=[employee.user_id] if employee.user_id else [], by=by)
    _changed(employee, Verb.ENDED, employee, by, on=on)
    transaction.on_commit(partial(reporting_line.rebuild, on))


@transaction.atomic
def aspire(
    *,
    employee: Employee,
    role: Role,
    goal: str,
    on: dt.date,
    by: User | None,
    within_months: int | None = None,
    open_to_move: bool = False,
) -> Aspiration:
    """Note a role that the person wants, or change what was noted. Whoever leads them sees it only once it is shared."""
    told = {"goal": goal, "within_months": within_months, "open_to_move": open_to_move}
    aspiration, is_new = Aspiration.objects.update_or_create(
        employee=employee, role=role, defaults=told, create_defaults=told | {"since": on}
    )
    _changed(employee, Verb.ADDED if is_new else Verb.CHANGED, aspiration, by)
    return aspiration


@transaction.atomic
def share_aspiration(*, aspiration: Aspiration, on: dt.date, by: User) -> None:
    """Let whoever leads the person know of the wish from that day on."""
    aspiration.shared_on = aspiration.shared_on or max(on, aspiration.since)
    aspiration.save(update_fields=["shared_on"])
    trail.record(Verb.SHARED, of=aspiration, by=by, about=aspiration.employee_id)


@transaction.atomic
def keep_aspiration_private(*, aspiration: Aspiration, by: User) -> None:
    """Take a shared wish back: from now on no page tells of it. What somebody has read stays read."""
    aspiration.shared_on = None
    aspiration.save(update_fields=["shared_on"])
    trail.record(Verb.CHANGED, of=aspiration, by=by, about=aspiration.employee_id, outcome="private")


@transaction.atomic
def share_goal(*, goal: Goal, on: dt.date, by: User) -> None:
    """Let whoever helps the person as a mentor see the goal with its actions and milestones, from that day on. Its owner's alone to do."""
    _refuse_others(goal, by)
    goal.shared_on = goal.shared_on or on
    goal.save(update_fields=["shared_on"])
    trail.record(Verb.SHARED, of=goal, by=by, about=goal.plan.employee_id)


@transaction.atomic
def unshare_goal(*, goal: Goal, by: User) -> None:
    """Take it back: from now on no page shows it to a mentor. What somebody has read stays read."""
    _refuse_others(goal, by)
    goal.shared_on = None
    goal.save(update_fields=["shared_on"])
    trail.record(Verb.CHANGED, of=goal, by=by, about=goal.plan.employee_id, outcome="private")


def _refuse_others(goal: Goal, by: User) -> None:
    if goal.plan.employee.user_id != by.pk:
        raise PermissionDenied("A goal is shared by whose goal it is.")


@transaction.atomic
def drop_aspiration(*, employee: Employee, role: Role, by: User | None) -> None:
    Aspiration.objects.filter(employee=employee, role=role).delete()
    _changed(employee, Verb.REMOVED, Aspiration, by)


@transaction.atomic
def mark_as_read(*, by: User, only: int | None = None) -> None:
    """Note that the reader has read what they were told, all of it or the one notice of that id."""
    unread = Notice.objects.visible_to(by).unread()
    (unread if only is None else unread.filter(pk=only)).update(read_at=timezone.now())


def _changed(employee: Employee, verb: Verb, of: Model | type[Model], by: User | None, **details: Any) -> None:  # Any: details of the trail
    """Mark the person's readiness as stale, tell who follows their facts, and write the trail."""
    Stale.objects.create(employee=employee)
    facts_changed.send(Employee, employee=employee.pk)
    trail.record(verb, of=of, by=by, about=employee, **details)
