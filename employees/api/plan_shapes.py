"""What the API tells of development plans, goals, practice and the learning catalogue."""

from rest_framework import serializers

from config.rest.shapes import Id, Shape, Words
from employees.api.shapes import PersonRef
from employees.models import Action, PlanChange
from employees.presenters.plan_steps import STEPS
from skills.models import HIGHEST_LEVEL, LearningResource

THINGS = tuple(STEPS)
STEP_NAMES = tuple(dict.fromkeys(name for steps in STEPS.values() for name in steps))


class RoleNamed(Shape):
    slug = serializers.CharField(source="role.slug")
    name = serializers.CharField()


class ActionShape(Shape):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Action.Kind.choices)
    text = serializers.CharField()
    hours = serializers.IntegerField(allow_null=True, help_text="In all; null where nobody has said.")
    hours_done = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    resource = serializers.IntegerField(source="resource_id", allow_null=True, help_text="The id in the learning catalogue.")


class MilestoneShape(Shape):
    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    due_on = serializers.DateField()
    reached_on = serializers.DateField(allow_null=True)


class CycleNow(Shape):
    """The round of practice under way."""

    id = serializers.IntegerField(source="pk")
    focus = serializers.CharField()
    start = serializers.DateField()
    until = serializers.DateField()
    asked = serializers.IntegerField(help_text="Colleagues who were asked for feedback.")
    answered = serializers.IntegerField()


class GoalShape(Shape):
    """A goal with what is done for it. `held` is the level that counts now; 0 where nobody has judged the skill."""

    id = serializers.IntegerField(source="goal.pk")
    skill = serializers.CharField(source="goal.skill.name")
    skill_id = serializers.IntegerField(source="goal.skill_id")
    from_level = serializers.IntegerField(source="goal.from_level", help_text="What was held when it was set.")
    held = serializers.IntegerField(source="level")
    level = serializers.IntegerField(source="goal.level", help_text="What is wanted.")
    level_name = serializers.CharField(source="goal.level_name", allow_null=True)
    since = serializers.DateField(source="goal.since")
    due_on = serializers.DateField(source="goal.due_on", allow_null=True)
    reached_on = serializers.DateField(source="goal.reached_on", allow_null=True)
    shared_on = serializers.DateField(source="goal.shared_on", allow_null=True, help_text="Since when mentors see it.")
    hours = serializers.IntegerField(help_text="Of its actions, as far as somebody has said.")
    hours_done = serializers.IntegerField()
    actions = ActionShape(many=True)
    milestones = MilestoneShape(many=True)
    practice = CycleNow(source="cycle", allow_null=True)


class GapToGo(Shape):
    skill_id = serializers.IntegerField(source="skill")
    skill = serializers.CharField(source="name")
    held = serializers.IntegerField()
    wanted = serializers.IntegerField()


class DeadlineShape(Shape):
    """All that is due by one day, and the room there is until then."""

    due = serializers.DateField()
    hours = serializers.IntegerField(help_text="Due by then in all.")
    days = serializers.IntegerField()
    away = serializers.IntegerField(help_text="Days of leave among them.")
    room = serializers.FloatField(help_text="Hours a week × (days − away) ÷ 7.")
    fits = serializers.BooleanField()


class LateShape(Shape):
    text = serializers.CharField(source="load.name")
    due = serializers.DateField(source="load.due")
    ready_by = serializers.DateField(allow_null=True, help_text="The first day that would fit; null when none would.")


class FitShape(Shape):
    """Whether what is planned fits into the hours a week; the arithmetic of the page."""

    fits = serializers.BooleanField()
    hours = serializers.IntegerField(help_text="Hours left in all.")
    undated = serializers.IntegerField(help_text="Those of them without a day.")
    needed = serializers.FloatField(allow_null=True, help_text="Hours a week with which every day would hold; null when none would do.")
    deadlines = DeadlineShape(many=True)
    late = LateShape(many=True)


class DifferenceShape(Shape):
    skill = serializers.CharField(source="skill.name")
    was = serializers.IntegerField(allow_null=True)
    now = serializers.IntegerField(allow_null=True)


class OutdatedShape(Shape):
    """The framework in force, where it is not the version that the plan keeps; `role` is null when it describes the role no more."""

    version = serializers.CharField()
    role = RoleNamed(source="profile", allow_null=True)
    differences = DifferenceShape(many=True)


class PlanShape(Shape):
    """A development plan. Without one `begun_on` is null and there is no goal."""

    person = PersonRef(source="employee")
    begun_on = serializers.DateField(source="plan.start", allow_null=True, default=None)
    role = RoleNamed(source="aim.profile", allow_null=True, help_text="What it aims at, as the plan's own version describes it.")
    framework_version = serializers.CharField(source="plan.version", allow_null=True, default=None)
    outdated = OutdatedShape(source="aim.outdated", allow_null=True)
    hours_a_week = serializers.FloatField(source="plan.hours_a_week", allow_null=True, default=None)
    fit = FitShape(allow_null=True)
    goals = GoalShape(source="rows", many=True)
    proposed = GoalShape(many=True, help_text="Goals that wait for the owner's decision.")
    reached = GoalShape(many=True, help_text="Reached in the last three months.")
    actions = ActionShape(source="loose", many=True, help_text="For the plan as a whole.")
    missing = GapToGo(many=True, help_text="Gaps to the role that are no goal yet, the widest first.")


