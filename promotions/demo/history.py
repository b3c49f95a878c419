"""Five years of the demo company, month by month, in arrays over everybody at once. No person is an object here."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promotions.demo import truths
from promotions.demo.blueprint import Ints, Rules, families, rules
from promotions.demo.journal import DEMOTION, HIRE, LATERAL, LEFT, PROMOTION, Journal, People
from promotions.demo.organisation import KINDS, Units, mix

Flags = NDArray[np.bool_]
MONTHS = 60
MONTH = 365.25 / 12  # days
BEGINNING = -round(MONTHS * MONTH)
SEXES = ("woman", "man", "non-binary")
ETHNICITIES = ("White", "Asian", "Black", "Mixed or multiple", "Other")
WOMEN = {
    "nursing": 0.82,
    "physiotherapy": 0.7,
    "software-engineering": 0.36,
    "data-science": 0.42,
    "store": 0.58,
    "electrical": 0.16,
    "plumbing": 0.14,
}
WOMEN_ELSEWHERE = 0.52
NON_BINARY = 0.012

SETTLED = 0.34  # of the people, who are where they want to be and move on slowly
NOMINATED_READY = 0.075  # a month
NOMINATED_UNREADY = 0.012  # a month, of those past the middle of the way
ACCEPTED_READY = 0.80
REST_AFTER_REFUSAL = 200  # days
STEPS_DOWN = 0.0005  # a month
# How far back the first positions reach, in days before the five years: every month of them is a month of figures.
LONGEST_IN_ROLE = 1250
LONGEST_STAY = 1950


@dataclass
class Story:
    """The state of one telling: who is where today in it, and what was written down so far."""

    random: np.random.Generator
    units: Units
    rules: Rules
    people: People
    journal: Journal
    mix: NDArray[np.float64]
    hoarding: Flags  # by unit
    open_units: Ints  # of seats without a person, below heads
    open_days: Ints
    month: int = 0

    @property
    def first(self) -> int:
        return self.day(self.month)

    @staticmethod
    def day(month: int) -> int:
        return BEGINNING + round(month * MONTH)

    def days(self, size: int) -> Ints:
        """Return a random day of this month for each of `size` events."""
        return self.random.integers(self.first, self.day(self.month + 1), size, dtype=np.int32)

    def kind(self, people: Ints | slice) -> Ints:
        return self.units.kind[self.people.unit[people]]

    def free(self) -> Flags:
        """Return who is employed and had no event this month."""
        return self.people.active[: self.people.count] & (self.people.moved[: self.people.count] != self.month)

    def progress(self, people: Ints) -> NDArray[np.float64]:
        """Return the way to being ready for the next step: months in the role ÷ the months this person needs."""
        needed = self.rules.months[self.people.role[people]] * self.people.pace[people] * MONTH
        way: NDArray[np.float64] = (self.first - self.people.since[people]) / needed
        return way

    def vacate(self, units: Ints, days: Ints) -> None:
        self.open_units = np.concatenate([self.open_units, units.astype(np.int32)])
        self.open_days = np.concatenate([self.open_days, days.astype(np.int32)])

    def enter(self, people: Ints, *, role: Ints, unit: Ints, days: Ints, reason: Ints | int, head: bool = False) -> None:
        """Put people into a role and unit from a day on, and write it down."""
        everyone = self.people
        everyone.role[people], everyone.unit[people], everyone.moved[people] = role, unit, self.month
        everyone.head[people] = head
        everyone.since[people] = days
        under = self.units.parent[unit] if head else unit
        self.journal.spells.add(len(people), person=people, start=days, role=role, unit=unit, under=under, reason=reason)
        if head:
            self.journal.heads.add(len(people), unit=unit, day=days, person=people)


def begin(employees: int, units: Units, random: np.random.Generator) -> Story:
    """Return the company as it stood five years ago: every unit headed, every place taken."""
    nothing = np.zeros(0, np.int32)
    story = Story(random, units, rules(), People(employees * 2), Journal.empty(), mix(), hoarding(units), nothing, nothing, month=-1)
    _place_heads(story)
    _place_members(story)
    story.people.moved[:] = -1
    return story


def hoarding(units: Units) -> Flags:
    """Return the teams of the unit that lets nobody go: the first department of its kind, or the only team."""
    kind = [kind.code for kind in KINDS].index(truths.HOARDING_KIND)
    first = np.flatnonzero(units.kind == kind)[0]
    department = units.parent[first]
    found: Flags = (units.kind == kind) & (
        (units.parent == department) if units.layer[department] == 1 else (np.arange(len(units.kind)) == first)
    )
    return found


def _place_heads(story: Story) -> None:
    units, random = story.units, story.random
    everyone = np.arange(len(units.parent), dtype=np.int32)
    people = appear(story, units.head_role, everyone)
    since = BEGINNING - random.integers(150, 1250, len(people), dtype=np.int32)
    story.people.hired[people] = BEGINNING - random.integers(LONGEST_STAY, LONGEST_STAY + 700, len(people), dtype=np.int32)
    earlier = story.rules.below[units.head_role]
    rose = people[earlier >= 0]
    start = np.where(earlier >= 0, since, story.people.hired[people]).astype(np.int32)
    above = units.parent[rose]
    story.journal.spells.add(
        len(rose), person=rose, start=story.people.hired[rose], role=earlier[rose], unit=rose, under=above, reason=HIRE
    )
    reason = np.where(earlier >= 0, PROMOTION, HIRE)
    story.journal.spells.add(
        len(people), person=people, start=start, role=units.head_role, unit=everyone, under=units.parent, reason=reason
    )
    story.journal.heads.add(len(people), unit=everyone, day=-99_999, person=people)
    story.people.unit[people], story.people.role[people], story.people.since[people] = everyone, units.head_role, start
    story.people.head[people] = True


def _place_members(story: Story) -> None:
    units, random = story.units, story.random
    unit = np.repeat(np.arange(len(units.parent), dtype=np.int32), units.places)
    role = draw_roles(story, units.kind[unit], story.mix)
    people = appear(story, role, unit)
    needed = story.rules.months[role] * story.people.pace[people] * MONTH
    since = (BEGINNING - needed * random.random(len(people)) * 1.5).astype(np.int32)
    since = np.maximum(since, BEGINNING - LONGEST_IN_ROLE + random.integers(0, 120, len(people)))
    earlier = story.rules.below[role]
    rose = (earlier >= 0) & (random.random(len(people)) < 0.5)
    hired = np.where(rose, since - random.integers(200, 690, len(people)), since).astype(np.int32)
    story.people.hired[people] = hired
    first = people[rose]
    story.journal.spells.add(
        len(first), person=first, start=hired[rose], role=earlier[rose], unit=unit[rose], under=unit[rose], reason=HIRE
    )
    reason = np.where(rose, PROMOTION, HIRE)
    story.journal.spells.add(len(people), person=people, start=since, role=role, unit=unit, under=unit, reason=reason)
    story.people.unit[people], story.people.role[people], story.people.since[people] = unit, role, since


def draw_roles(story: Story, kinds: Ints, shares: NDArray[np.float64]) -> Ints:
    """Return a role for each place, drawn by the shares (kind × role) of its kind of team."""
    drawn = np.zeros(len(kinds), np.int32)
    for kind in np.unique(kinds):
        here = kinds == kind
        drawn[here] = story.random.choice(shares.shape[1], int(here.sum()), p=shares[kind])
    return drawn


def appear(story: Story, role: Ints, unit: Ints) -> Ints:
    """Return new people for those roles: who they are, not yet where."""
    people = story.people.add(len(role))
    random, codes = story.random, [family.code for family in families()]
    family = story.rules.family[role]
    women = np.array([WOMEN.get(code, WOMEN_ELSEWHERE) for code in codes])[family]
    rare = family == codes.index(truths.SIMPSON_FAMILY)
    grouped = random.random(len(role)) < np.where(rare, truths.SIMPSON_SHARE, truths.SIMPSON_SHARE_ELSEWHERE)
    sex = np.where(random.random(len(role)) < women, 0, 1)
    story.people.sex[people] = np.where(random.random(len(role)) < NON_BINARY, 2, sex)
    rest = random.choice([0, 2, 3, 4], len(role), p=[0.77, 0.13, 0.06, 0.04])
    story.people.ethnicity[people] = np.where(grouped, ETHNICITIES.index(truths.SIMPSON_GROUP), rest)
    story.people.pace[people] = _pace(random, len(role))
    story.people.active[people] = True
    story.people.left[people] = 1
    story.people.rest[people] = 2 * BEGINNING
    story.people.unit[people] = unit
    return people


def _pace(random: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Return how long people take to be ready, in typical times: most about one, the settled far longer."""
    pace = np.clip(random.lognormal(0.0, 0.28, size), 0.55, 2.2)
    slower: NDArray[np.float64] = np.where(random.random(size) < SETTLED, pace * 3.2, pace)
    return slower


