"""Whatever happens to people and rules, and however nights are missed: an incremental run leaves what a full run would."""

import datetime as dt
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees import services
from employees.models import Employee, Leave, Stale
from promotions import readiness
from promotions.models import Readiness, ReadinessChange
from promotions.models.readiness import GATES, Status
from promotions.nights import runs
from promotions.readiness import job
from promotions.readiness.eras import eras_until
from promotions.readiness.facts import record_of
from promotions.readiness.history import PastRules
from tests.factories.employees import AssignmentFactory, EmployeeFactory, PositionFactory, UnitFactory
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
from tests.factories.promotions import PolicyRuleFactory
from tests.factories.skills import CredentialFactory, SkillFactory

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.date(2024, 5, 20)
ONE_DAY = dt.timedelta(days=1)
PEOPLE, ROLES, SKILLS = 5, 4, 3


class World:
    """A company of five people whose clocks are all about to strike, and what may happen to it on a day."""

    def __init__(self):
        self.today, self.last_night = FIRST_DAY, None
        self.version = FrameworkVersionFactory()
        self.track = TrackFactory(family__framework=self.version.framework)
        self.unit = UnitFactory()
        self.skills = SkillFactory.create_batch(SKILLS)
        self.credential = CredentialFactory()
        self.roles = RoleFactory.create_batch(ROLES, framework=self.version.framework)
        self.describe(self.version, [(2, 3, 1), (4, 1, 2), (1, 4, 3), (3, 2, 4)], months=2)
        PolicyRuleFactory(version__effective_from=dt.date(2020, 1, 1), near_from=3000, ready_from=6000)
        for number in range(PEOPLE):
            self.hire(number % ROLES, FIRST_DAY - dt.timedelta(days=30 + 15 * number))

    def hire(self, role, since):
        """Hire somebody who is good at everything, as was found out little by little in the first weeks."""
        position = PositionFactory(employee__hired_on=since, start=since, role=self.roles[role], unit=self.unit)
        for number, skill in enumerate(self.skills):
            told = {"employee": position.employee, "skill": skill, "level": 4, "on": min(self.today, since + 9 * number * ONE_DAY)}
            services.assess(**told, source="manager", by=None)

    def describe(self, version, levels, months):
        """Say of each role which level of each skill it asks; roles follow each other in a circle."""
        profiles = [RoleProfileFactory(version=version, role=role, track=self.track) for role in self.roles]
        for profile, asked in zip(profiles, levels, strict=True):
            for skill, level in zip(self.skills, asked, strict=True):
                if level:
                    RequirementFactory(profile=profile, skill=skill, level=level, weight=level, core=level == 4)
        for source, target in zip(profiles, [*profiles[1:], profiles[0]], strict=True):
            TransitionFactory(source=source, target=target, minimum_months=months)
        CredentialRequirementFactory(profile=profiles[1], credential=self.credential)
        ProjectRequirementFactory(profile=profiles[2])

    def person(self, number):
        people = Employee.objects.order_by("pk")
        return people[number % len(people)]

    def later(self, days):
        return self.today + dt.timedelta(days=days)

    # What may happen. Every one goes through the services, or marks as an import does.

    def assess(self, person, skill, level, source=3, ago=0):
        services.assess(
            employee=self.person(person),
            skill=self.skills[skill % SKILLS],
            level=level,
            source=["self", "peer", "test", "manager"][source],
            on=self.later(-ago),
            by=None,
        )

    def certify(self, person, starts, lasts):
        ends = self.later(starts + lasts) if lasts else None
        services.hold_credential(
            employee=self.person(person), credential=self.credential, issued_on=self.later(starts), expires_on=ends, by=None
        )

    def rate(self, person, value, days):
        services.rate(employee=self.person(person), value=1 + value % 5, on=self.later(days), by=None)

    def leave(self, person, starts, lasts):
        services.take_leave(
            employee=self.person(person),
            kind=Leave.Kind.CARE,
            start=self.later(starts),
            end=self.later(starts + lasts) if lasts else None,
            by=None,
        )

    def move(self, person, role, days):
        role = self.roles[role] if role < ROLES else None
        services.move(employee=self.person(person), role=role, unit=self.unit, manager=None, on=self.later(days), by=None)

    def quit(self, person, days):
        services.leave_company(employee=self.person(person), on=max(self.later(days), self.person(person).hired_on), by=None)

    def aspire(self, person, role, days=0):
        services.aspire(employee=self.person(person), role=self.roles[role % ROLES], goal="promotion", on=self.later(days), by=None)

    def give_up(self, person, role):
        services.drop_aspiration(employee=self.person(person), role=self.roles[role % ROLES], by=None)

    def finish_project(self, person, led, ends):
        AssignmentFactory(employee=self.person(person), as_lead=bool(led % 2), end=self.later(ends))
        Stale.objects.create(employee=self.person(person))

    def correct(self, person, what, days):
        """Move a day of what is on record, as the feed of an HR system does when somebody had typed it wrong."""
        person = self.person(person)
        rows, day = [
            (person.positions, "start"),
            (person.leaves, "start"),
            (person.leaves, "end"),
            (person.credentials, "issued_on"),
            (person.credentials, "expires_on"),
            (person.ratings, "on"),
        ][what]
        for row in rows.exclude(**{day: None})[:1]:
            setattr(row, day, getattr(row, day) + dt.timedelta(days=days))
            row.save()
            Stale.objects.create(employee=person)

    def arrive(self, role, days):
        self.hire(role % ROLES, self.later(days))

    def stay_outside(self):
        Stale.objects.create(employee=EmployeeFactory())

    def publish(self, level, months, days):
        version = FrameworkVersionFactory(framework=self.version.framework, effective_from=self.later(days))
        self.describe(version, [(level, 0, 1), (level, 4, 0), (0, 0, 0), (1, 1, level)], months=months)

    def decide(self, minimum, time_counts, days):
        PolicyRuleFactory(
            version__effective_from=self.later(days),
            minimum_rating=minimum or None,
            time_counts=bool(time_counts % 2),
            near_from=4000,
            ready_from=7000,
        )

    def night(self, days):
        """Let days pass unrun, then run for the last of them; nothing may be left for a full run to find."""
        self.today += dt.timedelta(days=days)
        told = ReadinessChange.objects.count()
        self.run(full=False)
        assert_arithmetic_agrees(self.today)
        assert_turns_are_dated(told, self.last_night, self.today)
        self.last_night = self.today
        rows = stored()
        full = self.run(full=True)
        assert [(shard.written, shard.drifted) for shard in full.shards.exclude(written=0)] == []
        assert stored() == rows

    def run(self, *, full):
        run = runs.start("readiness", on=self.today, full=full, by=None)
        for _ in runs.work_off(run):
            pass
        run.refresh_from_db()
        assert run.status == "succeeded", run.error
        return run


