"""Each planted truth is found again in the rows of the demo company of 2,000, by the measures audits use.

What is expected here is what `docs/demo.md` promises.
"""

import datetime as dt

import pytest
from django.db.models import Count, Exists, OuterRef, Q

from employees.demographics.for_audits import values_by_employee
from employees.models import Unit
from pathways.models import RoleProfile
from promotions.demo import truths
from promotions.models import Application, Case, Decision, Requisition
from tests.promotions.demo.conftest import TODAY
from tests.promotions.demo.measures import Table, mantel_haenszel, poisson_at_most, rate_ratio_upper, spells

pytestmark = pytest.mark.django_db
BEGINNING = TODAY - dt.timedelta(days=1826)


@pytest.fixture(scope="module")
def profiles(company, django_db_blocker) -> dict[int, RoleProfile]:
    with django_db_blocker.unblock():
        return {profile.role_id: profile for profile in RoleProfile.objects.in_force(TODAY).with_place()}


@pytest.fixture(scope="module")
def moves(company, django_db_blocker):
    with django_db_blocker.unblock():
        return [spell for spell in spells() if spell.end is None or spell.end > BEGINNING]


def rises(spell, profiles) -> bool:
    return spell.next_role is not None and profiles[spell.next_role].rank > profiles[spell.role].rank


def test_1_one_level_waits_far_too_long(moves, profiles):
    nursing = {role for role, profile in profiles.items() if profile.family.code == "nursing" and profile.rank <= 4}
    stuck = {role for role, profile in profiles.items() if profile.role.code == truths.STUCK_ROLE}
    figures = []
    for roles in (stuck, nursing - stuck):
        here = [spell for spell in moves if spell.role in roles]
        figures += [sum(rises(spell, profiles) for spell in here), sum(spell.years(BEGINNING, TODAY) for spell in here)]
    promoted, years, others, other_years = figures
    assert 100 * promoted / years < 4
    assert 100 * others / other_years > 7
    assert rate_ratio_upper(promoted, years, others, other_years) < 0.6


def test_2_one_unit_lets_nobody_go(moves):
    teams = Unit.objects.filter(code__startswith="demo-store")
    hoarding = set(teams.filter(parent__name="Stores 1").values_list("pk", flat=True))
    figures = []
    for units in (hoarding, set(teams.values_list("pk", flat=True)) - hoarding):
        here = [spell for spell in moves if spell.unit in units]
        figures += [sum(spell.next_unit not in {None, spell.unit} for spell in here), sum(spell.years(BEGINNING, TODAY) for spell in here)]
    gone, years, others, other_years = figures
    expected = years * others / other_years
    assert expected > 30
    assert gone <= 0.15 * expected
    assert poisson_at_most(gone, expected) < 1e-6
    assert Application.objects.filter(outcome="turned-down", feedback=truths.HOARDING_REFUSAL).count() > 3


def said(attribute: str) -> dict[int, str]:
    return values_by_employee(attribute=attribute, purpose="equality-audit", by=None)


def decided(sex: str):
    answered = [employee for employee, answer in said("sex").items() if answer == sex]
    family = Q(role__profiles__track__family__code=truths.UNEQUAL_FAMILY)
    return Case.objects.filter(family, employee__in=answered, requisition=None, readiness__status="ready")


def test_3_women_in_one_family_are_promoted_less_though_as_ready(company):
    women, men = (
        decided(sex).aggregate(promoted=Count("pk", filter=Q(decision__outcome="promoted")), all=Count("pk")) for sex in ("woman", "man")
    )
    table = Table(women["promoted"], women["all"], men["promoted"], men["all"])
    assert table.impact_ratio < 0.6
    assert table.fisher < 0.001
    scores = [[case.readiness["score"] for case in decided(sex)] for sex in ("woman", "man")]
    means = [sum(one) / len(one) for one in scores]
    assert abs(means[0] - means[1]) < 200  # basis points


def test_4_a_disparity_in_the_whole_vanishes_by_family(moves, profiles):
    ethnicity = said("ethnicity")
    counts = {}
    for year in range(5):
        opens = BEGINNING + dt.timedelta(days=round(365.25 * year))
        closes = opens + dt.timedelta(days=365)
        promoted = {spell.employee for spell in moves if rises(spell, profiles) and opens < spell.end <= closes}
        for spell in moves:
            group = {truths.SIMPSON_GROUP: 0, "White": 2}.get(ethnicity.get(spell.employee, ""))
            if group is not None and spell.start <= opens and (spell.end is None or spell.end > opens) and profiles[spell.role].rank <= 5:
                row = counts.setdefault(profiles[spell.role].family.code, [0, 0, 0, 0])
                row[group] += spell.employee in promoted
                row[group + 1] += 1
    pooled = Table(*(sum(column) for column in zip(*counts.values(), strict=True)))
    stratified, p = mantel_haenszel([Table(*row) for row in counts.values()])
    assert pooled.impact_ratio < 0.8
    assert pooled.fisher < 0.001
    assert 0.85 < stratified < 1.18
    assert p > 0.2


def test_5_decisions_against_policy_without_a_reason(company):
    silent = Decision.objects.filter(reason="")
    unready = silent.filter(outcome="promoted").exclude(case__readiness__status="ready").count()
    ready = silent.filter(outcome="refused", case__readiness__status="ready").count()
    assert silent.count() == unready + ready
    assert 35 <= unready <= 90
    assert 50 <= ready <= 110
    assert silent.count() < 0.15 * Decision.objects.count()


def test_6_ready_insiders_passed_over_for_outsiders(company):
    ready_insider = Case.objects.filter(requisition=OuterRef("pk"), readiness__status="ready", decision__outcome="refused")
    passed_over = Requisition.objects.filter(Exists(ready_insider), filled_inside=False)
    assert 15 <= passed_over.count() <= 50
    assert not passed_over.exclude(external_reason="").exists()
    assert set(passed_over.values_list("role__profiles__track__family__code", flat=True)) == {"consulting"}
    outside_there = Requisition.objects.filter(filled_inside=False, role__profiles__track__family__code="consulting")
    assert passed_over.count() > 0.25 * outside_there.count()


def test_the_truths_are_the_exception(company):
    """Elsewhere a turned-down application gets feedback of its gates, and most seats go to insiders."""
    filled = Requisition.objects.exclude(filled_on=None).aggregate(all=Count("pk"), inside=Count("pk", filter=Q(filled_inside=True)))
    assert 0.5 < filled["inside"] / filled["all"] < 0.66
    assert not Application.objects.filter(outcome="turned-down", feedback="").exists()
