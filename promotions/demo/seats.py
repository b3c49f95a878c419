"""Seats that fall empty and how they are filled: from inside, which empties another, or from outside."""

import numpy as np

from promotions.demo import truths
from promotions.demo.blueprint import Ints, roles
from promotions.demo.history import MONTHS, Story, appear, draw_roles, next_role, reason_of, record_cases
from promotions.demo.journal import HIRE, PROMOTION, RE_ENTRY
from promotions.demo.organisation import KINDS

HEADS_FROM_INSIDE = 0.8
MEMBERS_FROM_INSIDE = 0.52
FILLED_A_MONTH = 0.6
WITHOUT_REQUISITION = 0.5  # of the outside hires into the two lowest ranks, who come by intake
RETURNERS = 0.06  # of the outside hires
PROMOTED_ON_MOVING = 0.6  # of the ready people who move
LATTICE = tuple(kind.code for kind in KINDS).index("operations")


def fill_heads(story: Story, units: Ints, days: Ints) -> None:
    """Give every unit without a head a new one on the same day, from the highest layer down."""
    for layer in range(int(story.units.layer.max()), -1, -1):
        here = story.units.layer[units] == layer
        alike = story.units.head_role[units] * 100 + story.units.division[units]
        # Whoever rises leaves a unit of a lower layer, so what is emptied here is met later in this loop.
        emptied = [_fill_alike(story, units[here & (alike == one)], days[here & (alike == one)]) for one in np.unique(alike[here])]
        units = np.concatenate([units[~here], *(which for which, _ in emptied)])
        days = np.concatenate([days[~here], *(when for _, when in emptied)])


def _fill_alike(story: Story, units: Ints, days: Ints) -> tuple[Ints, Ints]:
    """Fill heads of one role in one division; return the units whose head rose, and the days."""
    role = int(story.units.head_role[units[0]])
    pool = _successors(story, role, int(story.units.division[units[0]]))
    inside = int(min(len(pool), (story.random.random(len(units)) < HEADS_FROM_INSIDE).sum()))
    risen, outside = pool[:inside], units[inside:]
    was_head, old_unit = story.people.head[risen].copy(), story.people.unit[risen].copy()
    _rise(story, risen, role, units[:inside], days[:inside])
    _hire(story, np.full(len(outside), role, np.int32), outside, days[inside:], head=True)
    story.vacate(old_unit[~was_head], days[:inside][~was_head])
    return old_unit[was_head], days[:inside][was_head]


def _successors(story: Story, role: int, division: int) -> Ints:
    """Return who may rise into the role: the most ready first."""
    people = story.people
    able = story.free() & np.isin(people.role[: people.count], story.rules.feeders.get(role, np.zeros(0, np.int32)))
    able &= ~story.hoarding[people.unit[: people.count]]
    if division >= 0:
        able &= story.units.division[people.unit[: people.count]] == division
    pool = np.flatnonzero(able).astype(np.int32)
    pool = pool[people.since[pool] < story.first - 90]
    return pool[np.lexsort((story.random.random(len(pool)), story.progress(pool) < 0.9))]


def _rise(story: Story, people: Ints, role: int, units: Ints, days: Ints) -> None:
    target = np.full(len(people), role, np.int32)
    seats = _take_seat(story, target, units, days, people, inside=1, head=True)
    yes = np.ones(len(people), np.bool_)
    record_cases(story, people, target, days, yes, yes, seats)
    story.enter(people, role=target, unit=units, days=days, reason=PROMOTION, head=True)


def _take_seat(story: Story, role: Ints, unit: Ints, days: Ints, people: Ints, *, inside: int, head: bool = False) -> Ints:
    under = story.units.parent[unit] if head else unit
    return story.journal.seats.add(len(people), role=role, unit=unit, under=under, start=days, person=people, inside=inside)