def stored():
    return list(Readiness.objects.order_by("employee_id", "role_id").values_list())


def assert_arithmetic_agrees(on):
    """Hold every stored row equal to the sum that a page shows, and the set of rows equal to the targets it knows."""
    days, expected = PastDays(on), {}
    rules = days.rules.on(on)
    for employee in Employee.objects.all():
        facts = readiness.facts_of(employee, on)
        for target in readiness.targets_of(facts, rules):
            found = readiness.explain(facts, rules, target)
            since = days.ready_since(employee, target) if found.status == Status.READY else None
            verdicts = tuple(gate.verdict for gate in found.gates)
            row = (found.score, found.met, found.total, *verdicts, found.status, since, found.version, found.policy)
            expected[employee.pk, target] = row
    fields = ("score", "met", "total", *GATES, "status", "ready_since", "version_id", "policy_id")
    assert {(row[0], row[1]): row[2:] for row in Readiness.objects.values_list("employee_id", "role_id", *fields)} == expected


class PastDays:
    """Statuses of past days, each explained on its own: slow, and nothing to misunderstand."""

    def __init__(self, on):
        self.on, self.rules, self.records = on, PastRules(eras_until(on)), {}

    def status(self, employee, target, day):
        record = self.records.setdefault(employee.pk, record_of(employee, dt.date.min))
        facts, rules = record.facts(day), self.rules.on(day)
        return readiness.explain(facts, rules, target).status if rules and target in readiness.targets_of(facts, rules) else None

    def ready_since(self, employee, target):
        """Return the day to which the plain steps come; day by day it is the same."""
        day = self.first(employee, target, Status.READY, after=FIRST_DAY - 1000 * ONE_DAY)
        assert readiness.ready_since(employee, target, self.on, self.rules) == day
        return day

    def first(self, employee, target, status, after):
        """Return the first day of the unbroken run of days with that status, none of them before the one that follows `after`."""
        day = self.on
        while day - ONE_DAY > after and self.status(employee, target, day - ONE_DAY) == status:
            day -= ONE_DAY
        return day


