"""A person's path as JSON: where they stand, the next steps, what is missing, what has changed."""

from rest_framework import serializers

from config.rest.shapes import Shape
from pathways.api.shapes import Map, RoleRef, Standing
from promotions.models.readiness import Status


class PersonRef(Shape):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="The HR system's employee number.")
    name = serializers.CharField()


class StatusField(serializers.ChoiceField):
    """A readiness status by its word."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(choices=[status.name.lower() for status in Status], **kwargs)  # type: ignore[arg-type]  # as the field takes them

    def to_representation(self, value: int) -> str:  # type: ignore[override]  # rows keep it as a number
        return Status(value).name.lower()


class PositionShape(Shape):
    title = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(source="unit.name")
    manager = serializers.CharField(source="manager.name", allow_null=True)
    since = serializers.DateField(source="start")


class StepGate(Shape):
    """One of the three gates of a next step: criteria, seat, decision. Never one number."""

    title = serializers.CharField()
    words = serializers.CharField()
    owner = serializers.CharField(help_text="Whose it is.")
    when = serializers.CharField(allow_blank=True, help_text="Since or from when.")
    details = serializers.ListField(child=serializers.CharField())


class Lever(Shape):
    """One input brought to what is asked, all else as it is, and what that would change."""

    name = serializers.CharField()
    effort = serializers.CharField(source="effort_words")
    gain = serializers.IntegerField(help_text="What it adds to the score, in basis points.")
    gate = serializers.CharField(allow_blank=True, help_text="The gate that this alone turns from fail to pass.")
    status = StatusField(help_text="Where the person would then stand.")
    held = serializers.IntegerField(allow_null=True)
    wanted = serializers.IntegerField(allow_null=True)
    core = serializers.BooleanField()
    on = serializers.DateField(allow_null=True, help_text="Of what takes time alone: the day.")


class CarriedOver(Shape):
    skill = serializers.CharField(source="name")
    held = serializers.IntegerField()
    required = serializers.IntegerField()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class


class Step(Shape):
    """A role one move away, or wished for."""

    role = RoleRef(source="profile")
    kind = serializers.CharField(help_text="The kind of move; aim for a wish that is more than one move away.")
    how_often = serializers.CharField(allow_blank=True)
    standing = Standing()
    score = serializers.IntegerField(source="found.score", allow_null=True, help_text="Basis points; null without requirements.")
    met = serializers.IntegerField(source="found.met")
    total = serializers.IntegerField(source="found.total")
    gates = StepGate(many=True)
    levers = Lever(many=True)
    carried_over = CarriedOver(source="carried", many=True)


class Reached(Shape):
    role = RoleRef(source="step.profile")
    words = serializers.CharField()


class ClosingCredential(Shape):
    credential = serializers.CharField(source="closing.name")
    on = serializers.DateField(source="closing.on", help_text="The first day on which it no longer counts.")
    days = serializers.IntegerField(source="closing.days")
    asked_by_present_role = serializers.BooleanField(source="here")
    steps = serializers.ListField(child=serializers.CharField(), source="slugs", help_text="The next steps that ask for it.")


class Change(Shape):
    on = serializers.DateField()
    words = serializers.CharField()


class PathShape(Shape):
    """A person's path, as My path shows it."""

    person = PersonRef(source="employee")
    as_of = serializers.DateField(source="facts.today")
    position = PositionShape(source="facts.position", allow_null=True)
    role = RoleRef(source="profile", allow_null=True, help_text="Null where no rule in force describes it.")
    months_in_role = serializers.IntegerField(source="facts.facts.months", help_text="Full months, less leave.")
    usual_months = serializers.IntegerField(help_text="Months that people usually stay; 0 when nobody has written it down.")
    next_steps = Step(source="steps", many=True)
    within_reach = Reached(source="reached", many=True, help_text="Next steps that came within reach in the last month.")
    closing_credentials = ClosingCredential(source="warned", many=True)
    changes = Change(many=True)
    map = Map(allow_null=True)


# --- Gap --------------------------------------------------------------------------------------


