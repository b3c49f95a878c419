"""Readiness of a small company, worked out on paper.

The day is 31 May 2024. Policy: ready from 0.90, near from 0.70 with at most one failed gate; nursing asks a rating of 3.

    nurse ── 12 months ──▶ senior nurse ──▶ lead nurse          developer ── 1 month ──▶ senior developer
      └──────────────────▶ educator                              fellow (nothing is written about it)

    senior nurse asks   Care 3 (weight 3, core), Drugs 2 (weight 2), Teaching 4 (weight 1); the licence
    educator asks       Teaching 4 (core)
    lead nurse asks     Care 2, less than the role below does, and Rota 4; one project of complexity 3, led
    senior developer asks ten skills at level 10, each of weight 1: tenths of the score are held levels added up
"""

import datetime as dt

import pytest

from employees.models import Employee
from promotions import readiness
from promotions.models import NextChange, Readiness, ReadinessChange
from promotions.models.readiness import GATES
from promotions.nights import runs
from tests.factories.employees import (
    AspirationFactory,
    AssignmentFactory,
    EmployeeFactory,
    HeldCredentialFactory,
    HeldSkillFactory,
    LeaveFactory,
    PerformanceRatingFactory,
    PositionFactory,
)
from tests.factories.pathways import (
    CredentialRequirementFactory,
    FrameworkVersionFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TrackFactory,
    TransitionFactory,
)
from tests.factories.promotions import PolicyRuleFactory
from tests.factories.skills import CredentialFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 5, 31)
YEAR_AGO = dt.date(2023, 5, 31)


def run(on=DAY, *, full=False):
    """Run the night in this process and return the run."""
    begun = runs.start("readiness", on=on, full=full, by=None)
    for _ in runs.work_off(begun):
        pass
    begun.refresh_from_db()
    assert begun.status == "succeeded", begun.error
    return begun


class Company:
    """The roles and skills of the text above."""

    def __init__(self):
        self.version = FrameworkVersionFactory()
        self.skills = {name: SkillFactory(name=name) for name in ("Care", "Drugs", "Teaching", "Rota")}
        self.licence = CredentialFactory(name="Licence")
        nursing = TrackFactory(family__framework=self.version.framework)
        software = TrackFactory(family__framework=self.version.framework)
        self.roles = {
            name: RoleProfileFactory(version=self.version, track=nursing, name=name)
            for name in ("nurse", "senior nurse", "lead nurse", "educator")
        } | {
            name: RoleProfileFactory(version=self.version, track=software, name=name)
            for name in ("developer", "senior developer", "fellow")
        }
        for source, target, months in [
            ("nurse", "senior nurse", 12),
            ("nurse", "educator", None),
            ("senior nurse", "lead nurse", None),
            ("developer", "senior developer", 1),
        ]:
            TransitionFactory(source=self.roles[source], target=self.roles[target], minimum_months=months)
        self.ask("senior nurse", "Care", 3, weight=3, core=True)
        self.ask("senior nurse", "Drugs", 2, weight=2)
        self.ask("senior nurse", "Teaching", 4)
        self.ask("educator", "Teaching", 4, core=True)
        self.ask("lead nurse", "Care", 2)
        self.ask("lead nurse", "Rota", 4)
        for number in range(10):
            self.skills[f"Code {number}"] = SkillFactory(name=f"Code {number}")
            self.ask("senior developer", f"Code {number}", 10)
        CredentialRequirementFactory(profile=self.roles["senior nurse"], credential=self.licence)
        ProjectRequirementFactory(profile=self.roles["lead nurse"], complexity=3, count=1, as_lead=True)
        rule = PolicyRuleFactory(ready_from=9000, near_from=7000, near_failed_gates=1)
        PolicyRuleFactory(version=rule.version, family=nursing.family, minimum_rating=3)

    def ask(self, role, skill, level, *, weight=1, core=False):
        RequirementFactory(profile=self.roles[role], skill=self.skills[skill], level=level, weight=weight, core=core)

    def role(self, name):
        return self.roles[name].role

    def hold(self, employee, **levels):
        for name, level in levels.items():
            HeldSkillFactory(employee=employee, skill=self.skills[name.replace("_", " ")], level=level)

    def in_role(self, name, since=dt.date(2020, 1, 1), **person):
        return PositionFactory(role=self.role(name), start=since, employee__hired_on=since, employee__first_name=name, **person).employee

    def nurse(self, since=YEAR_AGO, *, licensed_until=None, **levels):
        """A nurse with all that a senior nurse is asked."""
        return self.qualify(self.in_role("nurse", since), licensed_until, **levels)

    def qualify(self, employee, licensed_until=None, **levels):
        """Give somebody all that a senior nurse is asked: Care 3, Drugs 2, Teaching 4, licence, rating 3."""
        self.hold(employee, **{"Care": 3, "Drugs": 2, "Teaching": 4} | levels)
        HeldCredentialFactory(employee=employee, credential=self.licence, expires_on=licensed_until)
        PerformanceRatingFactory(employee=employee, value=3)
        return employee

    def senior_nurse(self):
        """A senior nurse with all that a lead is asked: Care 2 is enough, Rota 4, a project led, rating 3."""
        employee = self.in_role("senior nurse")
        self.hold(employee, Care=2, Rota=4)
        PerformanceRatingFactory(employee=employee, value=3)
        return employee

    def coder(self, employee, *levels):
        self.hold(employee, **{f"Code_{number}": level for number, level in enumerate(levels)})
        return employee