class PlanStepAsked(Shape):
    """A step of the owner, and what it takes. A field that the step does not know is passed over."""

    thing = serializers.ChoiceField(choices=THINGS, help_text="What it is about; `plan` needs no id.")
    id = Id(required=False, help_text="Of the goal, action, milestone, cycle or request.")
    step = serializers.ChoiceField(
        choices=STEP_NAMES, help_text="; ".join(f"of a {thing}: {', '.join(steps)}" for thing, steps in STEPS.items())
    )
    skill = Id(required=False, help_text="Of a new goal: the id of the skill.")
    level = serializers.IntegerField(required=False, min_value=1, max_value=HIGHEST_LEVEL)
    role = serializers.CharField(required=False, max_length=160, help_text="The slug of a role: what a first goal's plan aims at.")
    resource = Id(required=False, help_text="Of `learn`: the id in the learning catalogue.")
    due_on = serializers.DateField(required=False, allow_null=True)
    hours_a_week = serializers.DecimalField(required=False, allow_null=True, max_digits=4, decimal_places=1)
    kind = serializers.ChoiceField(required=False, choices=Action.Kind.choices)
    text = Words(required=False)
    hours = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    hours_done = serializers.IntegerField(required=False, min_value=0)
    outcome = Words(required=False, allow_blank=True)
    why = Words(required=False, allow_blank=True)
    focus = Words(required=False)
    until = serializers.DateField(required=False)
    colleague = serializers.EmailField(required=False, help_text="Whom to ask for feedback.")
    question = Words(required=False, allow_blank=True)
    learnt = Words(required=False)
    adjustment = Words(required=False, allow_blank=True)


class AimAsked(Shape):
    role = serializers.CharField(max_length=160, help_text="The slug of the role.")
    why = Words(required=False, allow_blank=True, help_text="Needed for a change of aim; kept in the history.")


class ProposalAsked(Shape):
    skill = Id()
    level = serializers.IntegerField(min_value=1, max_value=HIGHEST_LEVEL)
    due_on = serializers.DateField(required=False, allow_null=True)
    why = Words(required=False, allow_blank=True)


class PlanChangeShape(Shape):
    """One step of the history: `was` and `now` are what stood before and after."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=PlanChange.Kind.choices)
    goal = serializers.IntegerField(source="goal_id", allow_null=True)
    was = serializers.CharField(allow_blank=True)
    now = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class FeedbackAsked(Shape):
    """What a colleague asks of you: nothing else of their plan."""

    id = serializers.IntegerField(source="pk")
    person = PersonRef(source="owner")
    focus = serializers.CharField(source="cycle.focus")
    skill = serializers.CharField(source="cycle.goal.skill.name")
    until = serializers.DateField(source="cycle.until")
    question = serializers.CharField(allow_blank=True)
    asked_at = serializers.DateTimeField()
    text = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class FeedbackGiven(Shape):
    text = Words(allow_blank=True, help_text="Empty for: not this time.")


class ClosedGap(Shape):
    skill = serializers.CharField(source="gap.name")
    held = serializers.IntegerField(source="gap.held")
    wanted = serializers.IntegerField(source="gap.wanted")
    brings = serializers.IntegerField()
    levels = serializers.IntegerField(help_text="min(brings, wanted) − held.")


class ResourceShape(Shape):
    """A resource with what it closes of your gaps: levels, levels an hour, levels for one unit of its currency."""

    id = serializers.IntegerField(source="resource.pk")
    name = serializers.CharField(source="resource.name")
    provider = serializers.CharField(source="resource.provider", allow_blank=True)
    format = serializers.ChoiceField(source="resource.format", choices=LearningResource.Format.choices)
    hours = serializers.IntegerField(source="resource.hours", allow_null=True)
    cost = serializers.DecimalField(source="resource.cost", max_digits=10, decimal_places=2, allow_null=True, help_text="0.00 is free.")
    currency = serializers.CharField(source="resource.currency", allow_blank=True)
    url = serializers.CharField(source="resource.url", allow_blank=True)
    levels = serializers.IntegerField(source="closing.levels")
    per_hour = serializers.FloatField(source="closing.per_hour", allow_null=True)
    per_cost = serializers.FloatField(source="closing.per_cost", allow_null=True)
    closes = ClosedGap(source="closing.parts", many=True)
    planned = serializers.BooleanField(help_text="Whether it is in your plan.")


class LearningShape(Shape):
    gaps = GapToGo(many=True)
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = ResourceShape(many=True)
