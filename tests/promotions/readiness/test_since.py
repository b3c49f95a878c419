"""Since when somebody is ready, and the day of each turn, worked out on paper in the company of `test_truth`.

A nurse there was hired on 31 May 2023 and holds all that a senior nurse is asked since 1 January 2024 (skills, licence,
rating); the twelve months are full on 31 May 2024. An educator is asked Teaching 4 and a rating, no time.
"""

import datetime as dt

import pytest

from employees import services
from employees.models import Employee, Stale
from promotions import readiness
from promotions.models import NextChange, PolicyVersion, Readiness, ReadinessChange, RunShard
from promotions.nights import runs
from promotions.readiness import immediate, shards
from tests.employees.feeds.conftest import FeedFolder
from tests.factories.employees import (
    AspirationFactory,
    AssignmentFactory,
    HeldCredentialFactory,
    LeaveFactory,
    PerformanceRatingFactory,
)
from tests.factories.pathways import FrameworkVersionFactory, RequirementFactory, RoleProfileFactory, TransitionFactory
from tests.factories.promotions import PolicyRuleFactory
from tests.promotions.readiness.test_truth import DAY, YEAR_AGO, Company, run

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2024, 1, 1)
SENIOR, EDUCATOR, LEAD = "senior nurse", "educator", "lead nurse"


def may(day):
    return dt.date(2024, 5, day)


def june(day):
    return dt.date(2024, 6, day)


@pytest.fixture
def company():
    return Company()


@pytest.fixture
def nurse(company):
    return company.nurse()


def since(company, person, role=SENIOR):
    """Return the stored day; the plain steps must come to the same."""
    row = Readiness.objects.get(employee=person, role=company.role(role))
    assert readiness.ready_since(Employee.objects.get(pk=person.pk), row.role_id, row.run.on) == row.ready_since
    return row.ready_since


def turns(company, person, role=SENIOR):
    """Return the turns as (day, old, new), in the order in which they were found."""
    told = ReadinessChange.objects.filter(employee=person, role=company.role(role)).order_by("pk")
    return [(turn.on, turn.get_old_display(), turn.get_new_display()) for turn in told]


def assess(company, person, level, on, source="manager", skill="Teaching"):
    services.assess(employee=person, skill=company.skills[skill], level=level, source=source, on=on, by=None)


# --- Since when -------------------------------------------------------------------------------


def test_the_first_night_knows_since_when(company, nurse):
    run(june(20))
    assert since(company, nurse) == DAY
    assert since(company, nurse, EDUCATOR) == NEW_YEAR


def test_the_latest_of_all_that_is_asked_decides(company, nurse):
    nurse.ratings.update(on=may(7))
    run()
    assert since(company, nurse, EDUCATOR) == may(7)


def test_what_was_good_before_an_interruption_does_not_count(company, nurse):
    """Licensed until 2 June and again from the 5th; the renewal was recorded late."""
    nurse.credentials.update(expires_on=june(2))
    run(june(1))
    assert since(company, nurse) == DAY
    HeldCredentialFactory(employee=nurse, credential=company.licence, issued_on=june(5))
    Stale.objects.create(employee=nurse)
    run(june(20))
    assert since(company, nurse) == june(5)


def test_a_licence_renewed_in_time_interrupts_nothing(company, nurse):
    nurse.credentials.update(expires_on=june(2))
    HeldCredentialFactory(employee=nurse, credential=company.licence, issued_on=june(1))
    run(june(20))
    assert since(company, nurse) == DAY


def test_a_level_that_was_only_confirmed_goes_on(company, nurse):
    for month in (1, 2, 3):
        assess(company, nurse, 4, dt.date(2024, month, 1))
    run()
    assert since(company, nurse, EDUCATOR) == NEW_YEAR


def test_a_level_that_fell_and_rose_begins_anew(company, nurse):
    for level, day in ((4, may(1)), (3, may(10)), (4, may(20))):
        assess(company, nurse, level, day)
    run()
    assert since(company, nurse, EDUCATOR) == may(20)