@pytest.fixture
def company():
    return Company()


def rows_of(employee, on=DAY):
    """Return target name → (score, met, total, gates as letters, status) of the stored rows; the arithmetic must give the same.

    Gates are core, credentials, time, projects, performance; "+" passes, "-" fails, "." is not asked.
    """
    rules = readiness.load(on)
    facts = readiness.facts_of(Employee.objects.get(pk=employee.pk), on)
    found = {}
    for row in Readiness.objects.filter(employee=employee).select_related("role"):
        gates = tuple(getattr(row, gate) for gate in GATES)
        explained = readiness.explain(facts, rules, row.role_id)
        assert (row.score, row.met, row.total, row.status) == (explained.score, explained.met, explained.total, explained.status)
        assert gates == tuple(gate.verdict for gate in explained.gates)
        assert (row.version_id, row.policy_id) == (explained.version, explained.policy)
        assert row.ready_since == readiness.ready_since(employee, row.role_id, on)
        name = row.role.profiles.get(version=row.version_id).name
        found[name] = (row.score, row.met, row.total, "".join(".+-"[gate] for gate in gates), row.get_status_display())
    assert sorted(Readiness.objects.filter(employee=employee).values_list("role", flat=True)) == readiness.targets_of(facts, rules)
    return found


def since(employee, role):
    return Readiness.objects.get(employee=employee, role=role).ready_since


def test_all_that_is_asked_is_held_and_there_are_two_ways_up(company):
    """Twelve months on the very day, 31 May to 31 May. Both vertical successors have a row of their own."""
    ada = company.nurse()
    run()
    assert rows_of(ada) == {
        "senior nurse": (10000, 3, 3, "+++.+", "ready"),
        "educator": (10000, 1, 1, "+...+", "ready"),
    }
    assert since(ada, company.role("educator")) == dt.date(2024, 1, 1)  # the day of assessment and rating
    assert since(ada, company.role("senior nurse")) == DAY


def test_a_day_short_of_twelve_months_is_one_failed_gate(company):
    """From 1 June 2023 the twelfth month is full on 1 June 2024, tomorrow."""
    ben = company.nurse(dt.date(2023, 6, 1))
    run()
    assert rows_of(ben)["senior nurse"] == (10000, 3, 3, "++-.+", "near")
    assert NextChange.objects.get(employee=ben).on == dt.date(2024, 6, 1)
    run(dt.date(2024, 6, 1))
    assert rows_of(ben, dt.date(2024, 6, 1))["senior nurse"] == (10000, 3, 3, "+++.+", "ready")