def _hire(story: Story, role: Ints, unit: Ints, days: Ints, *, head: bool = False) -> None:
    """Bring outsiders in; the lowest ranks partly by intake, without a requisition."""
    people = appear(story, role, unit)
    story.people.hired[people] = days
    seated = (story.rules.rank[role] > 2) | (story.random.random(len(role)) >= WITHOUT_REQUISITION)
    seats = _take_seat(story, role[seated], unit[seated], days[seated], people[seated], inside=0, head=head)
    story.enter(people, role=role, unit=unit, days=days, reason=HIRE, head=head)
    if not head:
        _pass_over(story, seats, role[seated], unit[seated], days[seated])


def fill_members(story: Story) -> None:
    """Fill the places that have stood empty: in the last month all of them, from outside."""
    last = story.month == MONTHS - 1
    due = (story.open_days < story.first) & ((story.random.random(len(story.open_days)) < FILLED_A_MONTH) | last)
    units = story.open_units[due | last]
    inside = story.random.random(len(units)) < (0.0 if last else MEMBERS_FROM_INSIDE)
    story.open_units, story.open_days = story.open_units[~(due | last)], story.open_days[~(due | last)]
    kinds = story.units.kind[units]
    left = [_move_in(story, units[inside & (kinds == kind)], int(kind)) for kind in np.unique(kinds[inside])]
    _from_outside(story, np.concatenate([units[~inside], *left]), last=last)


def _move_in(story: Story, units: Ints, kind: int) -> Ints:
    """Move people of other teams of the kind into these places; return the places nobody was found for."""
    people = story.people
    able = story.free() & ~people.head[: people.count] & (people.since[: people.count] < story.first - 200)
    able &= (story.units.kind[people.unit[: people.count]] == kind) & ~story.hoarding[people.unit[: people.count]]
    pool = story.random.permutation(np.flatnonzero(able).astype(np.int32))[: len(units)]
    taken = units[: len(pool)]
    moves = people.unit[pool] != taken
    pool, into, days = pool[moves], taken[moves], story.days(int(moves.sum()))
    target = _role_after_move(story, pool, kind)
    seats = _take_seat(story, target, into, days, pool, inside=1)
    reason = reason_of(story, people.role[pool], target)
    up = reason == PROMOTION
    yes = np.ones(int(up.sum()), np.bool_)
    record_cases(story, pool[up], target[up], days[up], yes, yes, seats[up])
    story.vacate(people.unit[pool], days)
    story.enter(pool, role=target, unit=into, days=days, reason=reason)
    return np.concatenate([taken[~moves], units[len(taken) :]])


def _role_after_move(story: Story, people: Ints, kind: int) -> Ints:
    """Return the role people take on moving: the next one for some of the ready, a neighbour's in the lattice, else their own."""
    role = story.people.role[people].copy()
    stuck = role == story.rules.index[truths.STUCK_ROLE]
    rises = (
        (story.progress(people) >= 1) & (story.rules.next[role, 0] >= 0) & (story.random.random(len(people)) < PROMOTED_ON_MOVING) & ~stuck
    )
    rises &= ~((story.people.sex[people] == 0) & (story.rules.family[role] == _unequal_family()) & (story.random.random(len(people)) < 0.5))
    role[rises] = next_role(story, people[rises])
    if kind == LATTICE:
        crosses = ~rises & (story.random.random(len(people)) < 0.6)
        role[crosses] = _neighbour(story, role[crosses])
    return role


def _unequal_family() -> int:
    return next(number for number, code in enumerate(dict.fromkeys(role.family for role in roles())) if code == truths.UNEQUAL_FAMILY)


def _neighbour(story: Story, role: Ints) -> Ints:
    """Return a role of another lattice family: mostly of the same rank, sometimes one up or down."""
    lattice = np.array([number for number, share in enumerate(story.mix[LATTICE]) if share > 0], np.int32)
    wanted = story.rules.rank[role] + story.random.choice([0, 1, -1], len(role), p=[0.78, 0.13, 0.09])
    fits = (story.rules.rank[lattice][None, :] == wanted[:, None]) & (
        story.rules.family[lattice][None, :] != story.rules.family[role][:, None]
    )
    liking = np.where(fits, story.random.random(fits.shape), -1.0)
    best = liking.argmax(axis=1)
    return np.where(liking[np.arange(len(role)), best] >= 0, lattice[best], role).astype(np.int32)


