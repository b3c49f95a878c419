"""People for tests. Every default is fixed, so that a test's outcome never hangs on the day it runs."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from employees import models
from employees.conversations import private
from employees.demographics.answers import seal
from employees.demographics.questions import questions
from employees.webhooks import events, signing
from tests.factories.skills import SkillFactory

HIRED = dt.date(2020, 1, 1)


def set_password(user: models.User, create: bool, extracted: str | None, **_: object) -> None:
    """`UserFactory(password="…")` sets one; without it nobody can sign in by password."""
    user.set_password(extracted)
    if create:
        user.save(update_fields=["password"])


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")

    password = factory.PostGeneration(set_password)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = models.Unit

    code = factory.Sequence(lambda n: f"unit-{n}")
    name = factory.Sequence(lambda n: f"Unit {n}")
    parent = None


class GrantFactory(DjangoModelFactory):
    """`GrantFactory(duty="hr-partner", unit=…)`; the other duties are company-wide and take no unit."""

    class Meta:
        model = models.Grant

    user = factory.SubFactory(UserFactory)
    duty = models.Grant.Duty.HR_AUDITOR
    unit = None


class EmployeeFactory(DjangoModelFactory):
    """A person without a position. `EmployeeFactory(with_user=True)` gives an account of the same e-mail."""

    class Meta:
        model = models.Employee

    class Params:
        with_user = factory.Trait(user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")))

    number = factory.Sequence(lambda n: f"{n + 1:05}")
    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")
    email = factory.LazyAttribute(lambda person: f"{person.first_name}.{person.last_name}@example.com".lower())
    hired_on = HIRED
    left_on = None


class PositionFactory(DjangoModelFactory):
    """`PositionFactory(role=None)` is a position that no framework describes."""

    class Meta:
        model = models.Position

    employee = factory.SubFactory(EmployeeFactory)
    role = factory.SubFactory("tests.factories.pathways.RoleFactory")
    unit = factory.SubFactory(UnitFactory)
    manager = None
    title = ""
    reason = models.Position.Reason.HIRE
    start = factory.SelfAttribute("employee.hired_on")
    end = None


class RoleMoveFactory(DjangoModelFactory):
    """A figure, as the nightly run would have counted it: no positions stand behind it."""

    class Meta:
        model = models.RoleMove

    source = factory.SubFactory("tests.factories.pathways.RoleFactory")
    target = factory.SubFactory("tests.factories.pathways.RoleFactory")
    people = 7
    months = 20


class LeaveFactory(DjangoModelFactory):
    class Meta:
        model = models.Leave

    employee = factory.SubFactory(EmployeeFactory)
    kind = models.Leave.Kind.PARENTAL
    start = dt.date(2021, 3, 1)
    end = dt.date(2021, 9, 1)


class SkillAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = models.SkillAssessment

    employee = factory.SubFactory(EmployeeFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 2
    source = models.SkillAssessment.Source.MANAGER
    on = dt.date(2024, 1, 1)


class AssessmentRoundFactory(DjangoModelFactory):
    """An open round over one skill; `skills=[…]` for others."""

    class Meta:
        model = models.AssessmentRound
        skip_postgeneration_save = True

    employee = factory.SubFactory(EmployeeFactory)
    opened_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(lambda opened: opened.opened_on + dt.timedelta(days=14))

    @factory.post_generation
    def skills(self, create, extracted, **_):
        self.skills.set([SkillFactory()] if extracted is None else extracted)


class RatingSheetFactory(DjangoModelFactory):
    """A draft; `handed_in_at=…` hands it in."""

    class Meta:
        model = models.RatingSheet

    round = factory.SubFactory(AssessmentRoundFactory)
    side = "manager"
    by = factory.SubFactory(UserFactory)


class SkillRatingFactory(DjangoModelFactory):
    class Meta:
        model = models.SkillRating

    sheet = factory.SubFactory(RatingSheetFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 3


class RatingEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = models.RatingEvidence

    rating = factory.SubFactory(SkillRatingFactory)
    project = factory.SubFactory("tests.factories.employees.ProjectFactory")


class HeldSkillFactory(DjangoModelFactory):
    class Meta:
        model = models.HeldSkill

    employee = factory.SubFactory(EmployeeFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 2
    source = models.SkillAssessment.Source.MANAGER
    on = dt.date(2024, 1, 1)


class HeldCredentialFactory(DjangoModelFactory):
    class Meta:
        model = models.HeldCredential

    employee = factory.SubFactory(EmployeeFactory)
    credential = factory.SubFactory("tests.factories.skills.CredentialFactory")
    issued_on = dt.date(2024, 1, 1)
    expires_on = None


class PerformanceRatingFactory(DjangoModelFactory):
    class Meta:
        model = models.PerformanceRating

    employee = factory.SubFactory(EmployeeFactory)
    value = 3
    on = dt.date(2024, 1, 1)


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = models.Project

    name = factory.Sequence(lambda n: f"Project {n}")
    complexity = 3
    start = dt.date(2023, 1, 1)
    end = dt.date(2023, 7, 1)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assignment

    employee = factory.SubFactory(EmployeeFactory)
    project = factory.SubFactory(ProjectFactory)
    as_lead = True
    finished = True
    start = factory.SelfAttribute("project.start")
    end = factory.SelfAttribute("project.end")


class ImpactEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.ImpactEntry

    employee = factory.SubFactory(EmployeeFactory)
    on = dt.date(2024, 6, 1)
    problem = "Handovers took an hour."
    decision = "A board with three questions."
    value = "They take half an hour."


class AspirationFactory(DjangoModelFactory):
    class Meta:
        model = models.Aspiration

    employee = factory.SubFactory(EmployeeFactory)
    role = factory.SubFactory("tests.factories.pathways.RoleFactory")
    since = dt.date(2024, 1, 1)


class DemographicsFactory(DjangoModelFactory):
    """`DemographicsFactory(sex="man", birth_year=1990)` seals its answers as the product does."""

    class Meta:
        model = models.Demographics

    class Params:
        sex = "woman"
        ethnicity = disability = birth_year = None

    employee = factory.SubFactory(EmployeeFactory)
    sealed_sex = factory.LazyAttribute(lambda said: seal("sex", said.employee.pk, said.sex))
    sealed_ethnicity = factory.LazyAttribute(lambda said: seal("ethnicity", said.employee.pk, said.ethnicity))
    sealed_disability = factory.LazyAttribute(lambda said: seal("disability", said.employee.pk, said.disability))
    sealed_birth_year = factory.LazyAttribute(lambda said: seal("birth_year", said.employee.pk, said.birth_year))
    from_feed = True


class DemographicConsentFactory(DjangoModelFactory):
    """One in force, to the text that is asked today."""

    class Meta:
        model = models.DemographicConsent

    employee = factory.SubFactory(EmployeeFactory)
    purpose = models.DemographicConsent.Purpose.EQUALITY_AUDIT
    text_version = factory.LazyFunction(lambda: questions().text_version)
    given_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = models.Plan

    employee = factory.SubFactory(EmployeeFactory)
    start = dt.date(2024, 1, 1)


class GoalFactory(DjangoModelFactory):
    """`GoalFactory(shared_on=…)` is one that mentors see."""

    class Meta:
        model = models.Goal

    plan = factory.SubFactory(PlanFactory)
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    level = 3


class ActionFactory(DjangoModelFactory):
    """Something to do for a goal; `ActionFactory(goal=None, plan=…)` for a plan as a whole."""

    class Meta:
        model = models.Action

    goal = factory.SubFactory(GoalFactory)
    kind = models.Action.Kind.PRACTICE
    text = factory.Sequence(lambda n: f"Practise {n}")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = models.Milestone

    goal = factory.SubFactory(GoalFactory)
    text = "First time alone"
    due_on = dt.date(2026, 12, 1)


class PracticeCycleFactory(DjangoModelFactory):
    class Meta:
        model = models.PracticeCycle

    goal = factory.SubFactory(GoalFactory)
    focus = "Ask before I answer"
    start = dt.date(2026, 11, 2)
    until = dt.date(2026, 12, 14)


class FeedbackRequestFactory(DjangoModelFactory):
    """A request that waits for its answer."""

    class Meta:
        model = models.FeedbackRequest

    cycle = factory.SubFactory(PracticeCycleFactory)
    asked = factory.SubFactory(EmployeeFactory, with_user=True)
    question = "What did you see in the rounds?"


class DisputeFactory(DjangoModelFactory):
    """An open dispute of a skill's level. `DisputeFactory(kind="time", skill=None, wanted_level=None)` disputes something else."""

    class Meta:
        model = models.Dispute

    employee = factory.SubFactory(EmployeeFactory)
    kind = models.Dispute.Kind.SKILL
    skill = factory.SubFactory("tests.factories.skills.SkillFactory")
    stood = "level 2, judged by manager on 1 January 2024"
    wrong = "I lead the rounds since March."
    wanted = "level 3 · practitioner"
    wanted_level = 3