def test_a_licence_that_lapses_on_the_day_is_no_licence(company):
    """Held up to, not including, its last day."""
    cleo, dan = company.nurse(licensed_until=DAY), company.nurse(licensed_until=dt.date(2024, 6, 1))
    run()
    assert rows_of(cleo)["senior nurse"] == (10000, 3, 3, "+-+.+", "near")
    assert rows_of(dan)["senior nurse"] == (10000, 3, 3, "+++.+", "ready")
    run(dt.date(2024, 6, 1))
    assert rows_of(dan, dt.date(2024, 6, 1))["senior nurse"] == (10000, 3, 3, "+-+.+", "near")


def test_a_renewed_licence_counts_whichever_of_the_two_is_valid(company):
    eve = company.nurse(licensed_until=dt.date(2024, 2, 1))
    HeldCredentialFactory(employee=eve, credential=company.licence, issued_on=DAY, expires_on=dt.date(2027, 5, 31))
    run()
    assert rows_of(eve)["senior nurse"][3] == "+++.+"


def test_leave_moves_the_clock(company):
    """31 March 2023 and 62 days of leave (July and August) are 1 June 2023: eleven full months."""
    finn = company.nurse(dt.date(2023, 3, 31))
    LeaveFactory(employee=finn, start=dt.date(2023, 7, 1), end=dt.date(2023, 9, 1))
    gil = company.nurse(dt.date(2023, 3, 30))  # a day more in the role: 31 May
    LeaveFactory(employee=gil, start=dt.date(2023, 7, 1), end=dt.date(2023, 9, 1))
    run()
    assert rows_of(finn)["senior nurse"] == (10000, 3, 3, "++-.+", "near")
    assert rows_of(gil)["senior nurse"] == (10000, 3, 3, "+++.+", "ready")


def test_leave_before_the_role_and_leave_to_come_do_not_move_it(company):
    hana = company.nurse()
    LeaveFactory(employee=hana, start=dt.date(2023, 1, 1), end=YEAR_AGO)
    LeaveFactory(employee=hana, start=dt.date(2024, 7, 1), end=None)
    run()
    assert rows_of(hana)["senior nurse"][3] == "+++.+"


def test_a_skill_never_assessed_counts_as_nothing(company):
    """(3 × 1 + 2 × 1 + 1 × 0) ÷ 6 = 0.8333."""
    ivo = company.nurse(Teaching=0)
    ivo.held_skills.filter(level=0).delete()
    run()
    assert rows_of(ivo) == {"senior nurse": (8333, 2, 3, "+++.+", "near"), "educator": (0, 0, 1, "-...+", "developing")}


def test_a_near_miss_counts_in_proportion_and_fails_the_core(company):
    """(3 × 2/3 + 2 × 1 + 1 × 1) ÷ 6 = 0.8333."""
    jo = company.nurse(Care=2)
    run()
    assert rows_of(jo)["senior nurse"] == (8333, 2, 3, "-++.+", "near")


def test_more_than_is_asked_counts_no_more(company):
    kim = company.nurse(Care=10, Teaching=2)
    run()
    assert rows_of(kim)["senior nurse"] == (9166, 2, 3, "+++.+", "ready")  # (3 + 2 + 2/4) ÷ 6 = 0.91666…, rounded down


def test_a_requirement_may_fall_at_the_higher_level(company):
    """Care 2 would not do for the role she holds; for the one above it does."""
    lou = company.senior_nurse()
    AssignmentFactory(employee=lou, project__complexity=3)
    run()
    assert rows_of(lou) == {"lead nurse": (10000, 2, 2, "...++", "ready")}