# --- What happens in a month -----------------------------------------------------------------------


def leave(story: Story) -> tuple[Ints, Ints]:
    """Let people go; return the units that lost their head, and the days."""
    people = story.people
    free = np.flatnonzero(story.free() & (people.unit[: people.count] != 0)).astype(np.int32)
    yearly = np.append([kind.leavers for kind in KINDS], 0.06)[story.kind(free)]
    yearly = yearly * np.where(story.first - people.hired[free] < 400, 1.5, 0.95) * np.where(people.head[free], 0.6, 1.0)
    goes = free[story.random.random(len(free)) < yearly / 12]
    days = story.days(len(goes))
    people.active[goes], people.left[goes], people.moved[goes] = False, days, story.month
    story.journal.spells.add(len(goes), person=goes, start=days, role=-1, unit=people.unit[goes], under=-1, reason=LEFT)
    head = people.head[goes]
    story.vacate(people.unit[goes[~head]], days[~head])
    return people.unit[goes[head]], days[head]


def nominate(story: Story) -> None:
    """Put people forward for the next step that needs no unit to head, and decide."""
    people, random = story.people, story.random
    free = np.flatnonzero(story.free() & ~people.head[: people.count]).astype(np.int32)
    free = free[(story.rules.next[people.role[free], 0] >= 0) & (people.rest[free] <= story.first)]
    way = story.progress(free)
    chance = np.where(way >= 1, NOMINATED_READY, np.where(way > 0.6, NOMINATED_UNREADY, 0.0))
    chance = chance * _pull(story)[people.role[free]] * _openness(story, people.role[free])
    named = np.flatnonzero(random.random(len(free)) < chance)
    put, ready = free[named], way[named] >= 1
    target = next_role(story, put)
    days = story.days(len(put))
    promoted = decide(story, put, ready)
    record_cases(story, put, target, days, promoted, ready)
    people.rest[put[~promoted]] = days[~promoted] + REST_AFTER_REFUSAL
    up = put[promoted]
    story.enter(up, role=target[promoted], unit=people.unit[up], days=days[promoted], reason=PROMOTION)


