"""The agenda that is prepared for a conversation: what the record says is worth talking about, in order, each point with why it is there.

Pure: the same facts give the same agenda, whoever reads it. Only what both sides may know of is ever among the facts.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, islice

from django.utils.translation import gettext as _

from pathways.words import duration, written

MOST_OF_A_KIND = 3
MOST = 12
SOON = dt.timedelta(days=14)  # until a promise is due


class Kind(StrEnum):
    """In the order in which they are talked about: what is owed, what is wrong, what was done, where it leads."""

    PROMISE = "promise"
    DISPUTE = "dispute"
    CREDENTIAL = "credential"
    RESULT = "result"
    DIFFERENCE = "difference"
    GOAL = "goal"
    TURN = "turn"
    WISH = "wish"
    GAP = "gap"
    TIME = "time"
    ADDED = "added"


@dataclass(frozen=True)
class Promised:
    id: int
    text: str
    side: str
    due_on: dt.date


@dataclass(frozen=True)
class Disputed:
    id: int
    about: str


@dataclass(frozen=True)
class Lapsing:
    id: int
    name: str
    on: dt.date


@dataclass(frozen=True)
class Result:
    id: int
    title: str
    on: dt.date


@dataclass(frozen=True)
class Differing:
    round: int
    skill: int
    name: str
    own: int
    manager: int


@dataclass(frozen=True)
class GoalDue:
    id: int
    name: str
    due_on: dt.date


@dataclass(frozen=True)
class Turn:
    """A turn of readiness: ranks 0 to 2, None for a role that was or is no next step; `words` are theirs."""

    role: int
    name: str
    slug: str
    on: dt.date
    old: int | None
    new: int | None
    words: Sequence[str]


@dataclass(frozen=True)
class Wish:
    role: int
    name: str
    slug: str
    kind: str
    months: int


@dataclass(frozen=True)
class Missing:
    """A skill that a next step asks above what is held; `weight` is what it counts there."""

    skill: int
    name: str
    held: int
    wanted: int
    role: str
    slug: str
    core: bool = False
    weight: int = 1


@dataclass(frozen=True)
class AgendaFacts:
    """What is known to both sides on a day; `since` is the day on which they last talked, None before the first time."""

    today: dt.date
    since: dt.date | None = None
    promises: Sequence[Promised] = ()
    disputes: Sequence[Disputed] = ()
    lapsing: Sequence[Lapsing] = ()
    results: Sequence[Result] = ()
    differences: Sequence[Differing] = ()
    goals: Sequence[GoalDue] = ()
    turns: Sequence[Turn] = ()
    wishes: Sequence[Wish] = ()
    gaps: Sequence[Missing] = ()
    role: str = ""
    role_id: int = 0
    months: int = 0
    usual: int = 0


@dataclass(frozen=True)
class Point:
    """Something to talk about. `key` names it for good; `source` is where it comes from: a number, or the slug of a role."""

    kind: Kind
    key: str
    text: str
    why: str
    source: str = field(default="")


def prepared(facts: AgendaFacts) -> list[Point]:
    """Return the points of an agenda: at most three of a kind and twelve in all, what presses most first."""
    kinds = (
        promised(facts),
        disputed(facts),
        lapsing(facts),
        achieved(facts),
        differing(facts),
        overdue(facts),
        turned(facts),
        wished(facts),
        missing(facts),
        stayed(facts),
    )
    return list(islice((point for points in kinds for point in islice(points, MOST_OF_A_KIND)), MOST))


def promised(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.promises, key=lambda one: (one.due_on, one.id)):
        if one.due_on > facts.today + SOON:
            continue
        day, late = written(one.due_on, "DATE_FORMAT"), one.due_on < facts.today
        if one.side == "manager":
            why = _("Promised by the manager, overdue since %(day)s.") if late else _("Promised by the manager, due on %(day)s.")
        else:
            why = _("Promised by the employee, overdue since %(day)s.") if late else _("Promised by the employee, due on %(day)s.")
        yield Point(Kind.PROMISE, f"promise-{one.id}", one.text[:300], why % {"day": day}, str(one.id))


def disputed(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.disputes, key=lambda one: one.id):
        why = _("The employee says that this is wrong on record, and nobody has answered yet.")
        yield Point(Kind.DISPUTE, f"dispute-{one.id}", _("In dispute: %(about)s") % {"about": one.about}, why, str(one.id))


def lapsing(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.lapsing, key=lambda one: (one.on, one.id)):
        why = _("Lapsed on %(day)s.") if one.on <= facts.today else _("Lapses on %(day)s.")
        yield Point(Kind.CREDENTIAL, f"credential-{one.id}", one.name, why % {"day": written(one.on, "DATE_FORMAT")})


def achieved(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.results, key=lambda one: (one.on, one.id), reverse=True):
        why = _("A result of %(day)s, new since you last talked.") if facts.since else _("A result of %(day)s.")
        yield Point(Kind.RESULT, f"result-{one.id}", one.title, why % {"day": written(one.on, "DATE_FORMAT")}, str(one.id))


def differing(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.differences, key=lambda one: (-abs(one.own - one.manager), one.name)):
        told = {"own": one.own, "manager": one.manager}
        why = _("In your newest round of assessment you saw it differently: own rating %(own)s, manager's %(manager)s.") % told
        yield Point(
            Kind.DIFFERENCE,
            f"difference-{one.round}-{one.skill}",
            _("Seen differently: %(skill)s") % {"skill": one.name},
            why,
            str(one.round),
        )


def overdue(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.goals, key=lambda one: (one.due_on, one.id)):
        if one.due_on < facts.today:
            why = _("A goal of the development plan that was due on %(day)s.") % {"day": written(one.due_on, "DATE_FORMAT")}
            yield Point(Kind.GOAL, f"goal-{one.id}", _("Goal: %(skill)s") % {"skill": one.name}, why, str(one.id))


def turned(facts: AgendaFacts) -> Iterator[Point]:
    """Yield the way of each role's readiness since the last talk as one; what came back to where it was is none."""
    ordered = sorted(facts.turns, key=lambda turn: (turn.role, turn.on))
    ways = [(way[0], way[-1]) for way in (list(turns) for _role, turns in groupby(ordered, key=lambda turn: turn.role))]
    for first, last in sorted(ways, key=lambda way: (-way[1].on.toordinal(), way[1].role)):
        if first.old is not None and last.new is not None and first.old != last.new:
            told = {"role": last.name, "old": first.words[0], "new": last.words[1]}
            why = _("Readiness changed since you last talked.") if facts.since else _("Readiness changed of late.")
            yield Point(Kind.TURN, f"turn-{last.role}-{last.on}", _("%(role)s: from %(old)s to %(new)s") % told, why, last.slug)