@pytest.mark.parametrize(
    ("assignment", "verdict"),
    [
        ({}, "+"),
        ({"project__complexity": 2}, "-"),
        ({"project__complexity": 5}, "+"),
        ({"as_lead": False}, "-"),
        ({"finished": False}, "-"),
        ({"end": DAY}, "+"),  # ended this day: its last day of work was yesterday
        ({"end": DAY + dt.timedelta(days=1)}, "-"),
    ],
)
def test_a_project_counts_once_it_is_finished_hard_enough_and_led(company, assignment, verdict):
    mia = company.senior_nurse()
    AssignmentFactory(employee=mia, **{"project__complexity": 3} | assignment)
    run()
    assert rows_of(mia)["lead nurse"] == (10000, 2, 2, f"...{verdict}+", "ready" if verdict == "+" else "near")


def test_two_failed_gates_are_one_too_many(company):
    """No project and no rating, although every skill is there."""
    nia = company.senior_nurse()
    nia.ratings.all().delete()
    run()
    assert rows_of(nia) == {"lead nurse": (10000, 2, 2, "...--", "developing")}


def test_the_newest_rating_up_to_the_day_decides(company):
    ola = company.nurse()
    PerformanceRatingFactory(employee=ola, value=2, on=DAY)
    PerformanceRatingFactory(employee=ola, value=5, on=dt.date(2024, 6, 1))
    run()
    assert rows_of(ola)["senior nurse"][3] == "+++.-"
    run(dt.date(2024, 6, 1))
    assert rows_of(ola, dt.date(2024, 6, 1))["senior nurse"][3] == "+++.+"


def test_exactly_nine_tenths_is_ready_and_a_hair_less_is_not(company):
    """Ten skills at 10: nine held in full are 0.9; nine in full but one at 9, and the tenth at 0, are 0.89."""
    pia, quin = (company.coder(company.in_role("developer"), *levels) for levels in ([10] * 9, [10] * 8 + [9]))
    run()
    assert rows_of(pia) == {"senior developer": (9000, 9, 10, "..+..", "ready")}
    assert rows_of(quin) == {"senior developer": (8900, 8, 10, "..+..", "near")}


def test_exactly_seven_tenths_is_near(company):
    rosa, sam = (company.coder(company.in_role("developer"), *levels) for levels in ([10] * 7, [10] * 6 + [9]))
    run()
    assert [rows_of(employee)["senior developer"][::4] for employee in (rosa, sam)] == [(7000, "near"), (6900, "developing")]


def test_an_aspiration_far_away_is_measured_without_the_clock(company):
    """A nurse since yesterday who wants to write software: no transition leads there, so no time is asked."""
    tia = company.coder(company.in_role("nurse", dt.date(2024, 5, 30)), *[10] * 10)
    AspirationFactory(employee=tia, role=company.role("senior developer"))
    run()
    assert rows_of(tia)["senior developer"] == (10000, 10, 10, ".....", "ready")
    assert set(rows_of(tia)) == {"senior nurse", "educator", "senior developer"}


def test_an_aspiration_that_is_also_the_next_step_has_one_row_with_the_steps_terms(company):
    uma = company.coder(company.in_role("developer", dt.date(2024, 5, 15)), *[10] * 10)
    AspirationFactory(employee=uma, role=company.role("senior developer"))
    run()
    assert rows_of(uma) == {"senior developer": (10000, 10, 10, "..-..", "near")}


def test_a_role_without_requirements_has_no_score(company):
    vic = company.in_role("developer")
    AspirationFactory(employee=vic, role=company.role("fellow"))
    run()
    assert rows_of(vic)["fellow"] == (None, 0, 0, ".....", "developing")


def test_the_present_role_and_a_role_of_a_draft_are_no_targets(company):
    wes = company.in_role("fellow")
    AspirationFactory(employee=wes, role=company.role("fellow"))
    AspirationFactory(employee=wes, role=RoleProfileFactory(version=FrameworkVersionFactory(draft=True)).role)
    run()
    assert rows_of(wes) == {}


