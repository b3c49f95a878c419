"""Promises: made, kept, moved, withdrawn; passed on to the next manager by whatever way; nothing lost, nothing deleted."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from employees import promises, reporting_line, services
from employees.models import AuditEvent, Employee, Promise, PromiseStep, User
from employees.promises import PromiseError
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import DelegationFactory, EmployeeFactory, PositionFactory, PromiseFactory, UnitFactory

TODAY = timezone.localdate()
SOON, LATER = TODAY + dt.timedelta(days=20), TODAY + dt.timedelta(days=40)
EARLIER = TODAY - dt.timedelta(days=40)


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


def of_manager(ward: Ward, **fields: object) -> Promise:
    made: Promise = PromiseFactory(
        **{"employee": ward.nurse, "promised_by": ward.manager, "made_on": EARLIER, "due_on": SOON, "text": "Cover"} | fields
    )
    return made


def of_nurse(ward: Ward, **fields: object) -> Promise:
    made: Promise = PromiseFactory(**{"employee": ward.nurse, "side": "employee", "made_on": EARLIER, "due_on": SOON} | fields)
    return made


def account(person: Employee) -> User:
    assert person.user is not None
    return person.user


def told(person: Employee) -> list[str]:
    return list(person.notices.order_by("pk").values_list("subject", flat=True))


def kinds(promise: Promise) -> list[str]:
    return list(promise.steps.values_list("kind", flat=True))


def waiting_for(manager: Employee) -> list[str]:
    return [promise.text for promise in Promise.objects.passed_on(TODAY, to=manager)]


# --- Made, kept, moved, withdrawn ---------------------------------------------------------------


def test_each_side_promises_and_the_other_is_told(ward: Ward):
    mine = promises.make_promise(employee=ward.nurse, side="employee", text="  Finish\nmodule 1 ", due_on=SOON, by=ward.own)
    theirs = promises.make_promise(employee=ward.nurse, side="manager", text="Cover", due_on=SOON, by=ward.lead)
    assert (mine.text, mine.promised_by, theirs.promised_by, mine.made_on) == ("Finish module 1", ward.nurse, ward.manager, TODAY)
    assert len(told(ward.manager)) == len(told(ward.nurse)) == 1
    assert told(ward.manager)[0].startswith(f"{ward.nurse.name} promises you something by")
    assert set(AuditEvent.objects.filter(kind="employees.promise").values_list("verb", "whom")) == {("added", ward.nurse.pk)}


def test_what_a_conversation_ends_in_tells_nobody_who_was_there(ward: Ward):
    talk = ward.nurse.conversations.create(manager=ward.manager, planned_for=timezone.now(), held_on=TODAY)
    made = promises.make_promise(employee=ward.nurse, side="manager", text="Cover", due_on=SOON, by=ward.lead, conversation=talk)
    assert made.conversation == talk
    assert told(ward.nurse) == []


def test_whoever_stands_in_promises_for_the_manager(ward: Ward):
    colleague = EmployeeFactory(with_user=True)
    DelegationFactory(manager=ward.manager, colleague=colleague, start=TODAY, end=LATER)
    made = promises.make_promise(employee=ward.nurse, side="manager", text="Cover", due_on=SOON, by=account(colleague))
    assert made.promised_by == ward.manager
    assert AuditEvent.objects.latest("pk").acting_for == ward.manager.pk


def test_nothing_is_promised_for_a_day_that_is_past_or_by_a_manager_who_is_none(ward: Ward):
    with pytest.raises(PromiseError, match="is past"):
        promises.make_promise(employee=ward.nurse, side="employee", text="x", due_on=EARLIER, by=ward.own)
    with pytest.raises(PromiseError, match="Nobody leads"):
        promises.make_promise(employee=ward.matron, side="manager", text="x", due_on=SOON, by=ward.lead)
    assert not Promise.objects.exists()


def test_it_is_kept_with_a_note_once_and_opened_again_by_the_other_side(ward: Ward):
    promise = of_manager(ward)
    promises.keep(promise=promise, note="Mira covers.", by=ward.lead)
    promise.refresh_from_db()
    assert (promise.kept_on, promise.steps.get().text, promise.steps.get().by) == (TODAY, "Mira covers.", ward.lead)
    with pytest.raises(PromiseError, match="ended in the meantime"):
        promises.keep(promise=promise, by=ward.lead)
    promises.reopen(promise=promise, why="Nobody came.", by=ward.own)
    promise.refresh_from_db()
    assert promise.is_open
    assert (kinds(promise), told(ward.nurse), told(ward.manager)) == (["kept", "reopened"], ["Kept: “Cover”"], ["Not done yet: “Cover”"])


def test_the_day_moves_with_a_reason_and_every_day_stays_on_record(ward: Ward):
    promise = of_manager(ward)
    promises.postpone(promise=promise, due_on=LATER, why="The plan is made in May.", by=ward.lead)
    promises.postpone(promise=promise, due_on=TODAY, why="It went faster.", by=ward.lead)
    assert list(promise.steps.values_list("due_was", "due_on")) == [(SOON, LATER), (LATER, TODAY)]
    promise.refresh_from_db()
    assert promise.due_on == TODAY
    for day, said in ((EARLIER, "is past"), (TODAY, "already")):
        with pytest.raises(PromiseError, match=said):
            promises.postpone(promise=promise, due_on=day, why="x", by=ward.lead)


def test_what_is_withdrawn_stays_on_record(ward: Ward):
    promise = of_nurse(ward)
    promises.withdraw(promise=promise, why="The course is cancelled.", by=ward.own)
    promise.refresh_from_db()
    assert (promise.withdrawn_on, promise.is_open, kinds(promise)) == (TODAY, False, ["withdrawn"])
    assert not Promise.objects.overdue(LATER).exists()
    with pytest.raises(PromiseError):
        promises.postpone(promise=promise, due_on=LATER, why="x", by=ward.own)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kept_on": TODAY, "withdrawn_on": TODAY},
        {"withdrawn_on": TODAY, "declined_on": TODAY},
        {"kept_on": dt.date(2000, 1, 1)},
        {"offered_due_on": SOON},
        {"offered_text": "x"},
    ],
)
def test_the_database_holds_the_rules_too(ward: Ward, wrong: dict[str, object]):
    with pytest.raises(IntegrityError):
        of_manager(ward, **wrong)


def test_the_database_knows_who_may_have_promised(ward: Ward):
    for wrong in (
        {"promised_by": ward.nurse},
        {"side": "employee"},
        {"side": "employee", "promised_by": ward.nurse, "carried_by": ward.manager},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            of_manager(ward, **wrong)


@pytest.mark.parametrize(("kind", "fields"), [("withdrawn", {}), ("postponed", {"text": "x"}), ("danced", {"text": "x"})])
def test_a_step_says_why_and_names_its_days(ward: Ward, kind: str, fields: dict[str, object]):
    with pytest.raises(IntegrityError):
        PromiseStep.objects.create(promise=of_manager(ward), kind=kind, **fields)


# --- A change of manager -------------------------------------------------------------------------


def by_service(ward: Ward, manager: Employee | None) -> None:
    unit = ward.nurse.positions.get(end=None).unit
    services.move(employee=ward.nurse, role=ward.profile.role, unit=unit, manager=manager, on=TODAY, by=None)


def by_hand(ward: Ward, manager: Employee | None) -> None:
    """As any other way does it: an import, a correction in the database."""
    ward.nurse.positions.update(manager=manager)


@pytest.mark.parametrize("change", [by_service, by_hand])
def test_open_promises_of_the_manager_pass_on_by_whatever_way_the_manager_changes(ward: Ward, change):
    promise, kept, own = of_manager(ward), of_manager(ward, kept_on=TODAY), of_nurse(ward)
    assert waiting_for(ward.manager) == []
    change(ward, ward.matron)
    assert (waiting_for(ward.matron), waiting_for(ward.manager)) == (["Cover"], [])
    promises.accept(promise=promise, manager=ward.matron, by=account(ward.matron))
    promise.refresh_from_db()
    assert (promise.carried_by, promise.promised_by, promise.due_on, waiting_for(ward.matron)) == (ward.matron, ward.manager, SOON, [])
    assert told(ward.nurse) == ["Your new manager takes it on: “Cover”"]
    for untouched in (kept, own):
        untouched.refresh_from_db()
        assert untouched.carried_by is None


def test_promises_pass_on_over_a_gap_and_come_back(ward: Ward):
    of_manager(ward)
    by_hand(ward, None)
    assert not Promise.objects.passed_on(TODAY).exists()
    assert Promise.objects.open().exists()
    by_hand(ward, ward.matron)
    assert waiting_for(ward.matron) == ["Cover"]
    by_hand(ward, ward.manager)
    assert not Promise.objects.passed_on(TODAY).exists()


def test_they_pass_on_when_the_manager_leaves_and_another_comes(ward: Ward):
    promise = of_manager(ward)
    services.leave_company(employee=ward.manager, on=TODAY, by=None)
    successor = EmployeeFactory(with_user=True)
    PositionFactory(employee=successor)
    by_hand(ward, successor)
    assert waiting_for(successor) == ["Cover"]
    promises.decline(promise=promise, manager=successor, why="There is no budget.", by=account(successor))
    assert told(ward.nurse) == ["Your new manager does not take it on: “Cover”"]
    assert not Promise.objects.open().exists()


def test_a_third_manager_finds_what_the_second_took_on(ward: Ward):
    promise = of_manager(ward)
    by_hand(ward, ward.matron)
    promises.accept(promise=promise, manager=ward.matron, by=account(ward.matron))
    third = EmployeeFactory(with_user=True)
    PositionFactory(employee=third)
    by_hand(ward, third)
    assert waiting_for(third) == ["Cover"]


def test_an_absence_passes_nothing_on(ward: Ward):
    of_manager(ward)
    DelegationFactory(manager=ward.manager, colleague=ward.matron, start=TODAY, end=LATER)
    assert not Promise.objects.passed_on(TODAY).exists()


def test_a_new_manager_offers_and_the_employee_agrees(ward: Ward):
    promise = of_manager(ward)
    by_hand(ward, ward.matron)
    words = "Cover for half the days"
    promises.offer(promise=promise, manager=ward.matron, due_on=LATER, text=words, why="Short.", by=account(ward.matron))
    promise.refresh_from_db()
    assert (promise.text, promise.due_on) == ("Cover", SOON)
    promises.agree(promise=promise, by=ward.own)
    promise.refresh_from_db()
    assert (promise.text, promise.due_on, promise.carried_by, promise.offered_by) == ("Cover for half the days", LATER, ward.matron, None)
    agreed = promise.steps.get(kind="agreed")
    assert (agreed.words_was, agreed.due_was, agreed.due_on) == ("Cover", SOON, LATER)
    assert told(ward.matron) == ["Your change is agreed: “Cover for half the days”"]


def test_an_offer_that_is_refused_leaves_the_promise_waiting(ward: Ward):
    promise = of_manager(ward)
    by_hand(ward, ward.matron)
    promises.offer(promise=promise, manager=ward.matron, due_on=LATER, text="Cover", why="Later.", by=account(ward.matron))
    promises.refuse(promise=promise, why="I need it then.", by=ward.own)
    assert waiting_for(ward.matron) == ["Cover"]
    with pytest.raises(PromiseError, match="Nothing is offered"):
        promises.agree(promise=promise, by=ward.own)


def test_what_somebody_offered_who_leads_no_more_cannot_be_agreed(ward: Ward):
    promise = of_manager(ward)
    by_hand(ward, ward.matron)
    promises.offer(promise=promise, manager=ward.matron, due_on=LATER, text="Cover", why="Later.", by=account(ward.matron))
    third = EmployeeFactory(with_user=True)
    PositionFactory(employee=third)
    by_hand(ward, third)
    with pytest.raises(PromiseError, match="Nothing is offered"):
        promises.agree(promise=promise, by=ward.own)
    promises.accept(promise=promise, manager=third, by=account(third))
    promise.refresh_from_db()
    assert (promise.carried_by, promise.offered_by, promise.offered_due_on) == (third, None, None)


def test_only_the_manager_of_today_answers_and_only_for_what_passed_on(ward: Ward):
    promise = of_manager(ward)
    for manager in (ward.manager, ward.matron):
        with pytest.raises(PromiseError, match="does not wait for you"):
            promises.accept(promise=promise, manager=manager, by=ward.lead)
    by_hand(ward, ward.matron)
    with pytest.raises(PromiseError, match="what was promised already"):
        promises.offer(promise=promise, manager=ward.matron, due_on=SOON, text="Cover", why="x", by=account(ward.matron))


# --- Who reads ------------------------------------------------------------------------------------


def readers_of(promise: Promise, ward: Ward) -> set[str]:
    people = [*(ward.nurse, ward.manager, ward.matron), *Employee.objects.filter(number__startswith="other")]
    accounts = {one.last_name: User.objects.get(employee=one) for one in people}
    return {name for name, user in accounts.items() if Promise.objects.visible_to(user).filter(pk=promise.pk)}


def test_both_sides_of_today_read_it_and_nobody_further_up(ward: Ward):
    promise = of_manager(ward)
    assert readers_of(promise, ward) == {"Nurse", "Manager"}
    by_hand(ward, ward.matron)
    reporting_line.rebuild(TODAY)
    assert readers_of(promise, ward) == {"Nurse", "Matron"}


def test_whoever_stands_in_reads_it_meanwhile(ward: Ward):
    promise = of_manager(ward)
    colleague = EmployeeFactory(with_user=True, number="other-1", last_name="Colleague")
    PositionFactory(employee=colleague, unit=UnitFactory())
    DelegationFactory(manager=ward.manager, colleague=colleague, start=TODAY, end=LATER)
    reporting_line.rebuild(TODAY)
    assert readers_of(promise, ward) == {"Nurse", "Manager", "Colleague"}