def assert_turns_are_dated(first, last_night, on):
    """Hold each turn from the `first` on to the first day of the new status, after the last night and not before the turn it follows."""
    days, told = PastDays(on), {}
    for number, turn in enumerate(ReadinessChange.objects.order_by("pk").select_related("employee")):
        before = told.get((turn.employee_id, turn.role_id))
        assert turn.old == (before.new if before else None)
        if number >= first:
            after = max(last_night, before.on - ONE_DAY) if before and last_night else last_night
            assert turn.on == (days.first(turn.employee, turn.role_id, turn.new, after=after) if after else on)
        told[turn.employee_id, turn.role_id] = turn
    rows = {(row.employee_id, row.role_id): row.status for row in Readiness.objects.all()}
    assert {key: turn.new for key, turn in told.items() if turn.new is not None} == rows


person, role, days = st.integers(0, PEOPLE), st.integers(0, ROLES), st.integers(-40, 40)
events = st.one_of(
    st.tuples(st.just("assess"), person, st.integers(0, SKILLS), st.integers(0, 4), st.integers(0, 3), st.integers(0, 60)),
    st.tuples(st.just("certify"), person, days, st.integers(0, 40)),
    st.tuples(st.just("rate"), person, st.integers(0, 4), days),
    st.tuples(st.just("leave"), person, days, st.integers(0, 60)),
    st.tuples(st.just("move"), person, role, days),
    st.tuples(st.just("quit"), person, days),
    st.tuples(st.just("aspire"), person, role, days),
    st.tuples(st.just("give_up"), person, role),
    st.tuples(st.just("finish_project"), person, st.integers(0, 1), st.integers(-40, 40)),
    st.tuples(st.just("correct"), person, st.integers(0, 5), days),
    st.tuples(st.just("arrive"), role, days),
    st.tuples(st.just("stay_outside")),
    st.tuples(st.just("publish"), st.integers(1, 4), st.integers(0, 4), st.integers(-60, 5)),
    st.tuples(st.just("decide"), st.integers(0, 5), st.integers(0, 1), st.integers(-60, 5)),
    st.tuples(st.just("night"), st.integers(0, 45)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=st.lists(events, max_size=20))
def test_an_incremental_run_leaves_what_a_full_run_would(db, story):
    live_through(story)


@pytest.mark.parametrize(
    "away",
    [
        [("leave", 0, 0, 0)],  # thirty days in the role, as many as April has
        [("arrive", 0, -28), ("leave", PEOPLE, 2, 0)],  # twenty-eight, and two more to come
    ],
)
def test_a_clock_that_leave_has_stopped_is_followed_over_months_of_unequal_length(db, away):
    """Thirty days served are a month from any day of April, and none from a day of May: the gate turns back on 31 May."""
    live_through([("publish", 2, 1, 0), *away, *[("night", 1)] * 14])


def live_through(story):
    """Let each thing of the story happen, with a night after the last; all of it is rolled back."""
    with (
        mock.patch("promotions.metrics.refresh", return_value=0),  # they have tests of their own
        mock.patch.object(job, "FULL_FROM", 1.0),
        transaction.atomic(),
    ):
        world = World()
        world.night(0)
        for verb, *terms in story:
            try:
                with transaction.atomic():
                    getattr(world, verb)(*terms)
            except IntegrityError:
                assert verb in {
                    "leave",
                    "certify",
                    "rate",
                    "move",
                    "finish_project",
                    "quit",
                    "correct",
                }  # two at once cannot be; it did not happen
        world.night(1)
        transaction.set_rollback(True)


def test_every_turn_is_told_once_and_adds_up_to_what_is_stored(db):
    with mock.patch.object(job, "FULL_FROM", 1.0):
        world = World()
        for level in (1, 4, 0, 4):
            for skill in range(SKILLS):
                world.assess(3, skill, level)
            world.night(3)
    assert world.run(full=False).shards.count() == 0
    newest = {(row.employee_id, row.role_id): row.new for row in ReadinessChange.objects.order_by("pk")}
    assert newest == {(row.employee_id, row.role_id): row.status for row in Readiness.objects.all()}
    assert ReadinessChange.objects.filter(old__isnull=False).exists()


def test_a_night_of_which_nobody_announced_a_change_finds_and_counts_it(db):
    """A row set right by a full run although no mark, date or rule had named the person: the sign of a writer that forgets."""
    world = World()
    world.night(0)
    row = Readiness.objects.first()
    Readiness.objects.filter(employee=row.employee_id).update(met=0, score=1)
    assert world.run(full=False).shards.count() == 0
    run = world.run(full=True)
    assert [shard.drifted for shard in run.shards.all()] == [1]
