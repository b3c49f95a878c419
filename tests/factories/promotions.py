"""Policies, runs and seats for tests."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from promotions import models
from tests.factories.employees import EmployeeFactory, UnitFactory
from tests.factories.pathways import RoleFactory


class PolicyVersionFactory(DjangoModelFactory):
    """In force since 2020; without a rule the built-in thresholds hold."""

    class Meta:
        model = models.PolicyVersion

    number = factory.LazyFunction(lambda: models.PolicyVersion.objects.count() + 1)
    name = factory.LazyAttribute(lambda version: f"Policy {version.number}")
    effective_from = dt.date(2020, 1, 1)


class PolicyRuleFactory(DjangoModelFactory):
    """The company's default rule; pass `family=` for one family's."""

    class Meta:
        model = models.PolicyRule

    version = factory.SubFactory(PolicyVersionFactory)
    family = None


class NightlyRunFactory(DjangoModelFactory):
    """A finished full run of readiness."""

    class Meta:
        model = models.NightlyRun

    job = models.NightlyRun.Job.READINESS
    on = dt.date(2024, 6, 1)
    kind = models.NightlyRun.Kind.FULL
    status = models.NightlyRun.Status.SUCCEEDED
    finished_at = factory.LazyFunction(timezone.now)


class ReadinessFactory(DjangoModelFactory):
    """A developing row of score 0.5 without gates."""

    class Meta:
        model = models.Readiness

    employee = factory.SubFactory(EmployeeFactory)
    role = factory.SubFactory(RoleFactory)
    score = 5000
    met = 1
    total = 2
    core = credentials = time = projects = performance = 0
    status = models.readiness.Status.DEVELOPING
    ready_since = None
    policy = factory.SubFactory(PolicyVersionFactory)
    version = factory.SubFactory("tests.factories.pathways.FrameworkVersionFactory")
    run = factory.SubFactory(NightlyRunFactory)


class RequisitionFactory(DjangoModelFactory):
    """An open seat, shown to insiders alone."""

    class Meta:
        model = models.Requisition

    number = factory.Sequence(lambda number: f"R-{number}")
    role = factory.SubFactory(RoleFactory)
    unit = factory.SubFactory(UnitFactory)
    opened_on = dt.date(2024, 1, 1)


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = models.Application

    requisition = factory.SubFactory(RequisitionFactory)
    employee = factory.SubFactory(EmployeeFactory)
    applied_on = dt.date(2024, 1, 10)


class CaseFactory(DjangoModelFactory):
    """A nomination, told by its first step."""

    class Meta:
        model = models.Case
        skip_postgeneration_save = True  # the hook below writes another row, not this one

    employee = factory.SubFactory(EmployeeFactory)
    role = factory.SubFactory(RoleFactory)
    nominated_on = dt.date(2024, 2, 1)
    policy = factory.SubFactory(PolicyVersionFactory)
    readiness = factory.LazyFunction(dict)

    @factory.post_generation
    def first_step(self, create, extracted, **_):
        if create:
            models.CaseStatus.objects.create(case=self, step="nominated", on=self.nominated_on)


class ReadinessChangeFactory(DjangoModelFactory):
    """A turn from developing to near."""

    class Meta:
        model = models.ReadinessChange

    employee = factory.SubFactory(EmployeeFactory)
    role = factory.SubFactory(RoleFactory)
    on = dt.date(2024, 5, 15)
    old = models.readiness.Status.DEVELOPING
    new = models.readiness.Status.NEAR
    run = factory.SubFactory(NightlyRunFactory)


NOTHING_FOUND: dict[str, object] = {
    "people": 0,
    "persons": 0,
    "moved": 0,
    "coverage": "0% of these people",
    "groups": [],
    "reference": None,
    "reference_fixed": False,
    "chi2_p": None,
    "comparisons": [],
    "funnel": [],
}


class AuditFactory(DjangoModelFactory):
    """A waiting one of the whole company; `AuditFactory(done=True)` has an answer of nobody."""

    class Meta:
        model = models.Audit

    class Params:
        done = factory.Trait(
            status=models.Audit.Status.DONE,
            progress=100,
            finished_at=factory.LazyFunction(timezone.now),
            snapshot_on=dt.date(2026, 1, 5),
            method="2026-11",
            population=factory.LazyFunction(
                lambda: models.AuditPopulation.objects.get_or_create(hash="0" * 64, defaults={"members": b"", "size": 0})[0]
            ),
            result=factory.LazyFunction(lambda: dict(NOTHING_FOUND)),
        )

    attribute = models.Audit.Attribute.SEX
    first_cycle = last_cycle = 2024
    purpose = "The yearly review of fairness."
    asked_by = factory.SubFactory("tests.factories.employees.UserFactory")


NOTHING_DEPARTS: dict[str, object] = {
    "decisions": 12,
    "unknown": 0,
    "departures": {"promoted-unready": [0, 0], "refused-ready": [0, 0]},
    "other_policy": 0,
    "by_family": [],
    "by_unit": [{"key": 0, "hits": 0, "all": 12, "more": [0, 0, 0], "low": 0.0, "high": 0.2, "rest": None, "q": None, "marked": False}],
    "by_decider": [],
    "cases": [],
}


class ReviewFactory(DjangoModelFactory):
    """A waiting policy replay of the whole company; `ReviewFactory(done=True)` found that nothing departs."""

    class Meta:
        model = models.Review

    class Params:
        done = factory.Trait(
            status=models.Review.Status.DONE,
            finished_at=factory.LazyFunction(timezone.now),
            method="2026-11",
            result=factory.LazyFunction(lambda: dict(NOTHING_DEPARTS)),
        )

    kind = models.Review.Kind.REPLAY
    first_day = dt.date(2024, 1, 1)
    last_day = dt.date(2024, 12, 31)
    asked_by = factory.SubFactory("tests.factories.employees.UserFactory")


class FindingFactory(DjangoModelFactory):
    """An open one of a policy replay of the whole company, due in a month."""

    class Meta:
        model = models.Finding
        skip_postgeneration_save = True  # the hook below writes another row, not this one

    kind = models.Finding.Kind.REPLAY
    key = factory.Sequence(lambda number: f"all/unit-{number}")
    title = "12 decisions depart from policy without a reason"
    uncertainty = "A count of what is on file."
    evidence = factory.LazyFunction(lambda: {"facts": [["Decisions", "80"]], "days": "2024"})
    review = factory.SubFactory(ReviewFactory, done=True)
    owner = factory.SubFactory("tests.factories.employees.UserFactory")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=30))

    @factory.post_generation
    def first_step(self, create, extracted, **_):
        if create:
            models.FindingStep.objects.create(finding=self, kind="opened", by=self.owner)
