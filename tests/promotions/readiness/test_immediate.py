"""What is saved shows on the next page: one person worked out right after a change, exactly as a run would have done it."""

import datetime as dt
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees import services
from employees.models import Stale
from promotions import receivers, tasks
from promotions.models import NextChange, NightlyRun, PolicyVersion, Readiness, ReadinessChange
from promotions.nights import runs
from promotions.readiness import immediate
from tests.factories.employees import UnitFactory
from tests.factories.pathways import FrameworkVersionFactory, RoleProfileFactory
from tests.factories.promotions import NightlyRunFactory
from tests.promotions.readiness import test_incremental
from tests.promotions.readiness.test_incremental import World, events, person
from tests.promotions.readiness.test_truth import DAY, YEAR_AGO, Company, run

pytestmark = pytest.mark.django_db
NEXT_DAY, DAY_BEFORE = DAY + dt.timedelta(days=1), DAY - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(immediate.timezone, "localdate", lambda: DAY)


@pytest.fixture
def company():
    return Company()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what follows the commit, as nothing in a test is ever committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def row(employee, company, role="senior nurse"):
    return Readiness.objects.get(employee=employee, role=company.role(role))


def state(employee):
    """Return all that is kept of a person's readiness, but for the run that wrote it."""
    rows = Readiness.objects.filter(employee=employee).order_by("role")
    turns = ReadinessChange.objects.filter(employee=employee).order_by("pk")
    return (
        list(rows.values_list(*[field.attname for field in Readiness._meta.concrete_fields if field.name != "run"])),
        list(turns.values_list("role", "on", "old", "new")),
        list(NextChange.objects.filter(employee=employee).values_list("on", flat=True)),
        Stale.objects.filter(employee=employee).count(),
    )


def assess(company, employee, level, skill="Care"):
    services.assess(employee=employee, skill=company.skills[skill], level=level, source="manager", on=DAY, by=None)


# --- What a change does -----------------------------------------------------------------------


def test_an_assessment_shows_at_once(company, committed):
    nurse = company.nurse(Care=0)
    run()
    assert row(nurse, company).status == 0
    with committed():
        assess(company, nurse, 3)
    found = row(nurse, company)
    assert (found.score, found.status, found.ready_since) == (10_000, 2, DAY)
    assert (found.run.kind, found.run.on) == ("immediate", DAY)
    turn = ReadinessChange.objects.get(employee=nurse, role=found.role, new=2)
    assert (turn.on, turn.old, turn.run) == (DAY, 0, found.run)
    assert not Stale.objects.exists()