def wished(facts: AgendaFacts) -> Iterator[Point]:
    for one in sorted(facts.wishes, key=lambda one: (one.months or 999, one.name)):
        told = {"role": one.name, "kind": one.kind}
        why = (
            _("A wish that the employee shares: %(kind)s, within %(months)s months.")
            if one.months
            else _("A wish that the employee shares: %(kind)s.")
        )
        yield Point(Kind.WISH, f"wish-{one.role}", _("Would like to be: %(role)s") % told, why % (told | {"months": one.months}), one.slug)


def missing(facts: AgendaFacts) -> Iterator[Point]:
    """Yield the gaps that weigh most, a skill once: for the step that asks it first."""
    ranked = sorted(facts.gaps, key=lambda gap: (not gap.core, -gap.weight * (gap.wanted - gap.held), gap.name))
    seen: set[int] = set()
    for gap in ranked:
        if gap.skill not in seen:
            seen.add(gap.skill)
            told = {"skill": gap.name, "held": gap.held, "wanted": gap.wanted, "role": gap.role}
            why = _("%(role)s asks level %(wanted)s; level %(held)s is held.") % told
            yield Point(Kind.GAP, f"gap-{gap.skill}", _("Gap: %(skill)s") % told, why, gap.slug)


def stayed(facts: AgendaFacts) -> Iterator[Point]:
    if facts.usual and facts.months > facts.usual:
        told = {"time": duration(facts.months), "usual": duration(facts.usual), "role": facts.role}
        why = _("People usually stay %(usual)s in this role.") % told
        yield Point(Kind.TIME, f"time-{facts.role_id}", _("%(time)s as %(role)s") % told, why)