def test_what_counted_on_a_past_day_is_what_was_known_by_then(company, nurse):
    """One's own 4 of 1 May counted until a peer's 3 of the 5th; from the 9th the manager's 4 does, whatever a peer says later."""
    nurse.held_skills.filter(skill=company.skills["Teaching"]).delete()
    for level, day, source in (
        (4, may(1), "self"),
        (3, may(5), "peer"),
        (4, may(9), "manager"),
        (2, may(12), "peer"),
        (4, may(20), "test"),
    ):
        assess(company, nurse, level, day, source)
    run()
    assert since(company, nurse, EDUCATOR) == may(9)


def test_of_two_judgements_of_a_day_the_later_one_counts(company, nurse):
    for level in (4, 3):
        assess(company, nurse, level, may(5))
    assess(company, nurse, 4, may(9))
    run()
    assert since(company, nurse, EDUCATOR) == may(9)


def test_a_rating_that_fell_in_between_begins_it_anew(company, nurse):
    for value, day in ((2, may(3)), (4, may(17))):
        PerformanceRatingFactory(employee=nurse, value=value, on=day)
    run()
    assert since(company, nurse, EDUCATOR) == may(17)


def test_a_project_counts_from_the_day_it_ended(company):
    lou = company.senior_nurse()
    for end in (may(16), may(23)):
        AssignmentFactory(employee=lou, end=end)
    run()
    assert since(company, lou, LEAD) == may(16)


def test_a_role_that_somebody_wants_is_a_target_from_that_day(company):
    """Ten tens since New Year; the wish for software came on 2 May, and another one is to come."""
    tia = company.coder(company.in_role("nurse"), *[10] * 10)
    AspirationFactory(employee=tia, role=company.role("senior developer"), since=may(2))
    coming = AspirationFactory(employee=tia, role=company.role("fellow"), since=june(9))
    run()
    assert since(company, tia, "senior developer") == may(2)
    assert not Readiness.objects.filter(employee=tia, role=coming.role).exists()
    assert NextChange.objects.get(employee=tia).on == june(9)


def test_readiness_for_a_role_may_outlast_a_move(company):
    """A nurse since 2020 becomes a lead on 1 May and wants what she could have had as a nurse too: the educator's role."""
    gil = company.nurse(dt.date(2020, 1, 1))
    AspirationFactory(employee=gil, role=company.role(EDUCATOR), since=NEW_YEAR)
    gil.positions.update(end=may(1))
    gil.positions.create(role=company.role(LEAD), unit=gil.positions.get().unit, start=may(1), reason="promotion")
    run()
    assert since(company, gil, EDUCATOR) == NEW_YEAR


def test_leave_that_began_when_the_time_was_just_served_is_followed_day_by_day(company):
    """A developer since 31 March, on leave from 30 April: thirty days are a month counted from April's days, not from May's.

    31 March + n days of leave is when the clock begins: from 1 April on the month is full on the thirtieth day after, which
    each day of the leave is; from 1 May on it takes thirty-one, and from 1 June thirty again.
    """
    coder = company.coder(company.in_role("developer", dt.date(2024, 3, 31)), *[10] * 10)
    LeaveFactory(employee=coder, start=dt.date(2024, 4, 30), end=None)
    run(may(28))
    assert since(company, coder, "senior developer") == may(1)
    run(may(31))
    assert Readiness.objects.get(employee=coder).get_status_display() == "near"
    run(dt.date(2024, 7, 5))
    assert since(company, coder, "senior developer") == dt.date(2024, 7, 1)


# --- Rules of the day -------------------------------------------------------------------------


def publish(company, day, role=EDUCATOR, **asked):
    """Put a version in force in which that step up from a nurse asks these levels, and nothing else is written."""
    version = FrameworkVersionFactory(framework=company.version.framework, effective_from=day)
    source, target = (
        RoleProfileFactory(version=version, role=company.role(name), track=company.roles[name].track) for name in ("nurse", role)
    )
    TransitionFactory(source=source, target=target)
    for skill, level in asked.items():
        RequirementFactory(profile=target, skill=company.skills[skill], level=level)


def test_a_version_that_asks_as_much_interrupts_nothing(company, nurse):
    run()
    publish(company, june(3), Care=3)
    run(june(9))
    assert since(company, nurse, EDUCATOR) == NEW_YEAR


