"""A small ward whose every fact is worked out on paper in test_facts.py. The day is 10 March 2026."""

import datetime as dt
from collections import Counter, defaultdict
from types import SimpleNamespace

from employees.models import Position
from promotions.metrics.months import first_of, month_number
from promotions.metrics.sums import Earlier, MonthlySums
from promotions.metrics.window import Window
from promotions.models import MobilityFact, PositionDuration, PresentStay
from promotions.models.readiness import Status
from tests.factories.employees import EmployeeFactory, LeaveFactory, PositionFactory, UnitFactory
from tests.factories.pathways import FrameworkVersionFactory, JobFamilyFactory, LevelFactory, RoleProfileFactory, TrackFactory
from tests.factories.promotions import NightlyRunFactory, ReadinessFactory, RequisitionFactory
from tests.promotions.metrics.recount import full_months

TODAY = dt.date(2026, 3, 10)
PROMOTION, LATERAL, DEMOTION = Position.Reason.PROMOTION, Position.Reason.LATERAL, Position.Reason.DEMOTION
REORGANISATION, RE_ENTRY = Position.Reason.REORGANISATION, Position.Reason.RE_ENTRY


def day(text):
    return dt.date.fromisoformat(text)


def hospital():
    """Two wards below one hospital; nurse and senior nurse (critical) in Nursing, clerk in Administration."""
    top = UnitFactory(code="hospital", name="Hospital")
    version = FrameworkVersionFactory()
    nursing = TrackFactory(family=JobFamilyFactory(framework=version.framework, name="Nursing", slug="nursing"))
    administration = TrackFactory(family=JobFamilyFactory(framework=version.framework, name="Administration", slug="administration"))
    nurse = RoleProfileFactory(version=version, track=nursing, rank=1, name="Nurse")
    senior = RoleProfileFactory(version=version, track=nursing, rank=2, name="Senior nurse", critical=True)
    clerk = RoleProfileFactory(version=version, track=administration, rank=1, name="Clerk")
    return SimpleNamespace(
        top=top,
        ward_a=UnitFactory(code="ward-a", name="Ward A", parent=top),
        ward_b=UnitFactory(code="ward-b", name="Ward B", parent=top),
        version=version,
        nursing=nursing.family,
        administration=administration.family,
        level_1=LevelFactory(framework=version.framework, rank=1),
        level_2=LevelFactory(framework=version.framework, rank=2),
        nurse=nurse.role,
        senior=senior.role,
        clerk=clerk.role,
    )


def person(*positions, left=None):
    """Make somebody from (start, role, unit, reason) rows; each position ends where the next begins, unless a fifth item says when."""
    hired = day(positions[0][0])
    employee = EmployeeFactory(hired_on=hired, left_on=day(left) if left else None)
    for place, (start, role, unit, reason, *end) in enumerate(positions):
        following = positions[place + 1][0] if place + 1 < len(positions) else left
        until = end[0] if end else following
        PositionFactory(employee=employee, role=role, unit=unit, reason=reason, start=day(start), end=day(until) if until else None)
    return employee


def leave(employee, start, end):
    return LeaveFactory(employee=employee, start=day(start), end=day(end))


def expanded(on, *fields):
    """Return the stored facts as {(month, *cell): counts}, zeros left out, changes of headcount turned into person days month by month."""
    found = {}
    for cell in set(MobilityFact.objects.values_list(*fields)):
        chosen = {field if value is not None else f"{field}__isnull": value or True for field, value in zip(fields, cell, strict=True)}
        facts = MobilityFact.objects.filter(**chosen)
        first = month_number(min(facts.values_list("month", flat=True)))
        sums = MonthlySums(facts, first, Window(first, month_number(on), on), Earlier())
        for month in range(first, month_number(on) + 1):
            counts = sums.over(Window(month, month, on)).counts
            found[first_of(month), *cell] = {name: count for name, count in counts.items() if count}
    return {key: counts for key, counts in found.items() if counts}


def stored_durations(on, *fields):
    """Return the stored times in a role as {(*cell, months): (moved, still)}; those that last, as they are on that day."""
    found = defaultdict(Counter)
    for *cell, months, moved, still in PositionDuration.objects.values_list(*fields, "months", "moved", "still"):
        found[*cell, months].update(moved=moved, still=still)
    for *cell, month, day, people in PresentStay.objects.values_list(*fields, "since_month", "since_day", "people"):
        found[*cell, full_months(first_of(month).replace(day=day), on)].update(still=people)
    return {key: (counts["moved"], counts["still"]) for key, counts in found.items()}


def seat(role, unit, opened, *, external=None, filled=None, inside=None, withdrawn=None):
    return RequisitionFactory(
        role=role,
        unit=unit,
        opened_on=day(opened),
        external_from=day(external) if external else None,
        filled_on=day(filled) if filled else None,
        filled_inside=inside,
        withdrawn_on=day(withdrawn) if withdrawn else None,
    )


def finished_run(on=TODAY):
    return NightlyRunFactory(on=on)


def readiness(employee, role, *, status, run):
    return ReadinessFactory(employee=employee, role=role, status=status, ready_since=TODAY if status == Status.READY else None, run=run)
