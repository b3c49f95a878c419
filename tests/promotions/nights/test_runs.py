"""A run from its start to its end, and everything that can stop it on the way."""

import datetime as dt
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from employees.models import Stale
from promotions import tasks
from promotions.models import NightlyRun, PolicyVersion, Readiness, RoleRules, RunShard
from promotions.nights import runs, shards
from promotions.nights.jobs import JOBS
from promotions.readiness import job
from tests.factories.employees import HeldSkillFactory, PositionFactory
from tests.factories.pathways import RequirementFactory, TransitionFactory
from tests.factories.promotions import NightlyRunFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 6, 1)
NEXT_DAY = DAY + dt.timedelta(days=1)
COMPUTE = "promotions.readiness.job.compute"
REFRESH = "promotions.metrics.refresh"


@pytest.fixture(autouse=True)
def _two_people_a_shard(monkeypatch):
    monkeypatch.setattr(runs, "PEOPLE_A_SHARD", 2)
    monkeypatch.setattr(runs, "PATIENCE", 0)


@pytest.fixture
def move():
    transition = TransitionFactory()
    RequirementFactory(profile=transition.target)
    return transition


@pytest.fixture
def people(move):
    return [PositionFactory(role=move.source.role).employee for _ in range(5)]


def begin(on=DAY, *, full=False):
    return runs.start("readiness", on=on, full=full, by=None)


def work_off(run):
    for _ in runs.work_off(run):
        pass
    run.refresh_from_db()
    return run


def shard_states(run):
    return [(shard.status, shard.attempts) for shard in run.shards.all()]


def test_a_run_covers_everybody_by_ranges_and_succeeds(people):
    run = work_off(begin())
    assert (run.status, run.kind, run.error) == ("succeeded", "full", "")
    assert shard_states(run) == [("done", 1)] * 3
    assert [(shard.people, shard.rows, shard.written, shard.turned, shard.drifted) for shard in run.shards.all()] == [
        (2, 2, 2, 2, 0),
        (2, 2, 2, 2, 0),
        (1, 1, 1, 1, 0),
    ]
    assert Readiness.objects.count() == 5


def test_a_run_of_few_is_cut_in_four_for_workers_to_share_unless_it_is_not_worth_it(people, monkeypatch):
    monkeypatch.setattr(runs, "PEOPLE_A_SHARD", 100)
    assert begin().shards.count() == 1
    monkeypatch.setattr(runs, "FEW_PEOPLE", 1)
    assert begin(NEXT_DAY).shards.count() == 3  # two, two and one


def test_a_second_run_of_the_same_night_writes_nothing(people):
    work_off(begin())
    again = work_off(begin(full=True))
    assert again.kind == "full"
    assert [(shard.rows, shard.written, shard.turned) for shard in again.shards.all()] == [(2, 0, 0), (2, 0, 0), (1, 0, 0)]
    assert not Readiness.objects.filter(run=again).exists()
    assert not work_off(begin()).shards.exists()


def test_an_incremental_run_touches_those_who_changed_alone(people, monkeypatch):
    monkeypatch.setattr(job, "FULL_FROM", 0.5)
    work_off(begin())
    HeldSkillFactory(employee=people[1], skill=RequirementFactory._meta.model.objects.get().skill)
    Stale.objects.create(employee=people[1])
    run = work_off(begin(NEXT_DAY))
    assert run.kind == "incremental"
    assert [(shard.people, shard.written) for shard in run.shards.all()] == [(1, 1)]
    assert not Stale.objects.exists()
    assert Readiness.objects.get(run=run).employee == people[1]


def test_above_a_tenth_it_computes_everybody(people):
    work_off(begin())
    Stale.objects.create(employee=people[1])
    assert begin(NEXT_DAY).kind == "full"


def test_a_mark_made_while_its_shard_is_computed_outlives_it(people):
    run = begin()

    def meanwhile(*args, **kwargs):
        Stale.objects.create(employee=people[0])
        return written(*args, **kwargs)

    written = job.compute.__globals__["bring_up_to_date"]
    with mock.patch("promotions.readiness.shards.bring_up_to_date", meanwhile):
        shards.run_shard(run.shards.first().pk)
    assert Stale.objects.count() == 1


def test_the_run_of_a_day_is_resumed_where_it_stopped(people):
    run = begin()
    shards.run_shard(run.shards.first().pk)
    assert begin() == run
    assert work_off(begin()).status == "succeeded"
    assert shard_states(run) == [("done", 1)] * 3


def test_a_run_of_an_earlier_day_is_overtaken(people):
    stopped = begin()
    run = work_off(begin(NEXT_DAY))
    stopped.refresh_from_db()
    assert (stopped.status, stopped.error) == ("cancelled", f"Overtaken by the run for {NEXT_DAY}.")
    assert run.status == "succeeded"
    assert not shards.run_shard(stopped.shards.first().pk)