CHANGES = {
    "assessed": lambda company, nurse: assess(company, nurse, 1),
    "credential held": lambda company, nurse: services.hold_credential(
        employee=nurse, credential=company.licence, issued_on=YEAR_AGO, expires_on=DAY + dt.timedelta(days=9), by=None
    ),
    "rated": lambda company, nurse: services.rate(employee=nurse, value=2, on=DAY, by=None),
    "leave taken": lambda company, nurse: services.take_leave(employee=nurse, kind="care", start=DAY_BEFORE, end=None, by=None),
    "moved": lambda company, nurse: services.move(
        employee=nurse, role=company.role("senior nurse"), unit=UnitFactory(), manager=None, on=DAY, by=None
    ),
    "left": lambda company, nurse: services.leave_company(employee=nurse, on=DAY, by=None),
    "aspires": lambda company, nurse: services.aspire(employee=nurse, role=company.role("lead nurse"), goal="promotion", on=DAY, by=None),
    "aspires no more": lambda company, nurse: services.drop_aspiration(employee=nurse, role=company.role("developer"), by=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_person_is_worked_out_as_a_run_would(company, committed, change):
    """Played twice from the same state: followed at once, and left to an incremental run. Then a full run finds nothing."""
    nurse = company.nurse()
    services.aspire(employee=nurse, role=company.role("developer"), goal="field", on=DAY_BEFORE, by=None)
    run()
    before, left_to_a_run = state(nurse), transaction.savepoint()
    CHANGES[change](company, nurse)
    run()
    expected = state(nurse)
    transaction.savepoint_rollback(left_to_a_run)
    nurse.refresh_from_db()
    with committed():
        CHANGES[change](company, nurse)
    assert state(nurse) == expected != before
    assert not run().shards.exists()
    assert [shard.written for shard in run(full=True).shards.all()] == [0]


def test_several_changes_in_one_transaction_are_worked_out_once(company, committed):
    nurse, other = company.nurse(Care=0, Drugs=0), company.nurse(Care=0)
    run()
    counted = mock.patch.object(immediate, "bring_up_to_date", wraps=immediate.bring_up_to_date)
    with counted as worked_out, committed(), transaction.atomic():
        assess(company, nurse, 3)
        assess(company, nurse, 2, "Drugs")
        assess(company, other, 3)
    assert [call.args[0].only for call in worked_out.call_args_list] == [(nurse.pk,), (other.pk,)]
    assert [row(one, company).score for one in (nurse, other)] == [10_000, 10_000]


def test_a_change_that_is_rolled_back_is_not_worked_out(company, committed):
    nurse = company.nurse(Care=0)
    run()
    with mock.patch.object(immediate, "recompute") as recompute, committed(), transaction.atomic():
        assess(company, nurse, 3)
        transaction.set_rollback(True)
    assert not recompute.called


def test_without_a_mark_there_is_nothing_to_do(company):
    nurse = company.nurse()
    Readiness.objects.filter(employee=nurse).update(score=1)
    with mock.patch.object(immediate, "bring_up_to_date") as worked_out:
        assert immediate.recompute(nurse.pk, wait=False)
    assert not worked_out.called


def test_who_has_left_is_ready_for_nothing(company, committed):
    nurse = company.nurse()
    run()
    with committed():
        services.leave_company(employee=nurse, on=DAY, by=None)
    assert not Readiness.objects.filter(employee=nurse).exists()
    assert not NextChange.objects.filter(employee=nurse).exists()
    assert ReadinessChange.objects.filter(employee=nurse, on=DAY, new=None).count() == 2


def test_who_will_leave_keeps_the_rows_until_then(company, committed):
    nurse = company.nurse()
    run()
    with committed():
        services.leave_company(employee=nurse, on=NEXT_DAY, by=None)
    assert row(nurse, company).status == 2
    assert NextChange.objects.get(employee=nurse).on == NEXT_DAY


# --- Which day it is worked out for, and by which rules ---------------------------------------


def marked(company, **person):
    nurse = company.nurse(**person)
    Stale.objects.create(employee=nurse)
    return nurse


def test_before_the_first_run_a_person_is_worked_out_all_the_same(company):
    nurse = marked(company)
    assert immediate.recompute(nurse.pk, wait=False)
    assert row(nurse, company).status == 2
    first = run()
    assert (first.kind, [shard.written for shard in first.shards.all()]) == ("full", [0])


def test_without_a_policy_the_mark_waits_for_the_run_that_puts_one_in_force(company):
    nurse = marked(company)
    PolicyVersion.objects.update(effective_from=NEXT_DAY)
    assert not immediate.recompute(nurse.pk, wait=False)
    assert (Readiness.objects.count(), Stale.objects.count()) == (0, 1)
    run()
    assert row(nurse, company).policy.effective_from == DAY
    assert not Stale.objects.exists()


def test_while_a_run_for_an_earlier_day_is_going_the_mark_waits(company):
    """Its shards would put yesterday's rows over today's."""
    nurse = company.nurse(licensed_until=DAY)
    going = runs.start("readiness", on=DAY_BEFORE, full=False, by=None)
    Stale.objects.create(employee=nurse)
    assert not immediate.recompute(nurse.pk, wait=True)
    assert not Readiness.objects.exists()
    for _ in runs.work_off(going):
        pass
    assert row(nurse, company).credentials == 1
    Stale.objects.create(employee=nurse)
    assert immediate.recompute(nurse.pk, wait=True)
    assert row(nurse, company).credentials == 2


def test_while_todays_run_is_going_a_person_is_worked_out_beside_it(company):
    nurse = marked(company)
    going = runs.start("readiness", on=DAY, full=False, by=None)
    assert immediate.recompute(nurse.pk, wait=False)
    for _ in runs.work_off(going):
        pass
    assert row(nurse, company).run.kind == "immediate"


def test_when_a_later_day_has_been_computed_that_day_counts(company):
    nurse = company.nurse(licensed_until=NEXT_DAY)
    run(NEXT_DAY)
    Stale.objects.create(employee=nurse)
    assert immediate.recompute(nurse.pk, wait=False)
    assert row(nurse, company).credentials == 2
    assert not Readiness.objects.exclude(run__on=NEXT_DAY).exists()


def test_a_cancelled_run_for_a_later_day_counts_for_nothing(company):
    nurse = marked(company)
    NightlyRunFactory(on=NEXT_DAY, status="cancelled")
    assert immediate.recompute(nurse.pk, wait=False)
    assert row(nurse, company).run.on == DAY


def test_a_run_for_the_day_before_is_refused_once_somebody_was_worked_out_for_today(company):
    immediate.recompute(marked(company).pk, wait=False)
    with pytest.raises(runs.RunRefusedError, match=f"would undo the newer one for {DAY}"):
        runs.start("readiness", on=DAY_BEFORE, full=False, by=None)


def test_there_is_one_row_a_day_for_all_who_are_worked_out(company):
    for _ in range(2):
        immediate.recompute(marked(company).pk, wait=False)
    row_of_the_day = NightlyRun.objects.get()
    assert (row_of_the_day.kind, row_of_the_day.on, row_of_the_day.status) == ("immediate", DAY, "succeeded")


def test_a_row_of_the_day_is_no_night(company):
    """It neither stands for a missed night nor makes a first run incremental."""
    immediate.recompute(marked(company).pk, wait=False)
    assert runs.needs_a_push("readiness", DAY)
    assert runs.start("readiness", on=DAY, full=False, by=None).kind == "full"


def test_a_run_that_begins_at_that_moment_is_left_to_go_first(company):
    nurse = marked(company)
    begun = []

    def begin(job):
        begun.append(NightlyRunFactory(on=DAY_BEFORE, status="running", finished_at=None))

    with mock.patch.object(immediate, "await_turn", begin):
        assert not immediate.recompute(nurse.pk, wait=False)
    assert begun
    assert not NightlyRun.objects.filter(kind="immediate").exists()


def test_rules_that_came_into_force_since_the_run_are_seen(company, committed):
    nurse = company.nurse()
    run(DAY_BEFORE)
    later = FrameworkVersionFactory(framework=company.version.framework, effective_from=DAY)
    RoleProfileFactory(version=later, role=company.role("nurse"), track=company.roles["nurse"].track)
    with committed():
        assess(company, nurse, 1)
    assert not Readiness.objects.exists()  # the new version knows no way on


def test_the_rules_are_read_once_a_process(company, django_assert_max_num_queries):
    nurse = marked(company)
    run()
    Stale.objects.create(employee=nurse)
    immediate.recompute(nurse.pk, wait=False)
    Stale.objects.create(employee=nurse)
    with mock.patch("promotions.readiness.shards.load") as load, django_assert_max_num_queries(25):
        assert immediate.recompute(nurse.pk, wait=False)
    assert not load.called


# --- What may go wrong ------------------------------------------------------------------------


def test_a_failure_leaves_the_change_and_the_mark(company, committed):
    nurse = company.nurse(Care=0)
    run()
    with mock.patch.object(immediate, "bring_up_to_date", side_effect=RuntimeError("full disk")), committed():
        assess(company, nurse, 3)
    assert nurse.held_skills.get(skill=company.skills["Care"]).level == 3
    assert (row(nurse, company).status, Stale.objects.count()) == (0, 1)
    run()
    assert row(nurse, company).status == 2


def test_a_broker_that_is_away_leaves_the_change_and_the_mark(company, committed):
    nurse = company.nurse(Care=0)
    run()
    away = mock.patch.object(tasks.recompute, "delay", side_effect=ConnectionError)
    with mock.patch.object(immediate, "claim", return_value=False), away, committed():
        assess(company, nurse, 3)
    assert Stale.objects.count() == 1


def test_who_is_in_a_shards_hands_is_left_to_a_task(company):
    nurse = marked(company)
    with mock.patch.object(immediate, "claim", side_effect=lambda employee, wait: wait) as claim:
        receivers.work_out(nurse.pk)
    assert [call.kwargs["wait"] for call in claim.call_args_list] == [False, True]
    assert row(nurse, company).status == 2


def test_a_mark_made_meanwhile_outlives_the_recompute(company):
    nurse = marked(company)

    def meanwhile(*terms, **more):
        Stale.objects.create(employee=nurse)
        return worked_out(*terms, **more)

    worked_out = immediate.bring_up_to_date
    with mock.patch.object(immediate, "bring_up_to_date", meanwhile):
        immediate.recompute(nurse.pk, wait=False)
    assert Stale.objects.count() == 1


# --- Any story --------------------------------------------------------------------------------


class SwiftWorld(World):
    """A company in which some changes are followed at once."""

    def at_once(self, number):
        with mock.patch.object(immediate.timezone, "localdate", return_value=self.today):
            assert immediate.recompute(self.person(number).pk, wait=False)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=st.lists(st.one_of(events, st.tuples(st.just("at_once"), person), st.tuples(st.just("at_once"), person)), max_size=25))
def test_what_is_followed_at_once_is_as_an_incremental_and_a_full_run_leave_it(db, story):
    long_after = mock.patch.object(immediate.timezone, "localdate", return_value=dt.date(2030, 1, 1))  # nothing in it is still to come
    with long_after, mock.patch.object(test_incremental, "World", SwiftWorld):
        test_incremental.live_through(story)