@pytest.mark.parametrize("few", [0, 50])
def test_each_day_is_judged_by_the_rules_of_that_day(company, nurse, monkeypatch, few):
    """Teaching 3 would never have done; from 3 May Care 3 does. Whether all roles' rules are read or theirs alone."""
    monkeypatch.setattr(shards, "FEW_ROLES", few)
    nurse.held_skills.filter(skill=company.skills["Teaching"]).update(level=3)
    publish(company, may(3), Care=3)
    run()
    assert since(company, nurse, EDUCATOR) == may(3)


def test_what_only_past_rules_asked_is_looked_at_too(company):
    """Two years a nurse. The licence and the rating that nobody asks for any more were there when they were asked for."""
    nurse = company.nurse(dt.date(2022, 1, 1))
    publish(company, may(3), SENIOR, Care=3)
    PolicyRuleFactory(version__effective_from=may(5))
    run()
    assert since(company, nurse) == NEW_YEAR


def test_a_version_dated_back_is_a_change_for_everybody_whom_it_concerns(company, nurse):
    """Published on 31 May with effect from 1 May to 10 May, when the next one began: nobody's rows change today, only since when."""
    publish(company, may(10), Care=3)
    run()
    assert since(company, nurse, EDUCATOR) == NEW_YEAR
    publish(company, may(1), Rota=4)
    run(june(1))
    assert since(company, nurse, EDUCATOR) == may(10)


def test_a_policy_dated_back_too(company, nurse):
    nurse.held_skills.filter(skill=company.skills["Teaching"]).update(on=dt.date(2023, 10, 1))
    nurse.ratings.update(on=dt.date(2023, 10, 1), value=4)
    PolicyRuleFactory(version__effective_from=may(10), minimum_rating=4)
    run()
    assert since(company, nurse, EDUCATOR) == dt.date(2023, 10, 1)
    PolicyRuleFactory(version__effective_from=may(2), minimum_rating=5)
    run(june(1))
    assert since(company, nurse, EDUCATOR) == may(10)


def test_before_the_first_policy_nobody_was_ready(company, nurse):
    PolicyVersion.objects.update(effective_from=may(6))
    run()
    assert since(company, nurse, EDUCATOR) == may(6)


# --- Corrections ------------------------------------------------------------------------------


@pytest.mark.parametrize(("hired", "day"), [(dt.date(2023, 5, 20), may(20)), (dt.date(2023, 6, 12), june(12)), (YEAR_AGO, DAY)])
def test_a_corrected_day_of_hire_moves_it_either_way(company, nurse, hired, day):
    """Ready since 31 May, as was found that night. On 20 June the feed has another day of hire; the turn stays as it was told."""
    run()
    run(june(19))
    Employee.objects.filter(pk=nurse.pk).update(hired_on=hired)
    nurse.positions.update(start=hired)
    Stale.objects.create(employee=nurse)
    run(june(20))
    assert since(company, nurse) == day
    assert turns(company, nurse) == [(DAY, None, "ready")]


@pytest.mark.parametrize("corrected", ["2023-05-20", "2023-06-14"])
def test_a_feed_that_corrects_a_day_of_hire_marks_the_person(company, tmp_path, corrected):
    mapping = f"""
[feed]
company = "Clinic"
[people]
file = "people.csv"
[roles]
framework = "{company.version.framework.code}"
titles = {{ Nurse = "{company.role("nurse").code}" }}
"""
    people = "employee_number,first_name,last_name,hire_date,job_title,department,manager_id\n7,Ada,Okafor,2023-06-12,Nurse,Ward 1,\n"
    feed = FeedFolder(tmp_path / "feed", mapping, {"people.csv": people})
    feed.path.mkdir()
    feed.bring_in(on=DAY)
    ada = company.qualify(Employee.objects.get(number="7"))
    run(june(20))
    assert since(company, ada) == june(12)
    feed.replace("2023-06-12", corrected)
    feed.bring_in(on=june(21))
    run(june(21))
    assert since(company, ada) == dt.date.fromisoformat(corrected).replace(year=2024)
    assert turns(company, ada) == [(june(20), None, "ready")]


def test_leave_recorded_afterwards_moves_it_later(company, nurse):
    run()
    services.take_leave(employee=nurse, kind="care", start=dt.date(2024, 3, 1), end=dt.date(2024, 3, 11), by=None)
    run(june(20))
    assert since(company, nurse) == june(10)