@pytest.mark.parametrize("status", ["running", "succeeded", "failed"])
def test_the_past_is_refused(status):
    NightlyRunFactory(on=NEXT_DAY, status=status, **{"finished_at": None} if status == "running" else {})
    with pytest.raises(runs.RunRefusedError, match="would undo the newer one for 2024-06-02"):
        begin()


def test_a_shard_that_fails_is_tried_again(people):
    run = begin()
    failing = mock.Mock(side_effect=[RuntimeError("no luck"), None, None, None])
    with mock.patch(COMPUTE, failing):
        work_off(run)
    assert run.status == "succeeded"
    assert shard_states(run) == [("done", 2), ("done", 1), ("done", 1)]


def test_a_shard_that_keeps_failing_is_set_apart_and_the_rest_completes(people):
    run = begin()
    poisoned = run.shards.first()

    def compute(shard, run):
        if shard == poisoned:
            raise RuntimeError("poison")
        return computed(shard, run)

    computed = job.compute
    with mock.patch(COMPUTE, compute):
        work_off(run)
    assert shard_states(run) == [("failed", 3), ("done", 1), ("done", 1)]
    assert run.status == "failed"
    assert run.error == (
        f"1 of 3 shards failed 3 times, the rest is complete. "
        f"First: employees {poisoned.first_employee}–{poisoned.last_employee}: RuntimeError: poison"
    )
    assert Readiness.objects.count() == 3
    assert not RoleRules.objects.exists()  # so the next run looks at everybody whom the rules concern
    assert work_off(begin(NEXT_DAY)).status == "succeeded"
    assert Readiness.objects.count() == 5


def test_a_shard_whose_worker_dies_each_time_is_set_apart(people):
    run = begin()
    run.shards.update(attempts=shards.ATTEMPTS)
    work_off(run)
    assert {shard.status for shard in run.shards.all()} == {"failed"}
    assert "The worker died in each of 3 attempts." in run.error


def test_metrics_that_fail_fail_the_run_with_a_sentence(people):
    with mock.patch(REFRESH, side_effect=RuntimeError("full disk")):
        run = work_off(begin())
    assert run.status == "failed"
    assert run.error == "Readiness is written, but the monthly facts and the reporting line are not: RuntimeError: full disk"


def test_managers_who_manage_each_other_fail_the_run_but_nobodys_readiness(people):
    first, second = (person.positions.get() for person in people[:2])
    type(first).objects.filter(pk=first.pk).update(manager=second.employee)
    type(first).objects.filter(pk=second.pk).update(manager=first.employee)
    run = work_off(begin())
    assert run.status == "failed"
    assert "The reporting line goes round in a circle" in run.error
    assert Readiness.objects.count() == 5


def test_a_night_that_cannot_begin_leaves_a_row_that_says_why(people):
    with mock.patch("promotions.readiness.job.rules_on", side_effect=RuntimeError("a cut")), pytest.raises(RuntimeError, match="a cut"):
        begin()
    assert NightlyRun.objects.get().error == "The run could not begin: RuntimeError: a cut"


def test_rules_that_move_during_a_run_are_looked_at_again_by_the_next(people, move):
    run = begin()
    shards.run_shard(run.shards.first().pk)
    RequirementFactory(profile=move.target)
    work_off(run)
    assert run.status == "succeeded"
    assert set(Readiness.objects.values_list("total", flat=True)) == {1, 2}
    work_off(begin(NEXT_DAY))
    assert set(Readiness.objects.values_list("total", flat=True)) == {2}


def test_rules_that_come_back_after_half_a_run_find_whom_it_had_computed(people, move, monkeypatch):
    """Half of the people were computed by rules that held for that run alone: by the digests of before nothing has changed."""
    monkeypatch.setattr(job, "FULL_FROM", 1.0)
    work_off(begin())
    passing = RequirementFactory(profile=move.target)
    half = begin(NEXT_DAY)
    shards.run_shard(half.shards.first().pk)
    passing.delete()
    assert set(Readiness.objects.values_list("total", flat=True)) == {1, 2}
    again = work_off(begin(NEXT_DAY + dt.timedelta(days=1)))
    assert again.kind == "incremental"
    assert set(Readiness.objects.values_list("total", flat=True)) == {1}
    assert not begin(NEXT_DAY + dt.timedelta(days=2)).shards.exists()


def test_a_role_that_goes_out_of_force_halfway_is_looked_at_again(people, move, monkeypatch):
    monkeypatch.setattr(job, "FULL_FROM", 1.0)
    work_off(begin())
    move.target.delete()
    half = begin(NEXT_DAY)
    shards.run_shard(half.shards.first().pk)
    assert Readiness.objects.count() == 3
    work_off(begin(NEXT_DAY + dt.timedelta(days=1)))
    assert not Readiness.objects.exists()


def test_an_empty_company_is_a_night_well_spent():
    assert work_off(begin()).status == "succeeded"