def _from_outside(story: Story, units: Ints, *, last: bool) -> None:
    returns = np.zeros(len(units), np.bool_) if last else story.random.random(len(units)) < RETURNERS
    taken = np.flatnonzero(returns)[_returners(story, units[returns])]
    hired_into = np.delete(units, taken)
    _hire(story, _wanted_roles(story, hired_into), hired_into, story.days(len(hired_into)))


def _returners(story: Story, units: Ints) -> Ints:
    """Take back people who left teams of the same kind; return them, in the order of the places they take."""
    people = story.people
    gone = np.flatnonzero(~people.active[: people.count] & ~people.head[: people.count] & (people.left[: people.count] < story.first - 120))
    gone = story.random.permutation(gone).astype(np.int32)
    wanted, kinds = story.units.kind[units], story.kind(gone)
    pairs = [
        (place, who) for kind in np.unique(wanted) for place, who in zip(np.flatnonzero(wanted == kind), gone[kinds == kind], strict=False)
    ]
    into, chosen = (np.array(column, np.int32) for column in (zip(*pairs, strict=True) if pairs else ((), ())))
    days = story.days(len(chosen))
    people.active[chosen], people.left[chosen] = True, 1
    _take_seat(story, people.role[chosen], units[into], days, chosen, inside=0)
    story.enter(chosen, role=people.role[chosen].copy(), unit=units[into], days=days, reason=RE_ENTRY)
    return into


def _wanted_roles(story: Story, units: Ints) -> Ints:
    """Return roles for outside hires: where a kind of team is short of its mix."""
    people, kinds = story.people, len(KINDS)
    here = np.flatnonzero(people.active[: people.count] & ~people.head[: people.count])
    held = np.zeros_like(story.mix)
    np.add.at(held, (story.kind(here), people.role[here]), 1)
    wanted = story.mix * np.bincount(story.kind(here), minlength=kinds)[:, None] + story.mix
    short = np.maximum(wanted - held, 0.10 * wanted)
    return draw_roles(story, story.units.kind[units], short / short.sum(axis=1, keepdims=True))


def _pass_over(story: Story, seats: Ints, role: Ints, unit: Ints, days: Ints) -> None:
    """Let ready insiders have asked for some outsiders' seats in vain. Truth 6 is planted here."""
    kind = [kind.code for kind in KINDS].index(truths.PASSED_OVER_KIND)
    chosen = (story.units.kind[unit] == kind) & (story.rules.rank[role] >= truths.PASSED_OVER_FROM_RANK)
    chosen &= story.random.random(len(seats)) < truths.PASSED_OVER_SHARE
    for target in np.unique(role[chosen]):
        here = chosen & (role == target)
        _turn_down(story, seats[here], int(target), days[here])


def _turn_down(story: Story, seats: Ints, target: int, days: Ints) -> None:
    """Refuse one or two ready people for each of these seats of one role, as far as there are any."""
    people = story.people
    pool = np.flatnonzero(story.free() & (story.rules.next[people.role[: people.count], 0] == target)).astype(np.int32)
    pool = story.random.permutation(pool[(story.progress(pool) >= 1) & (people.rest[pool] <= story.first)])
    asked = np.repeat(np.arange(len(seats)), story.random.integers(1, 3, len(seats)))[: len(pool)]
    pool = pool[: len(asked)]
    no, yes = np.zeros(len(pool), np.bool_), np.ones(len(pool), np.bool_)
    record_cases(story, pool, np.full(len(pool), target, np.int32), days[asked], no, yes, seats[asked])
    people.rest[pool] = days[asked] + 150
