"""What My path shows: where a person stands, the map of the family, the next steps, what is missing, what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.access import Access
from employees.models import Employee
from employees.plans.gaps import planned_skills
from employees.presenters.changes import Change, changes_of, within_reach
from employees.presenters.next_steps import Step, steps_of
from employees.presenters.path_facts import PathFacts, read
from pathways.asks import asks_on_map
from pathways.family_map import FamilyMap, Highlight, family_map
from pathways.maps import Mark
from pathways.models import JobFamily, RoleProfile
from pathways.words import duration, written
from promotions.closing import Closing, closing

MOST_STEPS_IN_FULL = 3


@dataclass(frozen=True)
class Reached:
    """A next step that came within reach of late."""

    step: Step
    words: str


@dataclass(frozen=True)
class Warned:
    """A credential that closes a route: `here` when the present role asks it, `steps` those that do."""

    closing: Closing
    here: bool
    steps: Sequence[Step]

    @property
    def slugs(self) -> list[str]:
        return [step.profile.role.slug for step in self.steps]


@dataclass(frozen=True)
class PathPage:
    """`planned` are the skills that are goals of the reader's own plan already."""

    facts: PathFacts
    steps: Sequence[Step] = ()
    planned: frozenset[int] = frozenset()

    @property
    def employee(self) -> Employee:
        return self.facts.employee

    @property
    def profile(self) -> RoleProfile | None:
        return self.facts.profile

    @property
    def shown(self) -> Sequence[Step]:
        return self.steps[:MOST_STEPS_IN_FULL]

    @property
    def others(self) -> Sequence[Step]:
        """The steps shown in full beside the first."""
        return self.shown[1:]

    @property
    def further(self) -> Sequence[Step]:
        return self.steps[MOST_STEPS_IN_FULL:]

    @property
    def first(self) -> Step | None:
        return self.steps[0] if self.steps else None

    @property
    def time(self) -> str:
        return duration(self.facts.facts.months)

    @property
    def usual_months(self) -> int:
        """Months that people usually stay in this role; 0 when nobody has written it down."""
        return (self.profile.typical_months or 0) if self.profile else 0

    @property
    def usual_time(self) -> str:
        return duration(self.usual_months)

    @property
    def time_percent(self) -> int:
        """Return the time in the role on a bar that ends with it or with the usual time, whichever is longer."""
        return 100 * self.facts.facts.months // max(self.usual_months, self.facts.facts.months, 1)

    @property
    def usual_mark(self) -> list[int]:
        """Return where on that bar the usual time stands; nothing when it is the end of the bar."""
        months = self.facts.facts.months
        return [100 * self.usual_months // months] if months > self.usual_months else []

    @cached_property
    def map(self) -> FamilyMap | None:
        return map_of(self.facts, self.profile, self.steps) if self.profile else None

    @cached_property
    def changes(self) -> list[Change]:
        return changes_of(self.facts)

    @cached_property
    def reached(self) -> list[Reached]:
        steps = {step.profile.role_id: step for step in self.steps}
        turns = within_reach(self.facts)
        return [
            Reached(
                steps[turn.role], _("%(status)s since %(day)s") % {"status": turn.new.label, "day": written(turn.on, "MONTH_DAY_FORMAT")}
            )
            for turn in turns
            if turn.new is not None
        ]

    @cached_property
    def warned(self) -> list[Warned]:
        own, asks = self.facts.facts.role, self.facts.asks
        found = closing(self.facts.facts, {role: asks[role] for role in (own, *self.facts.targets) if role and role in asks})
        return [Warned(one, own in one.roles, [step for step in self.steps if step.profile.role_id in one.roles]) for one in found]


def path_page(employee: Employee, reader: Access) -> PathPage:
    """Return the page about `employee` for a reader who may see them."""
    facts = read(employee, reader)
    planned = planned_skills(employee) if facts.own else frozenset()
    return PathPage(facts, steps_of(facts, partial(gap_url, employee, facts.own)), planned)


def map_of(facts: PathFacts, profile: RoleProfile, steps: Sequence[Step]) -> FamilyMap:
    shape, family = profile.family.shape, facts.family
    drawn = facts.profiles if shape == JobFamily.Shape.LATTICE else {role: facts.profiles[role] for role in family}
    urls = {step.profile.role_id: step.url for step in steps}
    return family_map(
        profile.family,
        list(drawn.values()),
        facts.moves,
        url_of=lambda drawn: urls.get(drawn.role_id) or reverse("role", args=[drawn.role.slug]),
        highlights=highlights_of(facts, profile, steps),
        centre=profile.role_id,
        asks=asks_on_map(shape, family, facts.asks),
        holdings=facts.holdings,
    )


def highlights_of(facts: PathFacts, profile: RoleProfile, steps: Sequence[Step]) -> Mapping[int, Highlight]:
    """Return what stands out on the map: the person's place, and each next step with its readiness."""
    note = _("You, for %(time)s") if facts.own else _("Here, for %(time)s")
    found = {profile.role_id: Highlight(Mark.HERE, note=note % {"time": duration(facts.facts.months)})}
    for step in steps:
        mark = (Mark.NEXT if step.move else Mark.AIM) if step.upward else Mark.NONE
        found[step.profile.role_id] = Highlight(mark, step.standing.icon, step.standing.words)
    return found


def gap_url(employee: Employee, own: bool, profile: RoleProfile) -> str:
    slug = profile.role.slug
    return reverse("my-gap", args=[slug]) if own else reverse("person-gap", args=[employee.pk, slug])
