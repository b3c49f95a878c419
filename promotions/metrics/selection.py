"""What part of the company, and which months, a reader looks at."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy

from employees.models import Unit
from pathways.models import Framework, JobFamily, Level, RoleProfile
from promotions.metrics.units import UnitTree
from promotions.metrics.window import Window

NO_FAMILY, NO_LEVEL = gettext_lazy("No family known"), gettext_lazy("No level known")


class Axis(StrEnum):
    UNIT = "unit"
    FAMILY = "family"
    LEVEL = "level"


class Nothing(StrEnum):
    """Chosen in place of a family or level: people whose role no framework describes, or gives no level."""

    NONE = "none"


class Choices:
    """The families and levels there are, by name and by rank. One query: the page has many others."""

    def __init__(self) -> None:
        self.families: list[JobFamily] = []
        self.levels: list[Level] = []
        columns = ("kind", "pk", "name", "code_there", "place", "framework_id", "framework__name")
        families = JobFamily.objects.order_by().annotate(kind=Value("family"), code_there=F("slug"), place=Value(0))
        levels = Level.objects.order_by().annotate(kind=Value("level"), code_there=Value(""), place=F("rank"))
        for kind, pk, name, slug, rank, framework_id, framework_name in families.values_list(*columns).union(levels.values_list(*columns)):
            framework = Framework(pk=framework_id, name=framework_name)
            if kind == "family":
                self.families.append(JobFamily(pk=pk, name=name, slug=slug, framework=framework))
            else:
                self.levels.append(Level(pk=pk, name=name, rank=rank, framework=framework))
        self.families.sort(key=lambda family: (family.name, family.pk))
        self.levels.sort(key=lambda level: (level.rank, level.framework.name))
        self._frameworks = {family.framework_id for family in self.families} | {level.framework_id for level in self.levels}

    def label(self, place: JobFamily | Level) -> str:
        """Return its name, with the framework's when a company uses several: each has its own first level."""
        return f"{place.name} ({place.framework.name})" if len(self._frameworks) > 1 else place.name


@dataclass(frozen=True)
class Selection:
    """Empty fields select everything in the reader's reach."""

    tree: UnitTree
    choices: Choices
    window: Window
    axis: Axis
    unit: Unit | None = None
    family: JobFamily | Nothing | None = None
    level: Level | Nothing | None = None
    company_wide: bool = False  # the reader sees every unit: no need to name them all

    @property
    def cells(self) -> Q:
        """Filter on a table of cells: facts, durations, benches."""
        return self.units & _chosen("family", self.family) & _chosen("level", self.level)

    @property
    def units(self) -> Q:
        """Filter on what belongs to a unit: never beyond the reader's reach."""
        if self.unit is not None:
            return Q(unit__in=self.tree.below(self.unit))
        return Q() if self.company_wide else Q(unit__in=list(self.tree.units))

    @property
    def roles(self) -> Q:
        """Filter on what belongs to a role: those of the chosen family and level, as described on the last day of figures."""
        if self.family is None and self.level is None:
            return Q()
        described = RoleProfile.objects.in_force(self.window.until)
        chosen = described.filter(_chosen("track__family", self.family), _chosen("level", self.level))
        roles = Q(role__in=chosen.values("role"))
        undescribed_too = all(choice in (None, Nothing.NONE) for choice in (self.family, self.level))
        return roles | ~Q(role__in=described.values("role")) if undescribed_too else roles


def _chosen(field: str, chosen: JobFamily | Level | Nothing | None) -> Q:
    if chosen is None:
        return Q()
    return Q(**{f"{field}__isnull": True}) if chosen is Nothing.NONE else Q(**{field: chosen})