class RoleCommentFactory(DjangoModelFactory):
    """An open comment whose author is gone."""

    class Meta:
        model = models.RoleComment

    role = factory.SubFactory("tests.factories.pathways.RoleFactory")
    text = "The second language is asked nowhere else."


class WebhookFactory(DjangoModelFactory):
    """An active hook that hears every event; its secret is `SECRET`. `WebhookFactory(url=…)` goes to a server of the test's own."""

    class Meta:
        model = models.Webhook

    class Params:
        secret_text = "whsec_of-the-tests"

    name = factory.Sequence(lambda n: f"Payroll {n}")
    url = "https://hooks.example.com/pathways"
    events = events.written(events.WORDS)
    secret = factory.LazyAttribute(lambda hook: signing.sealed(hook.secret_text))


class DeliveryFactory(DjangoModelFactory):
    """An event that waits to be posted, due since long ago."""

    class Meta:
        model = models.Delivery

    webhook = factory.SubFactory(WebhookFactory)
    event = "nightly.ended"
    key = factory.Sequence(lambda n: f"nightly.ended/{n}")
    body = '{"event":"nightly.ended"}'
    next_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class ConversationFactory(DjangoModelFactory):
    """Held on the day given, or planned for the moment given."""

    class Meta:
        model = models.Conversation

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    planned_for = factory.LazyAttribute(lambda made: dt.datetime.combine(made.held_on or HIRED, dt.time(9), dt.UTC))
    held_on = None


