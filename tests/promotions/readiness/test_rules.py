"""Rules kept by a process are those that a reading would give, whatever of them has changed since."""

import datetime as dt

import pytest
from django.db.models import F

from pathways.models import CredentialRequirement, ProjectRequirement, Requirement, Transition
from promotions.models import PolicyRule
from promotions.readiness.rules import load, rules_on
from tests.factories.pathways import CredentialRequirementFactory, FrameworkVersionFactory, RoleProfileFactory
from tests.factories.promotions import PolicyVersionFactory
from tests.promotions.readiness.test_truth import DAY, Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return Company()


def read(on=DAY):
    """Return the rules as the process knows them, which must be as a reading gives them."""
    known = rules_on(on)
    assert known.digests == load(on).digests
    return known


def test_what_has_not_changed_is_not_read_again(company, django_assert_num_queries):
    first = read()
    with django_assert_num_queries(1):
        assert rules_on(DAY) is first


def add_to(rows, field):
    rows.filter(pk=rows.order_by("pk")[0].pk).update(**{field: F(field) + 1})


def nothing_more_than(company, day):
    FrameworkVersionFactory(framework=company.version.framework, number=2, effective_from=day)


CHANGES = {
    "a level": lambda company: add_to(Requirement.objects, "level"),
    "a weight": lambda company: add_to(Requirement.objects, "weight"),
    "core": lambda company: Requirement.objects.filter(weight=1).update(core=True),
    "a requirement gone": lambda company: Requirement.objects.order_by("pk")[0].delete(),
    "a credential": lambda company: CredentialRequirementFactory(profile=company.roles["educator"], credential=company.licence),
    "a credential gone": lambda company: CredentialRequirement.objects.all().delete(),
    "a complexity": lambda company: add_to(ProjectRequirement.objects, "complexity"),
    "a count": lambda company: add_to(ProjectRequirement.objects, "count"),
    "who leads": lambda company: ProjectRequirement.objects.update(as_lead=False),
    "months": lambda company: add_to(Transition.objects.filter(minimum_months__gt=0), "minimum_months"),
    "months no longer asked": lambda company: Transition.objects.update(minimum_months=None),
    "a move gone": lambda company: Transition.objects.order_by("pk")[0].delete(),
    "a role": lambda company: RoleProfileFactory(version=company.version, track=company.roles["nurse"].track, name="matron"),
    "a threshold": lambda company: add_to(PolicyRule.objects, "near_from"),
    "a policy": lambda company: PolicyVersionFactory(number=99, effective_from=DAY),
    "a version in force": lambda company: nothing_more_than(company, DAY),
    "a version before": lambda company: nothing_more_than(company, DAY - dt.timedelta(days=400)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_read_again(company, change):
    before = read()
    change(company)
    assert read() is not before


def test_a_day_on_which_other_rules_hold_has_its_own(company):
    nothing_more_than(company, DAY + dt.timedelta(days=1))
    assert read().digest != read(DAY + dt.timedelta(days=1)).digest
    assert read().digest != ""