def test_a_default_policy_is_put_in_force_when_there_is_none(people):
    work_off(begin())
    policy = PolicyVersion.objects.get()
    assert (policy.name, policy.effective_from) == ("Policy 1", DAY)
    assert set(Readiness.objects.values_list("policy", flat=True)) == {policy.pk}


def test_the_cost_in_queries_does_not_grow_with_the_people(people, django_assert_max_num_queries):
    [first, *_] = begin().shards.all()
    with django_assert_max_num_queries(60):
        shards.run_shard(first.pk)


def ended():
    """Return job → how its only run ended."""
    assert NightlyRun.objects.count() == len(JOBS)
    return dict(NightlyRun.objects.values_list("job", "status"))


# --- Tasks, here in the caller ----------------------------------------------------------------


def test_beat_runs_the_night(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.nightly()
    assert ended() == dict.fromkeys(JOBS, "succeeded")
    assert Readiness.objects.count() == 5


def test_two_beats_do_no_harm(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.nightly()
        tasks.nightly()
    assert ended() == dict.fromkeys(JOBS, "succeeded")
    assert set(RunShard.objects.values_list("attempts", flat=True)) == {1}


def test_a_failing_shard_is_sent_again_until_it_is_given_up(people, django_capture_on_commit_callbacks):
    with mock.patch(COMPUTE, side_effect=RuntimeError("poison")), django_capture_on_commit_callbacks(execute=True):
        tasks.nightly()
    assert shard_states(NightlyRun.objects.get(job="readiness")) == [("failed", 3)] * 3
    assert ended() == {**dict.fromkeys(JOBS, "succeeded"), "readiness": "failed"}


@pytest.mark.parametrize("broken", JOBS)
def test_a_job_that_cannot_begin_does_not_keep_the_others_from_their_night(broken, people, django_capture_on_commit_callbacks):
    with mock.patch.object(JOBS[broken], "plan", side_effect=RuntimeError("no plan")), django_capture_on_commit_callbacks(execute=True):
        tasks.nightly()
    assert ended() == {**dict.fromkeys(JOBS, "succeeded"), broken: "failed"}
    assert NightlyRun.objects.get(job=broken).error == "The run could not begin: RuntimeError: no plan"


def test_a_refused_night_is_no_error(caplog):
    NightlyRunFactory(on=dt.date(9999, 1, 1))
    tasks.nightly()
    assert "would undo the newer one" in caplog.text
    assert NightlyRun.objects.filter(job="reminders", status="running").exists()


def test_a_task_for_rows_that_are_gone_does_nothing():
    tasks.run_shard(run_id=7, shard_id=7)
    assert not NightlyRun.objects.exists()


# --- The command ------------------------------------------------------------------------------


def command(*arguments):
    told = StringIO()
    call_command("nightly", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_says_what_it_did_in_a_line(people):
    PolicyVersionFactory()
    told = command("--on", "2024-06-01")
    assert told.startswith(
        "Readiness, full run for 2024-06-01: 5 people computed, 5 readiness rows, 5 rows written, 5 status turned, 0 drifted, "
    )
    assert told.splitlines()[1].startswith("Reminders, incremental run for 2024-06-01: 0 people reminded, ")
    assert told.splitlines()[2].startswith("Retention, incremental run for 2024-06-01: 0 people erased, ")
    assert told.splitlines()[3].startswith("Nudges, incremental run for 2024-06-01: ")
    assert told.splitlines()[4].startswith("Drift, full run for 2024-06-01: 0 managers compared, ")
    assert told.count("\n") == 5


def test_the_command_says_that_it_put_a_policy_in_force(people):
    assert command("--on", "2024-06-01").startswith("No policy held on 2024-06-01: Policy 1 with the default thresholds is now in force.\n")


def test_the_command_refuses_the_past_with_the_sentence():
    NightlyRunFactory(on=NEXT_DAY)
    with pytest.raises(CommandError, match="would undo the newer one"):
        command("--on", "2024-06-01")


def test_the_command_fails_when_the_run_does(people):
    with mock.patch(COMPUTE, side_effect=RuntimeError("poison")), pytest.raises(CommandError, match="3 of 3 shards failed"):
        command()


@pytest.mark.parametrize("broken", JOBS)
def test_the_command_does_the_jobs_that_can_be_done(broken, people):
    told = StringIO()
    with (
        mock.patch.object(JOBS[broken], "plan", side_effect=RuntimeError("no plan")),
        pytest.raises(CommandError, match=f"{broken.capitalize()} broke off: RuntimeError: no plan"),
    ):
        call_command("nightly", stdout=told)
    done = [line.partition(",")[0].lower() for line in told.getvalue().splitlines() if "run for" in line]
    assert done == [job for job in JOBS if job != broken]


def test_the_command_says_what_a_day_looks_like():
    with pytest.raises(CommandError, match="'yesterday' is not a day; expected one like 2024-05-31"):
        command("--on", "yesterday")