class ConversationNoteFactory(DjangoModelFactory):
    """Shared notes; `kind="private", seal_it="…"` lies sealed."""

    class Meta:
        model = models.ConversationNote
        skip_postgeneration_save = True

    conversation = factory.SubFactory(ConversationFactory)
    author = factory.SelfAttribute("conversation.manager.user")
    kind = models.ConversationNote.Kind.SHARED
    text = factory.LazyAttribute(lambda note: "" if note.kind == "private" else "What we agreed")
    version = 1

    @factory.post_generation
    def seal_it(self, create, extracted, **_):
        if self.kind == "private" and extracted:
            self.sealed = private.sealed(self.pk, extracted)
            self.save(update_fields=["sealed"])


class AgendaPointFactory(DjangoModelFactory):
    class Meta:
        model = models.AgendaPoint

    conversation = factory.SubFactory(ConversationFactory)
    side = models.Promise.Side.EMPLOYEE
    author = factory.SelfAttribute("conversation.employee.user")
    text = "Night shifts"


class CommitmentFactory(DjangoModelFactory):
    """A manager's; `side="employee", kind="practice"` for the other side's."""

    class Meta:
        model = models.Commitment

    conversation = factory.SubFactory(ConversationFactory)
    side = models.Promise.Side.MANAGER
    text = "Find cover for the course days"
    due_on = dt.date(2026, 2, 1)


class PromiseFactory(DjangoModelFactory):
    class Meta:
        model = models.Promise

    employee = factory.SubFactory(EmployeeFactory)
    side = models.Promise.Side.MANAGER
    promised_by = factory.Maybe(
        factory.LazyAttribute(lambda made: made.side == models.Promise.Side.EMPLOYEE),
        yes_declaration=factory.SelfAttribute("employee"),
        no_declaration=factory.SubFactory(EmployeeFactory),
    )
    text = "Find cover for the course days"
    made_on = dt.date(2026, 1, 1)
    due_on = dt.date(2026, 2, 1)


class MentorshipFactory(DjangoModelFactory):
    class Meta:
        model = models.Mentorship

    mentor = factory.SubFactory(EmployeeFactory)
    mentee = factory.SubFactory(EmployeeFactory)
    start = dt.date(2024, 1, 1)


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = models.Delegation

    manager = factory.SubFactory(EmployeeFactory)
    colleague = factory.SubFactory(EmployeeFactory)
    start = dt.date(2024, 1, 1)
    end = dt.date(2024, 2, 1)


class DirectoryGroupFactory(DjangoModelFactory):
    """A group of the directory without members."""

    class Meta:
        model = models.DirectoryGroup

    display_name = factory.Sequence(lambda n: f"Group {n}")


class GroupDutyFactory(DjangoModelFactory):
    class Meta:
        model = models.GroupDuty

    group = factory.SubFactory(DirectoryGroupFactory)
    duty = models.Grant.Duty.HR_AUDITOR
    unit = None
