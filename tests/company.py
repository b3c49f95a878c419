"""A small company with every kind of reader round one nurse: what the access tests walk."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from employees import reporting_line
from employees.models import Employee, Position, SkillAssessment, Unit, User
from pathways.models import JobFamily, RoleProfile
from tests.factories.employees import (
    AspirationFactory,
    AssessmentRoundFactory,
    ConversationFactory,
    ConversationNoteFactory,
    DelegationFactory,
    DeliveryFactory,
    DisputeFactory,
    EmployeeFactory,
    FeedbackRequestFactory,
    GoalFactory,
    GrantFactory,
    GroupDutyFactory,
    HeldSkillFactory,
    ImpactEntryFactory,
    MentorshipFactory,
    PlanFactory,
    PositionFactory,
    PromiseFactory,
    RoleCommentFactory,
    SkillAssessmentFactory,
    UnitFactory,
    UserFactory,
)
from tests.factories.pathways import RequirementFactory, RoleProfileFactory, TransitionFactory
from tests.factories.promotions import AuditFactory, FindingFactory, NightlyRunFactory, PolicyRuleFactory, ReadinessFactory, ReviewFactory

LONG_AGO = dt.date(2020, 1, 1)
ABSENCES = {"before": (10, 20), "during": (-5, 5), "after": (-30, -10)}  # of the manager, in days from today
STAND_INS = tuple(f"stand-in-{when}" for when in ABSENCES)


@dataclass(frozen=True, eq=False)
class Company:
    """`subject` is the nurse everybody looks at; `users` are the accounts of the personas by name; nobody has signed in as the others."""

    subject: Employee
    role: RoleProfile
    target: RoleProfile
    users: dict[str, User]

    def user(self, persona: str) -> User | None:
        """Read the account anew, as each request does: access is remembered on the object."""
        known = self.users.get(persona)
        return User.objects.get(pk=known.pk) if known else None


def ladder(shape: str = JobFamily.Shape.LADDER) -> tuple[RoleProfile, RoleProfile]:
    """Return two roles of one family, the lower leading to the higher, which asks two skills."""
    lower = RoleProfileFactory(name="Staff nurse", rank=2, typical_months=24, track__family__shape=shape, track__family__name="Nursing")
    higher = RoleProfileFactory(name="Charge nurse", rank=3, version=lower.version, track=lower.track)
    TransitionFactory(source=lower, target=higher, kind="promotion", minimum_months=12)
    RequirementFactory(profile=lower, level=1)
    for level, weight in ((3, 2), (2, 1)):
        RequirementFactory(profile=higher, level=level, weight=weight, core=weight == 2)
    return lower, higher


def found_company() -> Company:
    """Return the company: chief → matron → ward manager → nurse, and beside them another ward with its manager."""
    lower, higher = ladder()
    hospital = UnitFactory(code="hospital", name="Hospital")
    ward, office = UnitFactory(code="ward", parent=hospital), UnitFactory(code="office")
    names = ["chief", "matron", "manager", "nurse", "sideways", "clerk", "former", "inside", "outside", "gone", "mentor", *STAND_INS]
    people = {
        name: EmployeeFactory(number=name, first_name="Ada", last_name=f"Named-{name}", user=UserFactory(email=f"{name}@example.org"))
        for name in names
    }
    seats = {
        "chief": (hospital, None),
        "matron": (ward, "chief"),
        "manager": (ward, "matron"),
        "sideways": (ward, "matron"),
        "clerk": (ward, "sideways"),
        "former": (office, "chief"),
        "inside": (office, "former"),
        "outside": (office, "former"),
        **dict.fromkeys(("mentor", *STAND_INS), (office, "former")),
    }
    for name, (unit, manager) in seats.items():
        PositionFactory(employee=people[name], unit=unit, manager=people[manager] if manager else None, role=lower.role, start=LONG_AGO)
    give_the_nurse_a_past(people, ward, lower, higher)
    end(people["gone"], ward, lower)
    stand_in(people)
    grants = {"inside": ("hr-partner", hospital), "outside": ("hr-partner", office)}
    for name, (duty, unit) in grants.items():
        GrantFactory(user=people[name].user, duty=duty, unit=unit)
    company_wide = {
        name: GrantFactory(user__email=f"{name}@example.org", duty=duty).user
        for name, duty in (("auditor", "hr-auditor"), ("editor", "framework-editor"), ("administrator", "administrator"))
    }
    AuditFactory(done=True, unit=hospital, asked_by=company_wide["auditor"])
    FindingFactory(review=ReviewFactory(done=True, unit=hospital, asked_by=company_wide["auditor"]), unit=hospital)
    reporting_line.rebuild(timezone.localdate())
    users = {
        "stranger": people["clerk"].user,
        "self": people["nurse"].user,
        "manager": people["manager"].user,
        "skip-level manager": people["matron"].user,
        "sideways manager": people["sideways"].user,
        "former manager": people["former"].user,
        "HR partner inside": people["inside"].user,
        "HR partner outside": people["outside"].user,
        "auditor": company_wide["auditor"],
        "framework editor": company_wide["editor"],
        "administrator": company_wide["administrator"],
        "ended employee": people["gone"].user,
        "mentor": people["mentor"].user,
        **{f"delegate {when}": people[f"stand-in-{when}"].user for when in ABSENCES},
    }
    return Company(people["nurse"], lower, higher, users)


def give_the_nurse_a_past(people: Mapping[str, Employee], ward: Unit, lower: RoleProfile, higher: RoleProfile) -> None:
    """A year under the former manager, then the ward; one assessed skill, a stored readiness row, and a wish kept private."""
    nurse, moved = people["nurse"], timezone.localdate() - dt.timedelta(days=400)
    PositionFactory(employee=nurse, unit=ward, manager=people["former"], role=lower.role, start=LONG_AGO, end=moved)
    PositionFactory(
        employee=nurse, unit=ward, manager=people["manager"], role=lower.role, start=moved, reason=Position.Reason.REORGANISATION
    )
    asked = higher.requirements.order_by("-level").first()
    assert asked is not None
    SkillAssessmentFactory(employee=nurse, skill=asked.skill, level=2, assessor=people["manager"].user, evidence="Led two rounds.")
    HeldSkillFactory(employee=nurse, skill=asked.skill, level=2, source=SkillAssessment.Source.MANAGER)
    kept_with = {"policy": PolicyRuleFactory().version, "version": higher.version, "run": NightlyRunFactory()}
    ReadinessFactory(employee=nurse, role=higher.role, score=4444, met=0, total=2, core=2, time=1, **kept_with)
    AssessmentRoundFactory(employee=nurse, skills=[asked.skill])
    talk = ConversationFactory(employee=nurse, manager=people["manager"], planned_for=timezone.now() + dt.timedelta(days=3))
    ConversationNoteFactory(conversation=talk)
    result = ImpactEntryFactory(employee=nurse)
    result.endorsements.create(endorser=people["manager"], state="asked", on=result.on, asked_on=result.on)
    DisputeFactory(employee=nurse, skill=asked.skill)
    PromiseFactory(employee=nurse, promised_by=people["manager"])
    RoleCommentFactory(role=higher.role)
    DeliveryFactory(state="sent")
    GroupDutyFactory()
    wish = RoleProfileFactory(name="Secret wish", version=lower.version).role
    AspirationFactory(employee=nurse, role=wish)
    ReadinessFactory(employee=nurse, role=wish, score=None, met=0, total=0, **kept_with)


def stand_in(people: Mapping[str, Employee]) -> None:
    """Three absences of the manager, one over, one today, one to come, each with somebody else who stands in; and the nurse's mentor,
    with whom the nurse shares one goal of two; about the other a clerk of another ward is asked for feedback."""
    today = timezone.localdate()
    for when, (start, end) in ABSENCES.items():
        days = {"start": today + dt.timedelta(days=start), "end": today + dt.timedelta(days=end)}
        DelegationFactory(manager=people["manager"], colleague=people[f"stand-in-{when}"], **days)
    MentorshipFactory(mentor=people["mentor"], mentee=people["nurse"])
    plan = PlanFactory(employee=people["nurse"])
    GoalFactory(plan=plan, skill__name="Shared goal", shared_on=today)
    kept_back = GoalFactory(plan=plan, skill__name="Goal kept back")
    FeedbackRequestFactory(cycle__goal=kept_back, asked=people["clerk"])


def end(employee: Employee, ward: Unit, role: RoleProfile) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    PositionFactory(employee=employee, unit=ward, role=role.role, start=LONG_AGO, end=yesterday)
    employee.left_on = yesterday
    employee.save(update_fields=["left_on"])