def _openness(story: Story, role: Ints) -> NDArray[np.float64]:
    """Return by how much fewer are put forward in some roles. Truths 1 and 4 are planted here."""
    stuck = role == story.rules.index[truths.STUCK_ROLE]
    rare = story.rules.family[role] == [family.code for family in families()].index(truths.SIMPSON_FAMILY)
    return np.where(stuck, truths.STUCK_NOMINATIONS, 1.0) * np.where(rare, truths.SIMPSON_NOMINATIONS, 1.0)


def decide(story: Story, people: Ints, ready: Flags) -> Flags:
    """Return who of the nominated is promoted. Truths 3 and 5 are planted here."""
    sexes, family = story.people.sex[people], story.rules.family[story.people.role[people]]
    unequal = (sexes == SEXES.index(truths.UNEQUAL_SEX)) & (family == [f.code for f in families()].index(truths.UNEQUAL_FAMILY))
    chance = np.where(ready, ACCEPTED_READY, truths.PROMOTED_UNREADY) * np.where(unequal, truths.UNEQUAL_ACCEPTANCE, 1.0)
    promoted: Flags = story.random.random(len(people)) < chance
    return promoted


def record_cases(story: Story, people: Ints, target: Ints, days: Ints, promoted: Flags, ready: Flags, seat: Ints | int = -1) -> None:
    """Write down the cases of people as they are placed now, before they move."""
    random, unit = story.random, story.people.unit[people]
    under = np.where(story.people.head[people], story.units.parent[unit], unit)
    nominated = np.maximum(days - random.integers(12, 45, len(people)), story.people.hired[people] + 1)
    with_policy = promoted == ready
    silent = ~with_policy & (promoted | (random.random(len(people)) < truths.REFUSED_READY_WITHOUT_REASON))
    story.journal.cases.add(
        len(people), person=people, role=target, unit=unit, under=under, nominated=np.minimum(nominated, days), decided=days,
        promoted=promoted.astype(np.int32), ready=ready.astype(np.int32), reasoned=(~silent).astype(np.int32), seat=seat,
    )  # fmt: skip


def next_role(story: Story, people: Ints) -> Ints:
    """Return the next role of each, choosing at a fork."""
    choices = story.rules.next[story.people.role[people]]
    second = (choices[:, 1] >= 0) & (story.random.random(len(people)) < 0.4)
    return np.where(second, choices[:, 1], choices[:, 0]).astype(np.int32)


def _pull(story: Story) -> NDArray[np.float64]:
    """Return by role how much room there is one step up: a level that is full promotes fewer."""
    people = story.people
    here = np.flatnonzero(people.active[: people.count] & ~people.head[: people.count])
    held = np.bincount(people.role[here], minlength=len(story.rules.rank)) + 1.0
    wanted = np.bincount(story.kind(here), minlength=len(KINDS)) @ story.mix + 1.0
    room = np.clip(wanted / held, 0.35, 1.6)
    pull: NDArray[np.float64] = np.where(story.rules.next[:, 0] >= 0, room[story.rules.next[:, 0]], 0.0)
    return pull


def step_down(story: Story) -> None:
    """Let a few return to the role below, in the same team."""
    people = story.people
    free = np.flatnonzero(story.free() & ~people.head[: people.count]).astype(np.int32)
    free = free[story.rules.below[people.role[free]] >= 0]
    goes = free[story.random.random(len(free)) < STEPS_DOWN]
    story.enter(goes, role=story.rules.below[people.role[goes]], unit=people.unit[goes], days=story.days(len(goes)), reason=DEMOTION)


def reason_of(story: Story, old: Ints, new: Ints) -> Ints:
    """Return the reason of a move between two roles, by their ranks."""
    rank = story.rules.rank
    return np.where(rank[new] > rank[old], PROMOTION, np.where(rank[new] < rank[old], DEMOTION, LATERAL)).astype(np.int32)
