"""Roles, families and maps as JSON."""

from rest_framework import serializers

from config.rest.shapes import Shape
from pathways.models import JobFamily, Track, Transition


class FamilyRef(Shape):
    slug = serializers.CharField()
    name = serializers.CharField()


class RoleRef(Shape):
    """A role as the rules in force call it, and its place."""

    slug = serializers.CharField(source="role.slug", help_text="What addresses call it.")
    name = serializers.CharField()
    family = FamilyRef()
    track = serializers.CharField(source="track.name")
    level = serializers.CharField(source="level.name", allow_null=True)
    rank = serializers.IntegerField(allow_null=True, help_text="Seniority, comparable across the families of a framework.")


class RoleRow(RoleRef):
    track_kind = serializers.ChoiceField(source="track.kind", choices=Track.Kind.choices)
    framework = serializers.CharField(source="version.framework.name")
    usual_months = serializers.IntegerField(source="typical_months", allow_null=True, help_text="How long people usually stay in it.")
    critical = serializers.BooleanField()


class FamilyRow(FamilyRef):
    shape = serializers.ChoiceField(choices=JobFamily.Shape.choices, help_text="How people move through its roles.")
    group = serializers.CharField(source="group.name", allow_null=True)
    framework = serializers.CharField(source="framework.name")
    roles = serializers.IntegerField(source="role_count", help_text="How many roles of it are in force.")
    description = serializers.CharField(allow_blank=True)


# --- Maps -------------------------------------------------------------------------------------


class Stop(Shape):
    """A role on a map."""

    role = serializers.CharField(source="slug")
    name = serializers.CharField()
    level = serializers.CharField(allow_blank=True)
    rank = serializers.IntegerField(allow_null=True, help_text="The row, highest on top; null stands below all others.")
    column = serializers.CharField(source="column_name", help_text="The column: a track, or on a lattice a family.")
    usual_months = serializers.IntegerField(source="months", allow_null=True)
    mark = serializers.CharField(allow_blank=True, help_text="Why it stands out: here, next, aim, centre, or empty.")
    status = serializers.CharField(allow_blank=True, help_text="Readiness for it: ready, near, developing, unknown, or empty.")
    note = serializers.CharField(allow_blank=True)


class MoveTold(Shape):
    """A written move, and how many people made it, as far as that names nobody."""

    kind = serializers.ChoiceField(choices=Transition.Kind.choices)
    people = serializers.IntegerField(
        source="told", allow_null=True, help_text="Null for fewer than five people, and where nobody counted; `how_often` says which."
    )
    how_often = serializers.CharField(allow_blank=True)
    minimum_months = serializers.IntegerField(allow_null=True, help_text="Months in the source role that policy asks for.")


class MapMove(Shape):
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    target = serializers.CharField()
    move = MoveTold()


class SkillOfBand(Shape):
    skill = serializers.CharField()
    required = serializers.IntegerField()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    held = serializers.IntegerField()
    state = serializers.CharField(help_text="asked (nobody is measured), met, part or none.")


class Band(Shape):
    role = serializers.CharField(source="station.slug")
    skills = SkillOfBand(source="asked", many=True)


class Slot(Shape):
    complexity = serializers.IntegerField()
    as_lead = serializers.BooleanField()
    project = serializers.CharField(allow_blank=True, help_text="The finished project that fills it; empty while it waits.")


class Tier(Shape):
    role = serializers.CharField(source="station.slug")
    slots = Slot(many=True)


class Map(Shape):
    """The data that the page's map is drawn from. `bands` and `tiers` belong to families of those shapes."""

    stations = Stop(many=True)
    moves = MapMove(source="moves_between", many=True)
    bands = Band(many=True)
    tiers = Tier(many=True)


class LevelOfFamily(Shape):
    level = serializers.CharField()
    roles = RoleRef(source="profiles", many=True)


class FamilyDetail(Shape):
    """A job family with its map. A lattice is drawn around `centre`."""

    slug = serializers.CharField(source="family.slug")
    name = serializers.CharField(source="family.name")
    shape = serializers.ChoiceField(source="family.shape", choices=JobFamily.Shape.choices)
    description = serializers.CharField(source="family.description", allow_blank=True)
    levels = LevelOfFamily(many=True)
    centre = RoleRef(allow_null=True)
    own_role = RoleRef(source="own", allow_null=True, help_text="Your own role, where it belongs to the family.")
    map = Map()


# --- One role ---------------------------------------------------------------------------------


