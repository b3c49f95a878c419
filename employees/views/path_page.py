"""What My path shows: where a person stands, the map of the family, the next steps and what is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from employees.access import Access
from employees.models import Employee
from employees.views.next_steps import Step, steps_of, with_gaps
from employees.views.path_facts import PathFacts, holdings_of, read
from pathways.asks import asks_on_map, skills_asked
from pathways.family_map import FamilyMap, Highlight, family_map
from pathways.gaps import Asked
from pathways.maps import Mark
from pathways.models import JobFamily, RoleProfile
from pathways.words import duration
from promotions.openings import open_seats

MOST_STEPS_IN_FULL = 3


@dataclass(frozen=True)
class PathPage:
    facts: PathFacts
    map: FamilyMap | None = None
    steps: Sequence[Step] = ()
    further: Sequence[Step] = ()
    assessed: bool = True

    @property
    def employee(self) -> Employee:
        return self.facts.employee

    @property
    def profile(self) -> RoleProfile | None:
        return self.facts.profile

    @property
    def time(self) -> str:
        return duration(self.facts.months)

    @property
    def usual_months(self) -> int:
        """Months that people usually stay in this role; 0 when nobody has written it down."""
        return (self.profile.typical_months or 0) if self.profile else 0

    @property
    def usual_time(self) -> str:
        return duration(self.usual_months)

    @property
    def time_percent(self) -> int:
        """Return how much of the usual time has passed, at most 100."""
        return min(100, 100 * self.facts.months // self.usual_months) if self.usual_months else 0

    @property
    def computed_on(self) -> dt.date | None:
        return max((row.run.on for row in self.facts.rows.values()), default=None)

    @property
    def rules_changed(self) -> bool:
        """Whether a version has come into force since the numbers were computed."""
        profiles = self.facts.profiles
        return any(role in profiles and row.version_id != profiles[role].version_id for role, row in self.facts.rows.items())


def path_page(employee: Employee, reader: Access) -> PathPage:
    """Return the page about `employee` for a reader who may see them."""
    facts = read(employee, reader)
    if facts.profile is None:
        return PathPage(facts)
    url_of = partial(gap_url, employee, facts.own)
    steps = steps_of(facts, open_seats(facts.targets, facts.today), url_of)
    shown, further = steps[:MOST_STEPS_IN_FULL], steps[MOST_STEPS_IN_FULL:]
    family = [role for role, profile in facts.profiles.items() if profile.family == facts.profile.family]
    bands = family if facts.profile.family.shape == JobFamily.Shape.SKILLS else []
    requirements = skills_asked({*(step.profile.role_id for step in shown), *bands}, facts.today)
    held = dict(employee.held_skills.values_list("skill", "level"))
    chart = map_of(facts, facts.profile, steps, requirements, family, held)
    return PathPage(facts, chart, with_gaps(shown, requirements, held), further, assessed=bool(held))


def map_of(
    facts: PathFacts,
    profile: RoleProfile,
    steps: Sequence[Step],
    requirements: dict[int, list[Asked]],
    family: Sequence[int],
    held: dict[int, int],
) -> FamilyMap:
    shape = profile.family.shape
    drawn = facts.profiles if shape == JobFamily.Shape.LATTICE else {role: facts.profiles[role] for role in family}
    urls = {step.profile.role_id: step.url for step in steps}
    return family_map(
        profile.family,
        list(drawn.values()),
        facts.moves,
        url_of=lambda drawn: urls.get(drawn.role_id) or reverse("role", args=[drawn.role.slug]),
        highlights=highlights_of(facts, profile, steps),
        centre=profile.role_id,
        asks=asks_on_map(shape, family, requirements, facts.today),
        holdings=holdings_of(facts.employee, held, shape, facts.today),
    )


def highlights_of(facts: PathFacts, profile: RoleProfile, steps: Sequence[Step]) -> Mapping[int, Highlight]:
    """Return what stands out on the map: the person's place, and each next step with its readiness."""
    who = "You, for" if facts.own else "Here, for"
    found = {profile.role_id: Highlight(Mark.HERE, note=f"{who} {duration(facts.months)}")}
    for step in steps:
        mark = (Mark.NEXT if step.move else Mark.AIM) if step.upward else Mark.NONE
        found[step.profile.role_id] = Highlight(mark, step.standing.icon, step.standing.words)
    return found


def gap_url(employee: Employee, own: bool, profile: RoleProfile) -> str:
    slug = profile.role.slug
    return reverse("my-gap", args=[slug]) if own else reverse("person-gap", args=[employee.pk, slug])