class DisputeRef(Shape):
    id = serializers.IntegerField()
    open = serializers.BooleanField(source="is_open")


class RequirementLine(Shape):
    """One requirement beside what is held. The score is Σ points ÷ Σ possible, exact."""

    key = serializers.CharField(help_text="What a dispute calls this input.")
    skill = serializers.CharField(source="line.name")
    required = serializers.IntegerField(source="line.required")  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    held = serializers.IntegerField(source="line.held")
    met = serializers.BooleanField(source="line.met")
    weight = serializers.IntegerField(source="line.weight")
    core = serializers.BooleanField(source="line.core")
    source = serializers.CharField(source="line.source", allow_blank=True, help_text="Who judged it; empty when nobody has.")  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    assessed_on = serializers.DateField(source="line.assessed_on", allow_null=True)
    verified = serializers.BooleanField(source="line.verified")
    level_name = serializers.CharField(allow_blank=True)
    descriptor = serializers.CharField(allow_blank=True)
    evidence = serializers.CharField(allow_blank=True)
    assessor = serializers.CharField(allow_blank=True)
    points = serializers.IntegerField(source="line.points")
    possible = serializers.IntegerField(source="line.possible")
    term = serializers.CharField(help_text="Its term of the sum.")
    gain = serializers.IntegerField(help_text="What meeting it would add to the score, in basis points.")
    dispute = DisputeRef(allow_null=True)


class InputShape(Shape):
    key = serializers.CharField(source="input.key")
    name = serializers.CharField(source="input.name")
    dispute = DisputeRef(allow_null=True)


class GateShape(Shape):
    name = serializers.CharField(source="gate.name")
    verdict = serializers.CharField(source="gate.verdict", help_text="pass, fail or not asked.")
    sentence = serializers.CharField(source="gate.sentence", help_text="What decides it.")
    inputs = InputShape(source="disputed", many=True)


class Thresholds(Shape):
    """What the policy in force asks, in basis points of the score."""

    ready_from = serializers.IntegerField()
    near_from = serializers.IntegerField()
    near_failed_gates = serializers.IntegerField()
    minimum_rating = serializers.IntegerField(allow_null=True)


class StoredRow(Shape):
    on = serializers.DateField(source="row.run.on")
    standing = Standing(source="stored")
    score = serializers.IntegerField(source="row.score", allow_null=True)
    differs = serializers.BooleanField(help_text="Whether something has changed since.")


class Arrivals(Shape):
    slug = serializers.CharField(source="source.slug")
    name = serializers.CharField(source="source.name")
    words = serializers.CharField()


class MadeMoves(Shape):
    """Who has made the move: counts that name nobody."""

    straight = serializers.CharField(allow_blank=True)
    others = Arrivals(source="told", many=True)


class GapShape(Shape):
    """One person measured against one role, with every step of the arithmetic."""

    person = PersonRef(source="employee")
    role = RoleRef(source="profile")
    as_of = serializers.DateField(source="explanation.on")
    framework_version = serializers.CharField(source="explanation.version_name")
    policy = serializers.CharField(source="explanation.policy_name")
    thresholds = Thresholds(source="explanation.thresholds")
    standing = Standing()
    status = StatusField(source="explanation.status")
    status_sentence = serializers.CharField(source="explanation.status_sentence")
    score = serializers.IntegerField(
        source="explanation.score", allow_null=True, help_text="Basis points, rounded down; null without requirements."
    )
    points = serializers.IntegerField(source="explanation.points")
    possible = serializers.IntegerField(source="explanation.possible")
    sum = serializers.CharField(source="explanation.sum_text", help_text="The sum as one would write it down.")
    met = serializers.IntegerField(source="explanation.met")
    total = serializers.IntegerField(source="explanation.total")
    requirements = RequirementLine(source="lines", many=True)
    gates = GateShape(many=True)
    stored = StoredRow(source="stored_row", allow_null=True, help_text="What the last run kept; null where it keeps none, or none for you.")
    made = MadeMoves(help_text="Who has made this move, and from where others came.")
