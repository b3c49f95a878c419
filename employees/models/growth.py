"""What a person has achieved, wants and plans; and who helps."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Prefetch, Q, Subquery, UniqueConstraint
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, pgettext_lazy

from employees import access
from employees.models.accounts import User
from employees.models.people import Employee
from employees.models.periods import Period, PeriodQuerySet
from employees.models.skill_profile import Project
from pathways.models import FrameworkVersion, Role
from skills.models import HIGHEST_LEVEL, LearningResource, ProficiencyLevel, Skill, proficiency_field


class ImpactEntryQuerySet(models.QuerySet["ImpactEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return one's own with the drafts, those of people whose record one may open, and those one is asked to endorse."""
        own = access.of(user).employee
        seen = Q(employee__in=Employee.objects.visible_to(user))
        if own is None:
            return self.filter(seen, draft=False)
        asked = Endorsement.objects.filter(endorser=own, state__in=[Endorsement.State.ASKED, Endorsement.State.GIVEN])
        return self.filter(Q(draft=False) & (seen | Q(pk__in=asked.values("entry"))) | Q(employee=own))

    def between(self, first: dt.date | None, last: dt.date | None) -> Self:
        """Return those of a period, both days with it; None leaves an end open."""
        since = self.filter(on__gte=first) if first else self
        return since.filter(on__lte=last) if last else since

    def with_words(self) -> Self:
        """Fetch skills, project and the endorsements with who gives them."""
        given = Endorsement.objects.select_related("endorser").order_by("pk")
        return self.select_related("project", "employee").prefetch_related("skills", Prefetch("endorsements", queryset=given))


class ImpactEntry(models.Model):
    """A result in the form problem – decision – value, with a measure. A draft is its author's alone, and may be unfinished."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="impact_entries")
    on = models.DateField()
    problem = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    value = models.TextField(blank=True)
    metric = models.CharField(max_length=200, blank=True)
    project = models.ForeignKey(Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="impact_entries")
    skills: "models.ManyToManyField[Skill, models.Model]" = models.ManyToManyField(Skill, blank=True, related_name="+")
    draft = models.BooleanField(default=False, db_default=False)

    objects = ImpactEntryQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "-on"]
        verbose_name_plural = "impact entries"
        constraints = [
            CheckConstraint(condition=Q(draft=True) | (~Q(problem="") & ~Q(value="")), name="impact_entry_says_what_and_why"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} on {self.on}"

    @property
    def title(self) -> str:
        """What came of it, cut to a line."""
        return Truncator(self.value or self.problem).chars(90)

    @property
    def given(self) -> list["Endorsement"]:
        return [one for one in self.endorsements.all() if one.state == Endorsement.State.GIVEN]


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those one was asked for or has given, and those of one's own results."""
        own = access.of(user).employee
        return self.filter(Q(endorser=own) | Q(entry__employee=own)) if own else self.none()

    def asked_of(self, endorser: Employee) -> Self:
        return self.filter(endorser=endorser, state=Endorsement.State.ASKED)


class Endorsement(models.Model):
    """What a colleague says of a result, once asked; or unasked, somebody who may read it. `on` is the day of the newest step."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("a person", "asked")
        GIVEN = "given", gettext_lazy("given")
        DECLINED = "declined", gettext_lazy("declined")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    entry = models.ForeignKey(ImpactEntry, on_delete=models.CASCADE, related_name="endorsements")
    endorser = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="endorsements_given")
    text = models.TextField(blank=True)
    on = models.DateField()
    asked_on = models.DateField(null=True, blank=True, help_text=gettext_lazy("Empty when it was given unasked."))
    state = models.CharField(max_length=10, choices=State, default=State.GIVEN, db_default=State.GIVEN)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["entry", "endorser"], name="endorsement_once"),
            CheckConstraint(condition=Q(state__in=["asked", "given", "declined", "withdrawn"]), name="endorsement_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.endorser_id}"


class AspirationQuerySet(models.QuerySet["Aspiration"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the reader's own wishes. Those of others are told of on the pages about these people, as far as they are shared."""
        own = access.of(user).employee
        return self.filter(employee=own) if own else self.none()