def test_without_a_role_only_aspirations_count(company):
    """A position that no framework describes, and no position at all."""
    xia, yan = PositionFactory(role=None).employee, EmployeeFactory()
    for employee in (xia, yan):
        AspirationFactory(employee=employee, role=company.role("senior developer"))
    zoe = EmployeeFactory()
    run()
    assert [rows_of(employee) for employee in (xia, yan)] == [{"senior developer": (0, 0, 10, ".....", "developing")}] * 2
    assert rows_of(zoe) == {}


def test_whoever_left_has_no_rows_and_whoever_leaves_tomorrow_still_has(company):
    gone, going, coming = company.nurse(), company.nurse(), company.in_role("nurse", dt.date(2024, 6, 1))
    Employee.objects.filter(pk=gone.pk).update(left_on=DAY)
    Employee.objects.filter(pk=going.pk).update(left_on=dt.date(2024, 6, 1))
    run()
    assert [len(rows_of(employee)) for employee in (gone, going, coming)] == [0, 2, 0]
    assert not NextChange.objects.filter(employee=gone).exists()
    run(dt.date(2024, 6, 1))
    assert [len(rows_of(employee, dt.date(2024, 6, 1))) for employee in (gone, going, coming)] == [0, 0, 2]
    assert set(ReadinessChange.objects.filter(employee=going, new=None).values_list("old", "on")) == {(2, dt.date(2024, 6, 1))}


def test_the_same_role_in_another_unit_goes_on_and_after_a_gap_begins_anew(company):
    """A reorganisation on 1 January breaks nothing; a month away does."""
    moved, back = company.nurse(), company.nurse()
    for employee, again in ((moved, dt.date(2024, 1, 1)), (back, dt.date(2024, 2, 1))):
        employee.positions.update(end=dt.date(2024, 1, 1))
        PositionFactory(employee=employee, role=company.role("nurse"), start=again, reason="reorganisation")
    run()
    assert rows_of(moved)["senior nurse"][3] == "+++.+"
    assert rows_of(back)["senior nurse"][3] == "++-.+"


@pytest.mark.parametrize(
    ("since", "on", "verdict"),
    [
        ("2024-01-31", "2024-02-29", "-"),  # February has no 31st …
        ("2024-01-31", "2024-03-01", "+"),  # … so the month is full on 1 March
        ("2024-02-29", "2024-03-28", "-"),
        ("2024-02-29", "2024-03-29", "+"),
        ("2024-04-30", "2024-05-30", "+"),
    ],
)
def test_a_month_that_lacks_the_day_is_full_on_the_first_of_the_next(company, since, on, verdict):
    since, on = dt.date.fromisoformat(since), dt.date.fromisoformat(on)
    coder = company.in_role("developer", since)
    run(on)
    assert rows_of(coder, on)["senior developer"][3] == f"..{verdict}.."


def test_a_policy_that_does_not_count_time_asks_none(company):
    ben = company.nurse(dt.date(2024, 5, 1))
    PolicyRuleFactory(version__effective_from=dt.date(2024, 5, 1), version__number=2, time_counts=False)
    run()
    assert rows_of(ben)["senior nurse"] == (10000, 3, 3, "++...", "ready")


def test_a_version_that_asks_more_is_measured_from_the_day_it_is_in_force(company):
    ada = company.nurse()
    run()
    later = FrameworkVersionFactory(framework=company.version.framework, effective_from=dt.date(2024, 6, 1))
    profiles = {
        name: RoleProfileFactory(version=later, role=company.role(name), track=company.roles[name].track, name=name)
        for name in ("nurse", "senior nurse")
    }
    TransitionFactory(source=profiles["nurse"], target=profiles["senior nurse"])
    RequirementFactory(profile=profiles["senior nurse"], skill=company.skills["Rota"], level=2)
    run()
    assert set(rows_of(ada)) == {"senior nurse", "educator"}
    run(dt.date(2024, 6, 1))
    assert rows_of(ada, dt.date(2024, 6, 1)) == {"senior nurse": (0, 0, 1, "....+", "developing")}
