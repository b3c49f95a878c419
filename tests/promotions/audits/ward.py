"""A hospital of nurses whose promotions of 2024 are told in a line: who said what, and how far they got."""

import datetime as dt

from promotions.models import Decision
from tests.factories.employees import (
    DemographicConsentFactory,
    DemographicsFactory,
    EmployeeFactory,
    PositionFactory,
    UnitFactory,
)
from tests.factories.pathways import RoleProfileFactory, TransitionFactory
from tests.factories.promotions import CaseFactory, NightlyRunFactory, PolicyVersionFactory

OPENED = dt.date(2024, 1, 1)
BEFORE = dt.date(2022, 3, 1)


class Ward:
    """`lower` leads to `higher`; `nurses("woman", 30, promoted=5)` adds people, five of them promoted within 2024."""

    def __init__(self, family="Nursing"):
        self.lower = RoleProfileFactory(name="Staff nurse", rank=2, track__family__name=family)
        self.higher = RoleProfileFactory(name="Charge nurse", rank=3, version=self.lower.version, track=self.lower.track)
        TransitionFactory(source=self.lower, target=self.higher, kind="promotion")
        self.unit = UnitFactory(name="Ward")
        self.policy = PolicyVersionFactory()

    def nurse(self, sex=None, *, promoted_on=None, unit=None, start=BEFORE, left_on=None, role=None, **said):
        person = EmployeeFactory(hired_on=start, left_on=left_on)
        where = {"employee": person, "unit": unit or self.unit}
        PositionFactory(**where, role=role or self.lower.role, start=start, end=promoted_on)
        if promoted_on:
            PositionFactory(**where, role=self.higher.role, start=promoted_on, reason="promotion")
        if sex or said:
            DemographicsFactory(employee=person, sex=sex, **said)
            DemographicConsentFactory(employee=person)
        return person

    def nurses(self, sex, many, *, promoted=0, **said):
        days = [dt.date(2024, 6, 1) if nth < promoted else None for nth in range(many)]
        return [self.nurse(sex, promoted_on=day, **said) for day in days]

    def case(self, person, *, on=dt.date(2024, 5, 1), ready=True, outcome=None):
        case = CaseFactory(
            employee=person,
            role=self.higher.role,
            nominated_on=on,
            policy=self.policy,
            readiness={"status": "ready" if ready else "near"},
        )
        if outcome:
            Decision.objects.create(case=case, outcome=outcome, on=on)
        return case

    def night(self, on):
        return NightlyRunFactory(on=on)
