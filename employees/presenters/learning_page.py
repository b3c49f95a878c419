"""What the learning catalogue shows one person: what closes their gaps, best first, with the arithmetic of each rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.access import Access
from employees.models import Action, Plan
from employees.plans.closing import Closing, Gap
from employees.plans.gaps import gaps_of
from employees.plans.learning import catalogue, closing_of
from pathways.models import RoleProfile
from pathways.words import search_text
from skills.listing import Column, Listing
from skills.models import LearningResource

RESOURCES_A_PAGE = 30
Formats = LearningResource.Format


@dataclass(frozen=True)
class ResourceRow:
    resource: LearningResource
    closing: Closing
    planned: bool

    @property
    def per_ten_hours(self) -> str:
        return per(self.closing.per_hour, 10)

    @property
    def per_hundred(self) -> str:
        return per(self.closing.per_cost, 100)

    @property
    def is_free(self) -> bool:
        return self.resource.cost == 0


def per(rate: Fraction | None, units: int) -> str:
    """Return levels for so many hours or so much money; empty where nobody has said what it takes."""
    return "" if rate is None else f"{float(rate * units):.2f}"


@dataclass(frozen=True)
class LearningPage:
    """`profile` is the role that the reader measures against, None for their plan. `show` is "" for what helps or "all"."""

    listing: Listing
    gaps: Sequence[Gap]
    profile: RoleProfile | None
    plan: Plan | None
    text: str
    form: str
    free: bool
    show: str
    planned: frozenset[int]

    @property
    def formats(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Formats.choices]

    @cached_property
    def rows(self) -> list[ResourceRow]:
        return [self.row(resource) for resource in self.listing.page]

    def row(self, resource: LearningResource) -> ResourceRow:
        return ResourceRow(resource, closing_of(resource, self.gaps), resource.pk in self.planned)

    @property
    def currencies(self) -> set[str]:
        """The currencies on this page: levels for a cost are compared within one alone."""
        return {row.resource.currency for row in self.rows if row.resource.cost}


def learning_page(reader: Access, asked: Mapping[str, str]) -> LearningPage:
    """Return the catalogue as its address asks: `role` (Http404 for an unknown one), `q`, `format`, `free`, `show`, `sort`, `page`."""
    employee, slug = reader.employee, asked.get("role", "")
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).select_related("role"), role__slug=slug) if slug else None
    plan = Plan.objects.visible_to(reader.user).open().filter(employee=employee).first() if employee else None
    gaps = gaps_of(employee, plan, reader.today, profile) if employee else []
    form = asked.get("format", "") if asked.get("format") in Formats.values else ""
    show = "all" if asked.get("show") == "all" or not gaps else ""
    text, free = search_text(asked.get("q", "")), asked.get("free") == "yes"
    rows = catalogue(gaps, text=text, form=form, free=free, useful=not show)
    planned = Action.objects.visible_to(reader.user).of_plan(plan).open().exclude(resource=None) if plan else None
    taken = frozenset(planned.values_list("resource_id", flat=True)) if planned is not None else frozenset[int]()
    return LearningPage(Listing(rows, columns(gaps), asked, RESOURCES_A_PAGE), gaps, profile, plan, text, form, free, show, taken)


def columns(gaps: Sequence[Gap]) -> list[Column]:
    """Return the columns of the list; the figures are those of `closing`, worked out for each row."""
    return [
        Column(gettext_lazy("Name"), lambda one: one.name, order=("name",)),
        Column(gettext_lazy("Closes"), lambda one: parts_of(closing_of(one, gaps)), order=("levels",)),
        Column(gettext_lazy("Levels in 10 hours"), lambda one: per(closing_of(one, gaps).per_hour, 10), order=("per_hour",), number=True),
        Column(gettext_lazy("Hours"), lambda one: "" if one.hours is None else str(one.hours), order=("hours",), number=True),
        Column(
            gettext_lazy("Levels for 100"),
            lambda one: per(closing_of(one, gaps).per_cost, 100),
            order=("priced", "currency", "per_cost"),
            number=True,
        ),
        Column(gettext_lazy("Cost"), cost_of, order=("priced", "currency", "cost"), number=True),
        Column(gettext_lazy("Provider"), lambda one: one.provider, order=("provider",)),
        Column(gettext_lazy("Format"), lambda one: one.get_format_display(), order=("format",)),
    ]


def parts_of(found: Closing) -> str:
    return ", ".join(f"{part.gap.name} {part.gap.held} → {min(part.brings, part.gap.wanted)}" for part in found.parts)


def cost_of(resource: LearningResource) -> str:
    if resource.cost is None:
        return ""
    return f"{resource.cost} {resource.currency}" if resource.cost else _("free")
