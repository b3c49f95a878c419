"""Each service writes its event: found by doing each of them once, so that one that forgets is seen."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from employees import accounts, disputes, role_comments, services
from employees.models import AuditEvent, Dispute, Employee, Grant, User
from pathways.services.frameworks import copy_version, publish
from promotions import services as policies
from promotions.models import NightlyRun, PolicyRule
from promotions.nights import runs
from tests.factories.employees import (
    DisputeFactory,
    EmployeeFactory,
    HeldCredentialFactory,
    PositionFactory,
    RoleCommentFactory,
    UnitFactory,
    UserFactory,
)
from tests.factories.pathways import FrameworkVersionFactory, RoleFactory
from tests.factories.promotions import NightlyRunFactory
from tests.factories.skills import CredentialFactory, SkillFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def person() -> Employee:
    found: Employee = EmployeeFactory(with_user=True)
    PositionFactory(employee=found)
    return found


@pytest.fixture
def editor() -> User:
    found: User = UserFactory(email="robin@example.org")
    return found


Act = Callable[[Employee, User], object]


def answered(act: Callable[..., object], **said: object) -> Act:
    def do(person: Employee, by: User) -> None:
        act(dispute=DisputeFactory(employee=person), by=by, **said)

    return do


def published(person: Employee, by: User) -> None:
    day = timezone.localdate()
    policies.publish_policy(name="New", effective_from=day + dt.timedelta(days=9), rules=[PolicyRule()], by=by)


def changed_and_withdrawn(person: Employee, by: User) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    version = policies.publish_policy(name="New", effective_from=day, rules=[PolicyRule()], by=by)
    policies.change_policy(version=version, name="Newer", effective_from=day, rules=[PolicyRule()], by=by)
    policies.withdraw_policy(version=version, by=by)


ABOUT_A_PERSON: dict[str, tuple[Act, list[str]]] = {
    "assess": (
        lambda person, by: services.assess(employee=person, skill=SkillFactory(), level=3, source="manager", on=TODAY, by=by, evidence="x"),
        ["added employees.skillassessment"],
    ),
    "hold": (
        lambda person, by: services.hold_credential(
            employee=person, credential=CredentialFactory(), issued_on=TODAY, expires_on=None, by=by
        ),
        ["added employees.heldcredential"],
    ),
    "put right": (
        lambda person, by: services.hold_credential(
            employee=person,
            credential=HeldCredentialFactory(employee=person, issued_on=TODAY).credential,
            issued_on=TODAY,
            expires_on=None,
            by=by,
        ),
        ["changed employees.heldcredential"],
    ),
    "rate": (lambda person, by: services.rate(employee=person, value=4, on=TODAY, by=by), ["added employees.performancerating"]),
    "leave": (
        lambda person, by: services.take_leave(employee=person, kind="sick", start=TODAY, end=None, by=by),
        ["added employees.leave"],
    ),
    "move": (
        lambda person, by: services.move(employee=person, role=None, unit=UnitFactory(), manager=None, on=TODAY, by=by),
        ["added employees.position"],
    ),
    "end": (lambda person, by: services.leave_company(employee=person, on=TODAY, by=by), ["ended employees.employee"]),
    "wish": (
        lambda person, by: services.aspire(employee=person, role=RoleFactory(), goal="promotion", on=TODAY, by=by),
        ["added employees.aspiration"],
    ),
    "drop": (lambda person, by: services.drop_aspiration(employee=person, role=RoleFactory(), by=by), ["removed employees.aspiration"]),
    "dispute": (
        lambda person, by: disputes.raise_dispute(employee=person, kind="time", stood="2 months", wrong="x", wanted="3 months", by=by),
        ["added employees.dispute"],
    ),
    "remark": (answered(disputes.remark, text="x"), ["changed employees.dispute"]),
    "withdraw": (answered(disputes.withdraw), ["ended employees.dispute"]),
    "decline": (answered(disputes.decline, text="x"), ["answered employees.dispute"]),
    "correct": (
        answered(disputes.correct_skill, level=4, text="x", on=TODAY),
        ["answered employees.dispute", "added employees.skillassessment"],
    ),
    "account": (
        lambda person, by: accounts.open_account(email=person.user.email if person.user else "", employee=person, by=by),
        ["added employees.user"],
    ),
    "grant": (
        lambda person, by: accounts.grant(user=person.user, duty=Grant.Duty.HR_AUDITOR, unit=None, by=by),  # type: ignore[arg-type]  # has one
        ["granted employees.user"],
    ),
}
ABOUT_NOBODY: dict[str, tuple[Act, list[str]]] = {
    "policy": (published, ["published promotions.policyversion"]),
    "policy changed": (changed_and_withdrawn, [f"{verb} promotions.policyversion" for verb in ("published", "changed", "removed")]),
    "draft": (lambda _, by: copy_version(version=FrameworkVersionFactory(), by=by), ["added pathways.frameworkversion"]),
    "publication": (
        lambda _, by: publish(version=FrameworkVersionFactory(status="draft", effective_from=None), effective_from=TODAY, by=by),
        ["published pathways.frameworkversion"],
    ),
    "answer": (
        lambda _, by: role_comments.answer(comment=RoleCommentFactory(), outcome="declined", text="x", version=None, by=by),
        ["answered employees.rolecomment"],
    ),
    "run": (lambda _, by: runs.start("reminders", on=timezone.localdate(), full=False, by=by), ["started promotions.nightlyrun"]),
    "cancel": (
        lambda _, by: runs.cancel(NightlyRunFactory(status="running", finished_at=None).pk, by=by),
        ["cancelled promotions.nightlyrun"],
    ),
}


def told() -> list[str]:
    return [f"{event.verb} {event.kind}" for event in AuditEvent.objects.order_by("pk")]


@pytest.mark.parametrize(("act", "events"), ABOUT_A_PERSON.values(), ids=ABOUT_A_PERSON)
def test_a_change_of_a_record_is_in_the_trail(person: Employee, editor: User, act: Act, events: list[str]):
    act(person, editor)
    assert told() == events
    assert set(AuditEvent.objects.values_list("who_name", "whom")) == {("robin@example.org", person.pk)}


@pytest.mark.parametrize(("act", "events"), ABOUT_NOBODY.values(), ids=ABOUT_NOBODY)
def test_a_change_of_rules_is_in_the_trail(person: Employee, editor: User, act: Act, events: list[str]):
    act(person, editor)
    assert told() == events
    assert set(AuditEvent.objects.values_list("who_name", "whom")) == {("robin@example.org", None)}


def test_a_run_that_has_ended_is_not_cancelled(editor: User):
    assert not runs.cancel(NightlyRunFactory(status=NightlyRun.Status.SUCCEEDED).pk, by=editor)
    assert told() == []


def test_the_trail_does_not_tell_who_commented(editor: User):
    written = role_comments.comment(role=RoleFactory(), text="Asks too much.", by=editor)
    role_comments.take_back(comment=written, by=editor)
    assert told() == ["added employees.rolecomment", "removed employees.rolecomment"]
    assert set(AuditEvent.objects.values_list("who", "who_name", "address", "request")) == {(None, "", None, None)}


def test_what_is_undone_is_not_in_the_trail(person: Employee, editor: User):
    def fail() -> None:
        with transaction.atomic():
            services.rate(employee=person, value=4, on=TODAY, by=editor)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert told() == []


def test_no_private_words_are_in_the_trail(person: Employee, editor: User):
    secret = "Unheard-of"
    dispute: Dispute = disputes.raise_dispute(employee=person, kind="time", stood=secret, wrong=secret, wanted=secret, by=editor)
    disputes.decline(dispute=dispute, text=secret, by=editor)
    services.aspire(employee=person, role=RoleFactory(slug="unheard-of"), goal="promotion", on=TODAY, by=editor)
    services.assess(employee=person, skill=SkillFactory(name=secret), level=3, source="manager", on=TODAY, by=editor, evidence=secret)
    rows = AuditEvent.objects.values_list("kind", "object_id", "why", "details")
    assert "unheard-of" not in str(list(rows)).lower()
