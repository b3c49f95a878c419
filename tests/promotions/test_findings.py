"""What is done about findings: made once, moved on with reasons, handed over to whoever may read them."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from employees.models import AuditEvent, Notice, User
from promotions.findings import FindingError, hand_over, note, open_finding, state_of, take_step
from promotions.models import Finding, FindingStep
from promotions.reviews.words.shape import Signal
from tests.at_once import at_once, on_postgresql
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory
from tests.factories.promotions import AuditFactory, FindingFactory, ReviewFactory

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + dt.timedelta(days=1)
WHY = "The reasons were in the minutes."


def hr(duty="hr-auditor", unit=None):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty=duty, unit=unit)
    return user


def made(by, source=None, unit=None, **more):
    signal = Signal("unit-1", "Something", "A count.", [("Decisions", "80")], unit and unit.pk)
    return open_finding(source=source or ReviewFactory(done=True), signal=signal, by=by, **({"due_on": TOMORROW} | more))


def test_a_finding_freezes_its_evidence_and_stands_on_the_trail():
    auditor, review = hr(), ReviewFactory(done=True)
    finding = made(auditor, review)
    assert finding.evidence == {"facts": [["Decisions", "80"]], "days": review.days}
    assert (finding.kind, finding.owner, state_of(finding)) == ("replay", auditor, "opened")
    event = AuditEvent.objects.get(kind="promotions.finding")
    assert (event.verb, event.who) == ("added", auditor.pk)


def test_an_audit_can_become_a_finding_too():
    finding = made(hr(), AuditFactory(done=True))
    assert (finding.kind, finding.review_id, finding.audit_id is None) == ("audit", None, False)


def test_a_finding_begins_with_an_owner_who_is_told_and_a_note():
    auditor, other = hr(), hr()
    finding = made(auditor, owner=other, text=" Ask for the minutes. ")
    assert (finding.owner, finding.steps.get().text) == (other, "Ask for the minutes.")
    assert Notice.objects.get(kind="finding").to_account == other


def test_nobody_is_made_to_look_into_what_they_may_not_read_and_nobody_makes_what_they_may_not():
    unit = UnitFactory()
    auditor, partner = hr(), hr("hr-partner", UnitFactory())
    with pytest.raises(FindingError, match="may not read"):
        made(auditor, unit=unit, owner=partner)
    PositionFactory(employee=EmployeeFactory(), unit=unit, manager=auditor.employee, start=dt.date(2020, 1, 1))
    with pytest.raises(FindingError, match="may not read"):
        made(User.objects.get(pk=auditor.pk), unit=unit, owner=hr())
    assert not Finding.objects.exists()
    assert not Notice.objects.exists()


def test_the_same_is_open_once():
    auditor = hr()
    first = made(auditor)
    with pytest.raises(FindingError, match="a finding already"):
        made(auditor)
    take_step(finding=first, kind="closed", text=WHY, by=auditor)
    again = made(auditor)
    with pytest.raises(FindingError, match="found again since"):
        take_step(finding=first, kind="looking", text="", by=auditor)
    with transaction.atomic(), pytest.raises(IntegrityError):
        FindingFactory(key=again.key)


def test_strangers_make_none_and_days_lie_ahead():
    with pytest.raises(PermissionDenied):
        made(EmployeeFactory(with_user=True).user)
    with pytest.raises(FindingError, match="has passed"):
        made(hr(), due_on=timezone.localdate() - dt.timedelta(days=1))
    assert not Finding.objects.exists()


@pytest.mark.parametrize("end", ["explained", "acted", "closed"])
def test_an_end_needs_a_reason_and_can_be_taken_back(end):
    auditor = hr()
    finding = made(auditor)
    with pytest.raises(FindingError, match="Give the reason"):
        take_step(finding=finding, kind=end, text=" short ", by=auditor)
    take_step(finding=finding, kind=end, text=WHY, by=auditor)
    finding.refresh_from_db()
    assert (finding.is_open, state_of(finding)) == (False, end)
    take_step(finding=finding, kind="looking", text="", by=auditor)
    finding.refresh_from_db()
    assert (finding.is_open, state_of(finding)) == (True, "looking")
    assert list(finding.steps.values_list("kind", flat=True)) == ["opened", end, "looking"]


def test_a_step_out_of_turn_is_refused_and_changes_nothing():
    auditor = hr()
    finding = made(auditor)
    take_step(finding=finding, kind="looking", text="", by=auditor)
    with pytest.raises(FindingError, match="in the meantime"):
        take_step(finding=finding, kind="looking", text="", by=auditor)
    assert finding.steps.count() == 2


def test_a_finding_made_by_somebody_else_at_the_same_moment_is_refused_in_words(monkeypatch):
    """Both saw none; the unique index sees the second, who is told, and nothing of theirs stays."""
    auditor = hr()
    made(auditor)
    monkeypatch.setattr("promotions.findings.Finding.objects.open", Finding.objects.none)
    with pytest.raises(FindingError, match="has just made this a finding"):
        made(auditor)
    ended = FindingFactory(key="all/unit-1", closed_at=timezone.now())
    FindingStep.objects.create(finding=ended, kind="closed", text=WHY)
    with pytest.raises(FindingError, match="has just made this a finding"):
        take_step(finding=ended, kind="looking", text="", by=auditor)
    assert Finding.objects.filter(closed_at=None).count() == 1
    assert ended.steps.filter(kind="looking").count() == 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_steps_at_the_same_moment_the_second_is_told_what_the_first_did():
    auditor = hr()
    finding = made(auditor)
    first, second = (partial(take_step, finding=finding, kind="closed", text=WHY, by=auditor) for _ in range(2))
    answers = at_once(first, second)
    assert sorted(type(answer).__name__ for answer in answers) == ["FindingError", "FindingStep"]
    assert list(finding.steps.values_list("kind", flat=True)) == ["opened", "closed"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_what_had_ended_one_does():
    auditor, keys = hr(), {"kind": "replay", "key": "all/unit-1"}
    ended = [FindingFactory(**keys, closed_at=timezone.now()) for _ in range(2)]
    for finding in ended:
        FindingStep.objects.create(finding=finding, kind="closed", text=WHY)
    answers = at_once(*(partial(take_step, finding=finding, kind="looking", text="", by=auditor) for finding in ended))
    assert sorted(type(answer).__name__ for answer in answers) == ["FindingError", "FindingStep"]
    assert Finding.objects.open().count() == 1


def test_notes_and_handing_over_leave_the_state_as_it_is():
    auditor, other = hr(), hr()
    finding = made(auditor)
    note(finding=finding, text="Asked for the minutes.", by=auditor)
    hand_over(finding=finding, owner=other, due_on=TOMORROW, by=auditor)
    finding.refresh_from_db()
    assert (state_of(finding), finding.owner, finding.due_on) == ("opened", other, TOMORROW)
    notice = Notice.objects.get(kind="finding")
    assert (notice.to_account, notice.about) == (other, None)
    assert finding.title in notice.subject
    assert Notice.objects.visible_to(other).filter(pk=notice.pk).exists()


def test_a_note_needs_words():
    with pytest.raises(FindingError, match="needs words"):
        note(finding=FindingFactory(), text="  ", by=hr())


def test_nobody_is_handed_what_they_may_not_read():
    unit = UnitFactory()
    auditor, finding = hr(), FindingFactory(unit=unit)
    for stranger in (EmployeeFactory(with_user=True).user, hr("hr-partner", UnitFactory()), hr("administrator")):
        with pytest.raises(FindingError, match="may not read"):
            hand_over(finding=finding, owner=stranger, due_on=TOMORROW, by=auditor)
    hand_over(finding=finding, owner=hr("hr-partner", unit), due_on=TOMORROW, by=auditor)


def test_what_has_ended_is_handed_to_nobody():
    auditor, finding = hr(), FindingFactory()
    take_step(finding=finding, kind="closed", text=WHY, by=auditor)
    with pytest.raises(FindingError, match="has ended"):
        hand_over(finding=finding, owner=hr(), due_on=TOMORROW, by=auditor)


def test_who_reads_which():
    unit, below = UnitFactory(), None
    below = UnitFactory(parent=unit)
    of_unit, of_below, of_all = FindingFactory(unit=unit), FindingFactory(unit=below), FindingFactory()
    assert set(Finding.objects.visible_to(hr())) == {of_unit, of_below, of_all}
    assert set(Finding.objects.visible_to(hr("hr-partner", unit))) == {of_unit, of_below}
    assert set(Finding.objects.visible_to(hr("hr-partner", below))) == {of_below}
    assert not Finding.objects.visible_to(hr("administrator")).exists()


@pytest.mark.parametrize("duty", ["hr-auditor", "hr-partner"])
def test_nobody_reads_a_finding_of_the_people_they_lead(duty):
    top = UnitFactory()
    team, home = UnitFactory(parent=top), UnitFactory(parent=top)
    reader = hr(duty, top if duty == "hr-partner" else None)
    PositionFactory(employee=reader.employee, unit=home, start=dt.date(2020, 1, 1))
    PositionFactory(employee=EmployeeFactory(), unit=team, manager=reader.employee, start=dt.date(2020, 1, 1))
    own, home_one, another = FindingFactory(unit=team), FindingFactory(unit=home), FindingFactory(unit=top)
    assert set(Finding.objects.visible_to(reader)) == {another}
    assert {own, home_one}.isdisjoint(Finding.objects.visible_to(reader))


def test_the_database_refuses_an_end_without_words_and_a_finding_without_source():
    finding = FindingFactory()
    with transaction.atomic(), pytest.raises(IntegrityError):
        FindingStep.objects.create(finding=finding, kind="closed")
    with transaction.atomic(), pytest.raises(IntegrityError):
        FindingFactory(review=None)