def test_a_judgement_dated_back_moves_it_earlier(company, nurse):
    nurse.held_skills.filter(skill=company.skills["Teaching"]).delete()
    assess(company, nurse, 4, may(20))
    run()
    assert since(company, nurse, EDUCATOR) == may(20)
    assess(company, nurse, 4, may(6))
    run(june(1))
    assert since(company, nurse, EDUCATOR) == may(6)


# --- The day of a turn ------------------------------------------------------------------------


def test_what_came_to_pass_in_missed_nights_has_its_own_day(company, nurse):
    """The nights of 30 May and 4 June ran, the four between them did not. The time was full on the second of those."""
    run(may(30))
    found = run(june(4))
    assert since(company, nurse) == DAY
    assert turns(company, nurse) == [(may(30), None, "near"), (DAY, "near", "ready")]
    assert ReadinessChange.objects.get(new=2, role=company.role(SENIOR)).run == found


def test_so_have_a_status_that_fell_and_targets_that_went_and_came(company, nurse):
    run(june(1))
    nurse.credentials.update(expires_on=june(3))
    Stale.objects.create(employee=nurse)
    services.leave_company(employee=nurse, on=june(5), by=None)
    run(june(4))
    coming = company.nurse(june(6))
    run(june(9))
    assert turns(company, nurse) == [(june(1), None, "ready"), (june(3), "ready", "near"), (june(5), "near", None)]
    assert turns(company, coming, EDUCATOR) == [(june(6), None, "ready")]


def test_a_status_that_came_and_went_between_two_nights_is_one_turn(company, nurse):
    """Near on 30 May for lack of time, ready from the 31st, near again from 3 June for lack of a licence: nothing has turned."""
    nurse.credentials.update(expires_on=june(3))
    run(may(30))
    run(june(9))
    assert turns(company, nurse) == [(may(30), None, "near")]


def test_what_a_night_has_said_of_a_day_stays_said(company, nurse):
    """The licence was found on 9 June to have been withdrawn on 20 May: the pages said "ready" until the 8th."""
    run()
    run(june(8))
    nurse.credentials.update(expires_on=may(20))
    Stale.objects.create(employee=nurse)
    run(june(10))
    assert turns(company, nurse) == [(DAY, None, "ready"), (june(9), "ready", "near")]


def test_a_turn_found_by_a_second_run_of_a_night_is_of_that_day(company, nurse):
    run(june(1))
    assess(company, nurse, 0, may(20))
    run(june(1))
    run(june(1), full=True)
    assert turns(company, nurse, EDUCATOR) == [(june(1), None, "ready"), (june(1), "ready", "developing")]


def test_no_turn_is_dated_before_the_one_it_follows(company, nurse, monkeypatch):
    """Judged on 30 May and followed at once, while nights are missed. Then it is found that the nurse had left on the 28th."""
    nurse.held_skills.filter(skill=company.skills["Teaching"]).delete()
    run(may(27))
    assess(company, nurse, 4, may(30))
    monkeypatch.setattr(immediate.timezone, "localdate", lambda: DAY)
    immediate.recompute(nurse.pk, wait=False)
    services.leave_company(employee=nurse, on=may(28), by=None)
    run(june(1))
    told = [(may(27), None, "developing"), (may(30), "developing", "ready"), (may(30), "ready", None)]
    assert turns(company, nurse, EDUCATOR) == told
    assert turns(company, nurse)[-2:] == [(DAY, "near", "ready"), (DAY, "ready", None)]


def test_whom_a_broken_night_left_out_was_not_told_of(company, nurse, monkeypatch):
    """The shard of the one failed on 1 June, the other's was done. Then it is found that neither has held it since 25 May."""
    other = company.nurse()
    monkeypatch.setattr(runs, "PEOPLE_A_SHARD", 1)
    run(may(30))
    broken = runs.start("readiness", on=june(1), full=True, by=None)
    RunShard.objects.filter(run=broken, first_employee=nurse.pk).update(status="failed", attempts=3, error="poison")
    for _ in runs.work_off(broken):
        pass
    for person in (nurse, other):
        assess(company, person, 0, may(25))
    run(june(3))
    assert turns(company, other) == [(may(30), None, "near"), (DAY, "near", "ready"), (june(2), "ready", "near")]
    assert turns(company, nurse, EDUCATOR)[-1] == (DAY, "ready", "developing")
    assert turns(company, other, EDUCATOR)[-1] == (june(2), "ready", "developing")
