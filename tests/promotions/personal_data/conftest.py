"""One person who left behind a row of every kind, beside somebody who stays and has rows with them."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from employees import models
from employees.demographics import services
from promotions.models import Application, Case, CaseStatus, Decision
from tests.factories.employees import (
    AgendaPointFactory,
    AspirationFactory,
    AssessmentRoundFactory,
    AssignmentFactory,
    CommitmentFactory,
    ConversationNoteFactory,
    DisputeFactory,
    EmployeeFactory,
    HeldCredentialFactory,
    HeldSkillFactory,
    LeaveFactory,
    PerformanceRatingFactory,
    PositionFactory,
    RatingEvidenceFactory,
    RatingSheetFactory,
    RoleCommentFactory,
    SkillAssessmentFactory,
    SkillRatingFactory,
    UserFactory,
)
from tests.factories.promotions import PolicyRuleFactory, RequisitionFactory

LEFT = dt.date(2017, 5, 1)
SECRET = "Zanzibar"  # stands in every text about the person
THEIRS = "Ouagadougou"  # stands in what is private to somebody else


@pytest.fixture
def left(db):
    """`gone` has left and `stays` has not; `admin` decides. Each has an account."""
    gone = EmployeeFactory(
        number="G-17", first_name="Perpetua", last_name="Wollstonecraft", email="perpetua@example.org", hired_on=dt.date(2012, 1, 1)
    )
    gone.user = UserFactory(email="perpetua@example.org")
    gone.left_on = LEFT
    gone.save()
    stays = EmployeeFactory(with_user=True, last_name="Colleague")
    give_work(gone, stays)
    give_talks(gone, stays)
    give_decisions(gone, stays)
    return SimpleNamespace(gone=gone, stays=stays)


def give_work(gone, stays):
    services.answer(employee=gone, answers={"ethnicity": "Mixed or multiple"}, purpose="equality-audit", by=gone.user)
    position = PositionFactory(employee=gone, end=LEFT)
    PositionFactory(employee=stays, manager=gone, unit=position.unit)
    LeaveFactory(employee=gone, kind="sick", start=dt.date(2015, 1, 1), end=dt.date(2015, 3, 1))
    SkillAssessmentFactory(employee=gone, assessor=stays.user, evidence=f"{SECRET} of hers")
    SkillAssessmentFactory(employee=stays, assessor=gone.user, evidence=f"{THEIRS} of another")
    HeldSkillFactory(employee=gone)
    give_ratings(gone, stays)
    PerformanceRatingFactory(employee=gone)
    AssignmentFactory(employee=gone)
    AspirationFactory(employee=gone)
    held = HeldCredentialFactory(employee=gone, number=SECRET)
    models.CredentialReminder.objects.create(held=held, threshold=30, on=LEFT)
    entry = models.ImpactEntry.objects.create(employee=gone, on=LEFT, problem=SECRET, decision=SECRET, value=SECRET)
    models.Endorsement.objects.create(entry=entry, endorser=stays, text=SECRET, on=LEFT)
    plan = models.Plan.objects.create(employee=gone, start=gone.hired_on)
    goal = models.Goal.objects.create(plan=plan, skill=held.credential and SkillAssessmentFactory().skill, level=2)
    models.Action.objects.create(goal=goal, kind="course", text=SECRET)
    models.Milestone.objects.create(goal=goal, text=SECRET, due_on=LEFT)
    models.PlanChange.objects.create(plan=plan, goal=goal, kind="goal-dropped", was="2", why=SECRET, by=stays.user)
    cycle = models.PracticeCycle.objects.create(goal=goal, focus=SECRET, start=gone.hired_on, until=LEFT)
    models.Reflection.objects.create(cycle=cycle, text=SECRET)
    models.FeedbackRequest.objects.create(cycle=cycle, asked=stays, text=SECRET, answered_at=timezone.now())


def give_ratings(gone, stays):
    """A round that is revealed, and one in which what the colleague has rated is sealed."""
    revealed = AssessmentRoundFactory(employee=gone, opened_on=LEFT, outcome="self", closed_at=timezone.now())
    own = RatingSheetFactory(round=revealed, side="self", by=gone.user, handed_in_at=timezone.now())
    RatingEvidenceFactory(rating=SkillRatingFactory(sheet=own, evidence=SECRET))
    sealed = RatingSheetFactory(round=AssessmentRoundFactory(employee=gone, opened_on=LEFT), by=stays.user, handed_in_at=timezone.now())
    SkillRatingFactory(sheet=sealed, evidence=f"{THEIRS}, sealed")


def give_talks(gone, stays):
    talk = models.Conversation.objects.create(employee=gone, manager=stays, planned_for=timezone.now())
    led = models.Conversation.objects.create(employee=stays, manager=gone, planned_for=timezone.now())
    note = ConversationNoteFactory
    note(conversation=talk, author=gone.user, text=f"{SECRET}, shared")
    note(conversation=talk, author=gone.user, kind="private", seal_it=f"{SECRET}, my own")
    note(conversation=talk, author=stays.user, kind="private", seal_it=f"{THEIRS}, the manager's own")
    note(conversation=talk, author=stays.user, kind="draft", pending=True, text=f"{THEIRS}, the manager's draft")
    note(conversation=led, author=gone.user, kind="private", seal_it=f"{SECRET}, of my report")
    note(conversation=led, author=gone.user, text="Shared with my report")
    AgendaPointFactory(conversation=talk, author=gone.user, text=SECRET)
    CommitmentFactory(conversation=talk, side="employee", kind="practice", text=SECRET)
    models.Promise.objects.create(employee=gone, side="employee", promised_by=gone, text=SECRET, made_on=LEFT, due_on=LEFT)
    models.Mentorship.objects.create(mentor=stays, mentee=gone, start=gone.hired_on, purpose=SECRET)
    dispute = DisputeFactory(employee=gone, stood=SECRET, wrong=SECRET, wanted=SECRET)
    models.DisputeStep.objects.create(dispute=dispute, kind="remark", text=SECRET, by=stays.user)
    RoleCommentFactory(author=gone.user)
    models.Notice.objects.create(to_person=gone, kind="dispute", on=LEFT, subject=SECRET)
    models.Notice.objects.create(to_person=stays, about=gone, kind="dispute", on=LEFT, subject=SECRET)


def give_decisions(gone, stays):
    seat = RequisitionFactory()
    Application.objects.create(requisition=seat, employee=gone, applied_on=LEFT, feedback=SECRET)
    policy = PolicyRuleFactory().version
    case = Case.objects.create(employee=gone, role=seat.role, nominated_on=LEFT, nominated_by=stays, policy=policy, readiness={})
    CaseStatus.objects.create(case=case, step="decided", on=LEFT, by=stays.user)
    Decision.objects.create(case=case, outcome="refused", on=LEFT, decided_by=stays, reason=SECRET)