class SkillAsked(Shape):
    skill = serializers.CharField(source="skill.name")
    level = serializers.IntegerField()
    level_name = serializers.CharField(allow_null=True)
    descriptor = serializers.CharField(allow_null=True, help_text="What the level means for this skill, in plain words.")
    weight = serializers.IntegerField(help_text="Its weight in the score.")
    core = serializers.BooleanField(help_text="Whether the core gate fails without it.")


class ProjectsAsked(Shape):
    complexity = serializers.IntegerField()
    count = serializers.IntegerField()
    as_lead = serializers.BooleanField()


class Way(Shape):
    """A move into or out of the role, written or really made or both."""

    role = RoleRef(source="profile")
    written = serializers.BooleanField()
    kind = serializers.CharField(source="move.kind", allow_blank=True)
    people = serializers.IntegerField(source="move.told", allow_null=True)
    how_often = serializers.CharField(source="move.how_often", allow_blank=True)
    typical_months = serializers.IntegerField(source="months", allow_null=True, help_text="What people stayed before it, as a median.")


class Standing(Shape):
    """Readiness as people read it."""

    word = serializers.CharField(help_text="ready, near, developing, or why there is none.")
    percent = serializers.IntegerField(allow_null=True)


class RoleDetail(Shape):
    """A role's profile: what it asks, where it leads, what you hold of it."""

    slug = serializers.CharField(source="profile.role.slug")
    name = serializers.CharField(source="profile.name")
    family = FamilyRef(source="profile.family")
    track = serializers.CharField(source="profile.track.name")
    level = serializers.CharField(source="profile.level.name", allow_null=True)
    rank = serializers.IntegerField(source="profile.rank", allow_null=True)
    framework_version = serializers.CharField(source="profile.version")
    summary = serializers.CharField(source="profile.summary", allow_blank=True)
    usual_months = serializers.IntegerField(source="profile.typical_months", allow_null=True)
    critical = serializers.BooleanField(source="profile.critical")
    pay_from = serializers.DecimalField(source="profile.pay_from", max_digits=12, decimal_places=2, allow_null=True)
    pay_to = serializers.DecimalField(source="profile.pay_to", max_digits=12, decimal_places=2, allow_null=True)
    currency = serializers.CharField(source="profile.currency", allow_blank=True)
    open_seats = serializers.IntegerField(source="seats")
    requirements = SkillAsked(many=True)
    credentials = serializers.ListField(child=serializers.CharField(), source="credential_names")
    projects = ProjectsAsked(many=True)
    ways_out = Way(many=True)
    ways_in = Way(many=True)
    own_standing = Standing(source="standing", allow_null=True, help_text="As the last run left it; null without a stored row.")


class RoleFound(Shape):
    roles = RoleRef(source="profiles", many=True)
    more = serializers.BooleanField(help_text="Whether more roles fit; a longer text reaches them.")


# --- Two roles --------------------------------------------------------------------------------


class Compared(Shape):
    role = RoleRef(source="profile")
    open_seats = serializers.IntegerField(source="seats")
    asked = serializers.IntegerField(help_text="How many skills it asks.")
    met = serializers.IntegerField(allow_null=True, help_text="How many of them you hold as asked; null without a record.")


class SkillBeside(Shape):
    skill = serializers.CharField(source="name")
    first = serializers.IntegerField(help_text="The level that the first role asks; 0 for none.")
    second = serializers.IntegerField()
    core = serializers.ListField(child=serializers.BooleanField(), help_text="Whether it is core to the first, to the second.")
    held = serializers.IntegerField(allow_null=True)
    difference = serializers.CharField(help_text="What the second asks, seen from the first: more, added, same, less or dropped.")


class Beside(Shape):
    name = serializers.CharField(source="words")
    first = serializers.BooleanField()
    second = serializers.BooleanField()
    held = serializers.BooleanField(allow_null=True)


class SideBySide(Shape):
    skills = SkillBeside(many=True)
    credentials = Beside(many=True)
    projects = Beside(many=True)


class Between(Shape):
    source = RoleRef()  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    target = RoleRef()
    move = MoveTold(allow_null=True, help_text="Null when no move is written.")


class Near(Shape):
    slug = serializers.CharField(source="role.slug")
    name = serializers.CharField()


class Neighbours(Shape):
    """Roles a written move away: of the first alone, of both, of the second alone."""

    first = Near(many=True)
    both = Near(many=True)
    second = Near(many=True)


class ComparisonShape(Shape):
    """Two roles side by side."""

    roles = Compared(source="columns", many=True)
    comparison = SideBySide()
    between = Between(many=True)
    leads_to = Neighbours(source="out")
    reached_from = Neighbours(source="into")
