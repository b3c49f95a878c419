"""A company of some hundreds, made from a fixed seed, and what may happen to it on a day.

Both frameworks ask both credentials, projects and ratings in every version, so that the day on which the calendar next turns
somebody's row does not hang on whether that person's shard was computed in full.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from employees import services
from employees.models import (
    Aspiration,
    Assignment,
    Conversation,
    Employee,
    HeldCredential,
    HeldSkill,
    Leave,
    NudgePreference,
    PerformanceRating,
    Position,
    Project,
    Promise,
    Stale,
    Unit,
)
from employees.models.nudges import NudgeKind
from pathways.models import Framework, FrameworkVersion, Role, Track
from skills.models import Credential, Skill
from tests.factories.employees import GrantFactory, ProjectFactory, UnitFactory
from tests.factories.pathways import (
    CredentialRequirementFactory,
    FrameworkVersionFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleFactory,
    RoleProfileFactory,
    TrackFactory,
    TransitionFactory,
)
from tests.factories.promotions import PolicyRuleFactory, PolicyVersionFactory
from tests.factories.skills import CredentialFactory, SkillFactory

FIRST_NIGHT = dt.date(2026, 3, 20)
PEOPLE, SKILLS, CREDENTIALS, ROLES, FRAMEWORKS = 240, 6, 2, 5, 2
MONTHS = (None, 2, 6, 12)


@dataclass(frozen=True)
class Change:
    """One thing that happens: the name of a function below and its whole-number terms."""

    verb: str
    terms: tuple[int, ...]


def draw(dice: random.Random, people: int = PEOPLE) -> Change:
    """Draw something that happens to one of the first so many people."""
    person, days = dice.randrange(people), dice.choice((0, 0, 0, -20, 3, 30))
    return dice.choice(
        [
            Change("assess", (person, dice.randrange(SKILLS), dice.randrange(6))),
            Change("assess", (person, dice.randrange(SKILLS), dice.randrange(6))),
            Change("certify", (person, dice.randrange(CREDENTIALS), days, dice.choice((0, 1, 2, 20)))),
            Change("rate", (person, dice.randint(1, 5), days)),
            Change("leave", (person, days, dice.choice((0, 1, 25, 70)))),
            Change("move", (person, dice.randrange(ROLES * FRAMEWORKS), dice.randrange(person + 1), days)),
            Change("depart", (person, abs(days))),
            Change("aspire", (person, dice.randrange(ROLES * FRAMEWORKS))),
            Change("drop", (person, dice.randrange(ROLES * FRAMEWORKS))),
            Change("promise", (person, dice.randrange(2), dice.choice((0, 1, 20)))),
            Change("keep", (person,)),
            Change("plan", (person, dice.choice((1, 9, 30)))),
            Change("prefer", (person, dice.randrange(5), dice.randrange(2))),
        ]
    )


def draw_rules(dice: random.Random) -> Change:
    """Draw a change of what is written: a new version of a framework, or a new policy."""
    if dice.random() < 0.5:
        return Change("publish", (dice.randrange(FRAMEWORKS), dice.randrange(1000), dice.choice((0, 0, 3))))
    return Change("decide", (dice.choice((3000, 4500)), dice.choice((5000, 6500, 8000)), dice.randrange(2), dice.choice((0, 0, 3))))


def happen(change: Change, on: dt.date) -> None:
    """Let it happen on that day. What the database refuses, such as two leaves at once, does not happen."""
    try:
        with transaction.atomic():
            VERBS[change.verb](on, *change.terms)
    except IntegrityError:
        pass


def _person(number: int) -> Employee:
    return Employee.objects.get(number=f"{number:05}")


def _role(number: int) -> Role:
    return Role.objects.order_by("pk")[number]


def _skill(number: int) -> Skill:
    return Skill.objects.order_by("pk")[number]


def later(on: dt.date, days: int) -> dt.date:
    return on + dt.timedelta(days=days)


def _assess(on: dt.date, person: int, skill: int, level: int) -> None:
    services.assess(employee=_person(person), skill=_skill(skill), level=level, source="manager", on=on, by=None)


def _certify(on: dt.date, person: int, credential: int, days: int, lasts: int) -> None:
    services.hold_credential(
        employee=_person(person),
        credential=Credential.objects.order_by("pk")[credential],
        issued_on=later(on, days),
        expires_on=later(on, max(days, 0) + lasts) if lasts else None,
        by=None,
    )


def _rate(on: dt.date, person: int, value: int, days: int) -> None:
    services.rate(employee=_person(person), value=value, on=later(on, days), by=None)


def _leave(on: dt.date, person: int, days: int, lasts: int) -> None:
    end = later(on, days + lasts) if lasts else None
    services.take_leave(employee=_person(person), kind=Leave.Kind.CARE, start=later(on, days), end=end, by=None)


def _move(on: dt.date, person: int, role: int, manager: int, days: int) -> None:
    services.move(
        employee=_person(person),
        role=_role(role),
        unit=Unit.objects.order_by("pk")[role % 2],
        manager=_person(manager) if manager < person else None,  # only of lower number: so nobody ever leads in a circle
        on=later(on, days),
        by=None,
    )


def _depart(on: dt.date, person: int, days: int) -> None:
    services.leave_company(employee=_person(person), on=later(on, days), by=None)


def _aspire(on: dt.date, person: int, role: int) -> None:
    services.aspire(employee=_person(person), role=_role(role), goal="promotion", on=on, by=None)


def _drop(on: dt.date, person: int, role: int) -> None:
    services.drop_aspiration(employee=_person(person), role=_role(role), by=None)


def _promise(on: dt.date, person: int, of_manager: int, days: int) -> None:
    """Not by the service: it asks the clock for the day, and the undisturbed story is told later."""
    employee = _person(person)
    if promised_by := employee.manager_on(on) if of_manager else employee:
        _promised(employee, promised_by, on, later(on, days)).save()


def _promised(employee: Employee, by: Employee, on: dt.date, due_on: dt.date) -> Promise:
    side = Promise.Side.EMPLOYEE if by == employee else Promise.Side.MANAGER
    return Promise(employee=employee, side=side, promised_by=by, text=f"Due on {due_on}", made_on=on, due_on=due_on)


def _keep(on: dt.date, person: int) -> None:
    Promise.objects.open().filter(employee=_person(person)).update(kept_on=on)


def _plan(on: dt.date, person: int, days: int) -> None:
    employee = _person(person)
    if manager := employee.manager_on(on):
        _talk(employee, manager, later(on, days)).save()


def _talk(employee: Employee, manager: Employee, day: dt.date) -> Conversation:
    noon = dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())
    return Conversation(employee=employee, manager=manager, planned_for=noon)


def _prefer(on: dt.date, person: int, weekday: int, mail: int) -> None:
    NudgePreference.objects.update_or_create(employee=_person(person), defaults={"weekday": weekday, "mail": bool(mail)})


def _publish(on: dt.date, framework: int, seed: int, days: int) -> None:
    found = Framework.objects.order_by("pk")[framework]
    _describe(FrameworkVersionFactory(framework=found, effective_from=later(on, days)), random.Random(seed))  # noqa: S311  # a test's dice


def _decide(on: dt.date, near: int, ready: int, time_counts: int, days: int) -> None:
    version = PolicyVersionFactory(effective_from=later(on, days))
    PolicyRuleFactory(version=version, near_from=near, ready_from=ready, minimum_rating=2, time_counts=bool(time_counts))


VERBS: dict[str, Callable[..., None]] = {
    "assess": _assess,
    "certify": _certify,
    "rate": _rate,
    "leave": _leave,
    "move": _move,
    "depart": _depart,
    "aspire": _aspire,
    "drop": _drop,
    "promise": _promise,
    "keep": _keep,
    "plan": _plan,
    "prefer": _prefer,
    "publish": _publish,
    "decide": _decide,
}


def _describe(version: FrameworkVersion, dice: random.Random) -> None:
    """Say of each role of the framework what it asks; roles lead up one by one, and the last back to the first."""
    roles = Role.objects.filter(framework=version.framework).order_by("pk")
    track = Track.objects.get(family__framework=version.framework)
    profiles = [RoleProfileFactory(version=version, role=role, track=track, rank=rank) for rank, role in enumerate(roles, start=1)]
    for profile in profiles:
        for skill in dice.sample(list(Skill.objects.order_by("pk")), 3):
            RequirementFactory(profile=profile, skill=skill, level=dice.randint(1, 4), weight=dice.randint(1, 3), core=dice.random() < 0.2)
    for source, target in zip(profiles, [*profiles[1:], profiles[0]], strict=True):
        TransitionFactory(source=source, target=target, minimum_months=dice.choice(MONTHS))
    TransitionFactory(source=profiles[0], target=profiles[2], minimum_months=dice.choice(MONTHS))
    for profile, credential in zip(profiles[1:], Credential.objects.order_by("pk"), strict=False):
        CredentialRequirementFactory(profile=profile, credential=credential)
    ProjectRequirementFactory(profile=profiles[3], complexity=2, count=1)


def found(dice: random.Random) -> None:
    """Make the company as it stands on the eve of the first night."""
    SkillFactory.create_batch(SKILLS)
    CredentialFactory.create_batch(CREDENTIALS)
    units, company = UnitFactory.create_batch(2), UnitFactory()
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(parent=company)
    GrantFactory(duty="hr-partner", unit=company)
    for _ in range(FRAMEWORKS):
        version = FrameworkVersionFactory()
        TrackFactory(family__framework=version.framework)
        RoleFactory.create_batch(ROLES, framework=version.framework)
        _describe(version, dice)
    PolicyRuleFactory(near_from=4000, ready_from=6500, minimum_rating=2)
    _hire(dice)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _hire(dice: random.Random) -> None:
    roles, units, project = list(Role.objects.order_by("pk")), list(Unit.objects.order_by("pk")[:2]), ProjectFactory()
    people = Employee.objects.bulk_create(
        Employee(
            number=f"{number:05}",
            first_name=f"First{number}",
            last_name=f"Last{number}",
            email=f"person{number}@example.com",
            hired_on=later(FIRST_NIGHT, -dice.randint(5, 500)),
        )
        for number in range(PEOPLE)
    )
    rows: list[Any] = []
    for number, person in enumerate(people):
        role, manager = dice.choice(roles), people[(number - 1) // 8] if number else None
        rows.append(Position(employee=person, role=role, unit=dice.choice(units), manager=manager, reason="hire", start=person.hired_on))
        rows.append(Stale(employee=person))
        rows.extend(_record(person, project, roles, dice))
        rows.extend(_waiting(person, manager, dice) if manager else ())
    for model in dict.fromkeys(type(row) for row in rows):
        model.objects.bulk_create([row for row in rows if type(row) is model])


def _record(person: Employee, project: Project, roles: list[Role], dice: random.Random) -> list[Any]:
    """Return what one person holds: dates lie so that some turn in each of the first weeks."""
    rows: list[Any] = [
        HeldSkill(employee=person, skill=skill, level=level, source="manager", on=person.hired_on)
        for skill in Skill.objects.order_by("pk")
        if (level := dice.randrange(6))
    ]
    for credential in Credential.objects.order_by("pk"):
        if dice.random() < 0.8:
            ends = later(FIRST_NIGHT, dice.randint(1, 60)) if dice.random() < 0.5 else None
            rows.append(HeldCredential(employee=person, credential=credential, issued_on=person.hired_on, expires_on=ends))
    if dice.random() < 0.9:
        rows.append(PerformanceRating(employee=person, value=dice.randint(1, 5), on=person.hired_on))
    if dice.random() < 0.5:
        starts, ends = later(FIRST_NIGHT, -200), later(FIRST_NIGHT, dice.randint(-90, 30))
        rows.append(Assignment(employee=person, project=project, as_lead=True, finished=True, start=starts, end=ends))
    if dice.random() < 0.2:
        starts = later(FIRST_NIGHT, dice.randint(-3, 20))
        rows.append(Leave(employee=person, kind=Leave.Kind.CARE, start=starts, end=later(starts, dice.randint(5, 40))))
    if dice.random() < 0.3:
        rows.append(Aspiration(employee=person, role=dice.choice(roles), goal="promotion", since=person.hired_on))
    return rows


def _waiting(person: Employee, manager: Employee, dice: random.Random) -> list[Any]:
    """Return what the weekly digests of the first weeks tell of the two, and how one in five wants theirs."""
    made = person.hired_on
    rows: list[Any] = [
        _promised(person, by, made, later(FIRST_NIGHT, dice.randint(0, 40))) for by in (person, manager) if dice.random() < 0.2
    ]
    if dice.random() < 0.3:
        rows.append(_talk(person, manager, later(FIRST_NIGHT, dice.randint(1, 30))))
    if dice.random() < 0.2:
        unwanted = dice.choice(("", NudgeKind.OVERDUE, NudgeKind.PROMISE))
        rows.append(NudgePreference(employee=person, weekday=dice.randrange(5), mail=dice.random() < 0.5, unwanted=unwanted))
    return rows