class Aspiration(models.Model):
    """A role that a person wants. Private until shared."""

    class Goal(models.TextChoices):
        PROMOTION = "promotion", gettext_lazy("promotion")
        FIELD = "field", gettext_lazy("change of field")
        EXPERTISE = "expertise", gettext_lazy("expertise")
        RE_ENTRY = "re-entry", gettext_lazy("re-entry")
        WIND_DOWN = "wind-down", gettext_lazy("wind-down")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="aspirations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="aspirations")
    goal = models.CharField(max_length=10, choices=Goal, default=Goal.PROMOTION)
    within_months = models.PositiveSmallIntegerField(null=True, blank=True)
    open_to_move = models.BooleanField(default=False)
    since = models.DateField()
    shared_on = models.DateField(null=True, blank=True, help_text="Empty while it is private.")

    objects = AspirationQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["employee", "role"], name="aspiration_once"),
            CheckConstraint(
                condition=Q(goal__in=["promotion", "field", "expertise", "re-entry", "wind-down"]), name="aspiration_goal_known"
            ),
            CheckConstraint(condition=Q(shared_on__isnull=True) | Q(shared_on__gte=F("since")), name="aspiration_shared_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} wants {self.role_id}"


class PlanQuerySet(PeriodQuerySet["Plan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the plans of the people whose record this reader may open: themselves, their line, their HR units."""
        return self.filter(employee__in=Employee.objects.visible_to(user))


class Plan(Period):
    """A development plan towards a role. It keeps the framework version that it was made under until its owner takes over another."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="plans")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["employee", "-start"]
        constraints = [
            *Period.Meta.constraints,
            UniqueConstraint(fields=["employee"], condition=Q(end__isnull=True), name="plan_one_current"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.employee_id} from {self.start}"


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the goals of whom the reader may open the record, and those shared with the reader as somebody's mentor."""
        return self.filter(access.of(user).goals())

    def shared_with(self, user: User | AnonymousUser) -> Self:
        """Return those shared with the reader as a mentor, whatever else they may see."""
        return self.filter(access.of(user).shared_goals())

    def own(self, user: User | AnonymousUser) -> Self:
        own = access.of(user).employee
        return self.filter(plan__employee=own) if own else self.none()

    def in_plans_on(self, day: dt.date) -> Self:
        return self.filter(plan__in=Plan.objects.on(day))

    def with_words(self) -> Self:
        """Add `level_name`, what the level aimed at is called, and fetch the skill and the plan."""
        names = ProficiencyLevel.objects.filter(scale=OuterRef("skill__scale"), level=OuterRef("level")).values("name")
        return self.select_related("skill", "plan__employee").annotate(level_name=Subquery(names))

    def kept(self) -> Self:
        """Return the goals that their owner decided for and has not dropped, reached or not."""
        return self.filter(proposed=False, dropped_on__isnull=True)

    def with_what_is_done(self) -> Self:
        """Fetch each goal's actions and milestones, without what was dropped."""
        kept = [Action.objects.filter(dropped_on=None).order_by("due_on", "pk"), Milestone.objects.filter(dropped_on=None)]
        return self.prefetch_related(Prefetch("actions", queryset=kept[0]), Prefetch("milestones", queryset=kept[1]))

    def open(self) -> Self:
        """Return the goals that their owner works on: decided for, not reached, not dropped."""
        return self.filter(proposed=False, reached_on__isnull=True, dropped_on__isnull=True)

    def proposed(self) -> Self:
        """Return those that somebody who leads the person has proposed, and that wait for the owner's word."""
        return self.filter(proposed=True, dropped_on__isnull=True)


class Goal(models.Model):
    """A skill to bring to a level. `from_level` is what was held when it was set; what is held now stands with the skill.

    Whoever leads the person sees it; their mentors once it is shared.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = proficiency_field()
    from_level = proficiency_field(lowest=0, default=0)
    since = models.DateField(default=timezone.localdate)
    due_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    shared_on = models.DateField(null=True, blank=True, help_text=gettext_lazy("Empty while no mentor sees it."))
    dropped_on = models.DateField(null=True, blank=True)
    proposed = models.BooleanField(default=False, help_text="Somebody who leads the person has proposed it; the owner has not decided.")

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["plan", "skill"], condition=Q(reached_on__isnull=True, dropped_on__isnull=True), name="goal_skill_once_open"
            ),
            CheckConstraint(condition=Q(level__range=(1, HIGHEST_LEVEL)), name="goal_level_1_to_10"),
            CheckConstraint(condition=Q(from_level__range=(0, HIGHEST_LEVEL)), name="goal_from_level_0_to_10"),
            CheckConstraint(condition=Q(reached_on__isnull=True) | Q(dropped_on__isnull=True, proposed=False), name="goal_ends_one_way"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} to {self.level}"

    @property
    def is_open(self) -> bool:
        return not self.proposed and self.reached_on is None and self.dropped_on is None


class ActionQuerySet(models.QuerySet["Action"]):
    def of_plan(self, plan: Plan) -> Self:
        """Return what is done for the goals of the plan, and for the plan as a whole."""
        return self.filter(Q(goal__plan=plan) | Q(plan=plan))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        plans = Plan.objects.visible_to(user)
        return self.filter(Q(goal__plan__in=plans) | Q(plan__in=plans))

    def open(self) -> Self:
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)


class Action(models.Model):
    """Something to do for a goal, or for the plan as a whole, which then stands as `plan`."""

    class Kind(models.TextChoices):
        COURSE = "course", gettext_lazy("course")
        PRACTICE = "practice", gettext_lazy("practice")
        STRETCH = "stretch", gettext_lazy("stretch assignment")
        MENTORING = "mentoring", gettext_lazy("mentoring")
        PROJECT = "project", gettext_lazy("project")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="actions")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="actions")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=400)
    resource = models.ForeignKey(LearningResource, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_done = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it, in the owner's words.")

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(kind__in=["course", "practice", "stretch", "mentoring", "project"]), name="action_kind_known"),
            CheckConstraint(condition=~Q(text=""), name="action_says_what"),
            CheckConstraint(
                condition=Q(goal__isnull=False, plan__isnull=True) | Q(goal__isnull=True, plan__isnull=False),
                name="action_of_a_goal_or_a_plan",
            ),
            CheckConstraint(condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="action_ends_one_way"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_on is None

    @property
    def hours_left(self) -> int:
        """What is still to be put in; 0 when nobody has said how long it takes."""
        return max(0, (self.hours or 0) - self.hours_done) if self.is_open else 0

    @property
    def whose(self) -> Plan:
        return self.goal.plan if self.goal else self.plan  # type: ignore[return-value]  # the database holds one of both


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(goal__plan__in=Plan.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(reached_on__isnull=True, dropped_on__isnull=True)


class Milestone(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=400)
    due_on = models.DateField()
    reached_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(condition=~Q(text=""), name="milestone_says_what"),
            CheckConstraint(condition=Q(reached_on__isnull=True) | Q(dropped_on__isnull=True), name="milestone_ends_one_way"),
        ]

    def __str__(self) -> str:
        return self.text


class MentorshipQuerySet(PeriodQuerySet["Mentorship"]):  # type: ignore[override, unused-ignore]  # the plugin sees a manager type or not, by the order in which it reads
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those of the reader, from either side."""
        own = access.of(user).employee
        return self.filter(Q(mentor=own) | Q(mentee=own)) if own else self.none()


class Mentorship(Period):
    class Kind(models.TextChoices):
        MENTOR = "mentor", gettext_lazy("mentor")
        SPONSOR = "sponsor", gettext_lazy("sponsor")
        PRECEPTOR = "preceptor", gettext_lazy("preceptor")
        PEER = "peer", gettext_lazy("peer")

    mentor = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="mentees")
    mentee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="mentors")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MENTOR)
    purpose = models.TextField(blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            UniqueConstraint(fields=["mentor", "mentee", "kind"], condition=Q(end__isnull=True), name="mentorship_one_current"),
            CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentorship_not_with_oneself"),
            CheckConstraint(condition=Q(kind__in=["mentor", "sponsor", "preceptor", "peer"]), name="mentorship_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} for {self.mentee_id}"
