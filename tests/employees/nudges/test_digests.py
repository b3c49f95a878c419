"""The weekly digest: what it tells whom, once a week, as each person wants it."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from employees import outbox
from employees.models import Employee, Notice, NudgeDigest, NudgePreference
from employees.models.nudges import NudgeKind
from employees.nudges import digests, preferences
from employees.nudges.due import AHEAD
from employees.nudges.links import employee_of, unsubscribe_link
from promotions import nudges as job
from promotions.models import NightlyRun
from promotions.nights import runs
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import (
    AssessmentRoundFactory,
    ConversationFactory,
    GoalFactory,
    HeldSkillFactory,
    LeaveFactory,
    PlanFactory,
    PromiseFactory,
)

MONDAY = dt.date(2026, 6, 1)
DAY = dt.timedelta(days=1)
EVERYBODY = (0, 10**9)


@pytest.fixture
def ward(db: None) -> Ward:
    found = open_ward()
    Employee.objects.update(hired_on=MONDAY - 100 * DAY)  # nobody waits for a conversation yet
    return found


def lines(person: Employee, on: dt.date = MONDAY) -> list[str]:
    digests.write_digests(on, *EVERYBODY)
    notice = person.notices.filter(kind="nudges", on=on).first()
    return [line.text for line in notice.lines.all()] if notice else []


def test_nobody_is_written_to_for_whom_nothing_waits(ward: Ward):
    assert digests.write_digests(MONDAY, *EVERYBODY) == digests.Written(0, 0)
    assert not NudgeDigest.objects.exists()


def test_a_conversation_that_is_overdue_is_told_to_both_unless_one_is_planned(ward: Ward):
    Employee.objects.update(hired_on=MONDAY - 900 * DAY)
    ConversationFactory(employee=ward.nurse, manager=ward.manager, held_on=MONDAY - 200 * DAY)
    ConversationFactory(employee=ward.manager, manager=ward.matron, held_on=MONDAY - 100 * DAY)
    assert lines(ward.nurse) == ["Your last development conversation was on 13 November 2025, and none is planned"]
    assert lines(ward.manager) == [f"{ward.nurse.name}: the last development conversation was on 13 November 2025, and none is planned"]
    assert lines(ward.matron) == []
    moment = dt.datetime.combine(MONDAY + 70 * DAY, dt.time(9), dt.UTC)
    ConversationFactory(employee=ward.nurse, manager=ward.manager, planned_for=moment)
    assert lines(ward.nurse, MONDAY + 7 * DAY) == []


def test_what_was_planned_with_an_earlier_manager_is_none_planned(ward: Ward):
    Employee.objects.update(hired_on=MONDAY - 900 * DAY)
    for person, lead in ((ward.nurse, ward.manager), (ward.manager, ward.matron)):
        ConversationFactory(employee=person, manager=lead, held_on=MONDAY - 200 * DAY)
    moment = dt.datetime.combine(MONDAY + 70 * DAY, dt.time(9), dt.UTC)
    ConversationFactory(employee=ward.nurse, manager=ward.matron, planned_for=moment)  # who led the nurse once
    ConversationFactory(employee=ward.manager, manager=ward.matron, planned_for=moment)
    assert lines(ward.nurse) == ["Your last development conversation was on 13 November 2025, and none is planned"]
    assert lines(ward.matron) == []


def test_nobody_is_written_to_on_leave_nor_reminded_of_who_is(ward: Ward):
    Employee.objects.update(hired_on=MONDAY - 900 * DAY)
    ConversationFactory(employee=ward.nurse, manager=ward.manager, held_on=MONDAY - 200 * DAY)
    ConversationFactory(employee=ward.manager, manager=ward.matron, held_on=MONDAY - DAY)
    leave = LeaveFactory(employee=ward.nurse, start=MONDAY - DAY, end=MONDAY + DAY)
    assert lines(ward.nurse) == lines(ward.manager) == []
    assert lines(ward.nurse, leave.end) == ["Your last development conversation was on 13 November 2025, and none is planned"]
    assert lines(ward.manager, leave.end) == [
        f"{ward.nurse.name}: the last development conversation was on 13 November 2025, and none is planned"
    ]


def test_a_conversation_that_is_coming_is_told_to_both(ward: Ward):
    moment = dt.datetime.combine(MONDAY + 3 * DAY, dt.time(9), dt.UTC)
    ConversationFactory(employee=ward.nurse, manager=ward.manager, planned_for=moment)
    ConversationFactory(employee=ward.manager, manager=ward.matron, planned_for=moment + AHEAD)
    assert lines(ward.nurse) == ["Your development conversation is on 4 June 2026"]
    assert lines(ward.manager) == [f"{ward.nurse.name}: development conversation on 4 June 2026"]
    assert lines(ward.matron) == []


def test_promises_due_are_told_to_who_promised_and_overdue_ones_to_both(ward: Ward):
    made = {"employee": ward.nurse, "made_on": MONDAY - 60 * DAY}
    PromiseFactory(promised_by=ward.manager, text="Cover", due_on=MONDAY + 3 * DAY, **made)
    PromiseFactory(promised_by=ward.manager, text="Budget", due_on=MONDAY - DAY, **made)
    PromiseFactory(side="employee", text="Report", due_on=MONDAY - DAY, **made)
    PromiseFactory(side="employee", text="Next year", due_on=MONDAY + 200 * DAY, **made)
    PromiseFactory(side="employee", text="Done", due_on=MONDAY - DAY, kept_on=MONDAY - DAY, **made)
    assert lines(ward.nurse) == [
        "Promised to you and not kept yet: “Budget”, due on 31 May 2026",
        "You promised “Report”: it was due on 31 May 2026",
    ]
    assert lines(ward.manager) == [
        "You promised “Budget”: it was due on 31 May 2026",
        "Promised to you and not kept yet: “Report”, due on 31 May 2026",
        "You promised “Cover” by 4 June 2026",
    ]


def test_a_new_manager_is_told_what_an_earlier_one_left(ward: Ward):
    PromiseFactory(employee=ward.nurse, promised_by=ward.manager, text="Cover", made_on=MONDAY, due_on=MONDAY + 200 * DAY)
    ward.nurse.positions.update(manager=ward.matron)
    assert lines(ward.manager) == []
    (line,) = lines(ward.matron)
    assert "“Cover”" in line
    assert "waits for your answer" in line


def test_overdue_actions_of_open_goals(ward: Ward):
    plan = PlanFactory(employee=ward.nurse)
    goal, dropped = GoalFactory(plan=plan), GoalFactory(plan=plan, dropped_on=MONDAY)
    for one, text in ((goal, "Course"), (dropped, "Off")):
        one.actions.create(kind="course", text=text, due_on=MONDAY - DAY)
    goal.actions.create(kind="course", text="Done", due_on=MONDAY - DAY, done_on=MONDAY)
    plan.actions.create(kind="practice", text="Practise", due_on=MONDAY - 2 * DAY)
    assert lines(ward.nurse) == ["In your plan “Practise” was due on 30 May 2026", "In your plan “Course” was due on 31 May 2026"]


def test_a_round_waits_for_each_side_that_has_not_rated(ward: Ward):
    opened = AssessmentRoundFactory(employee=ward.nurse, opened_on=MONDAY, due_on=MONDAY + 9 * DAY, skills=[ward.care])
    assert lines(ward.nurse) == ["A round of assessment waits for your rating until 10 June 2026"]
    assert lines(ward.manager) == [f"{ward.nurse.name}: a round of assessment waits for your rating until 10 June 2026"]
    opened.sheets.create(side="self", by=ward.own, handed_in_at=dt.datetime(2026, 6, 2, tzinfo=dt.UTC))
    assert lines(ward.nurse, MONDAY + 7 * DAY) == []


def test_old_ratings_are_counted(ward: Ward):
    for days in (600, 700, 10):
        HeldSkillFactory(employee=ward.nurse, on=MONDAY - days * DAY, level=2)
    assert lines(ward.nurse) == ["2 levels of your skills were judged more than a year and a half ago"]


def test_there_is_one_a_week_and_a_missed_night_is_caught_up(ward: Ward):
    HeldSkillFactory(employee=ward.nurse, on=MONDAY - 600 * DAY, level=2)
    preferences.prefer(employee=ward.nurse, mail=True, weekday=2, wanted=NudgeKind.values, by=ward.own)
    for night in (0, 1, 4, 4, 5, 7, 8, 9, 10):
        digests.write_digests(MONDAY + night * DAY, *EVERYBODY)
    assert list(NudgeDigest.objects.order_by("week").values_list("week", "on")) == [
        (MONDAY, MONDAY + 4 * DAY),
        (MONDAY + 7 * DAY, MONDAY + 9 * DAY),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        NudgeDigest.objects.create(employee=ward.nurse, week=MONDAY, on=MONDAY)


def test_another_day_chosen_writes_no_second_one_that_week(ward: Ward):
    HeldSkillFactory(employee=ward.nurse, on=MONDAY - 600 * DAY, level=2)
    assert lines(ward.nurse)
    preferences.prefer(employee=ward.nurse, mail=True, weekday=1, wanted=NudgeKind.values, by=ward.own)
    assert lines(ward.nurse, MONDAY + DAY) == []


def test_what_is_not_wanted_is_not_told(ward: Ward):
    HeldSkillFactory(employee=ward.nurse, on=MONDAY - 600 * DAY, level=2)
    preferences.prefer(employee=ward.nurse, mail=True, weekday=0, wanted=[NudgeKind.PROMISE], by=ward.own)
    assert lines(ward.nurse) == []
    PromiseFactory(employee=ward.nurse, side="employee", text="Report", made_on=MONDAY, due_on=MONDAY)
    assert lines(ward.nurse) == ["You promised “Report” by 1 June 2026"]


# --- Mail and its end -----------------------------------------------------------------------------


@pytest.fixture
def digest(ward: Ward, settings) -> Notice:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    HeldSkillFactory(employee=ward.nurse, on=MONDAY - 600 * DAY, level=2)
    digests.write_digests(MONDAY, *EVERYBODY)
    found: Notice = ward.nurse.notices.get(kind="nudges")
    return found


def test_the_mail_carries_its_lines_and_the_way_out(digest: Notice, ward: Ward):
    assert len(list(outbox.send_waiting())) == 1
    (sent,) = mail.outbox
    link = unsubscribe_link(ward.nurse.pk)
    assert "1 level of your skills" in sent.body
    assert link in sent.body
    assert sent.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.subject == "This week: 1 reminder"


def test_after_the_end_of_the_mails_the_digest_still_stands_among_the_notices(digest: Notice, ward: Ward):
    for _ in range(2):
        preferences.unsubscribe(employee=ward.nurse, by=None)
    digest.refresh_from_db()
    assert digest.mail == "none"  # what waited is not sent either
    assert list(outbox.send_waiting()) == []
    digests.write_digests(MONDAY + 7 * DAY, *EVERYBODY)
    assert list(ward.nurse.notices.order_by("pk").values_list("mail", flat=True)) == ["none", "none"]
    assert NudgePreference.objects.get().off == frozenset()


def test_other_notices_are_mailed_as_before(ward: Ward, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    preferences.unsubscribe(employee=ward.nurse, by=None)
    outbox.compose("nudges", {"total": 1}, to=ward.nurse, kind=Notice.Kind.DISPUTE, on=MONDAY).save()
    assert len(list(outbox.send_waiting())) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_the_link_is_good_for_one_person_and_a_forged_one_for_nobody(ward: Ward):
    token = unsubscribe_link(ward.nurse.pk).rstrip("/").rpartition("/")[2]
    assert employee_of(token) == ward.nurse
    assert employee_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert employee_of("made-up") is None


# --- The nightly job --------------------------------------------------------------------------------


def test_the_night_writes_them(ward: Ward):
    HeldSkillFactory(employee=ward.nurse, on=MONDAY - 600 * DAY, level=2)
    for _ in range(2):
        run = runs.start(NightlyRun.Job.NUDGES, on=MONDAY, full=False, by=None)
        list(runs.work_off(run))
        run.refresh_from_db()
        assert run.status == "succeeded"
    assert NudgeDigest.objects.get().employee == ward.nurse
    first = NightlyRun.objects.filter(job="nudges").earliest("pk")
    shard = first.shards.get()
    assert (shard.people, shard.rows) == (1, 1)
    assert [number for _, number in job.figures(first, {"people": 1, "rows": 1})] == [1, 1]
    assert job.is_asked_for() is False
