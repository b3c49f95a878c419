"""The three gates of a next step, each with its owner and its day: criteria met, a seat exists, the decision is made. Never one number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from employees.presenters.path_facts import PathFacts
from pathways.models import JobFamily, RoleProfile
from pathways.words import counted
from promotions.models.readiness import Status
from promotions.readiness import Explanation
from promotions.readiness.gates import TimeInput
from promotions.readiness.nearby import decided_by
from promotions.standing import GATE_NAMES, Standing
from promotions.step_records import CaseStanding, Seat

WITHOUT_SEAT = (JobFamily.Shape.SKILLS, JobFamily.Shape.PROJECTS)
MOST_SEATS_NAMED = 2
CASE_LOOKS = {
    "nominated": ("clock", "caution", "Nominated, waits for the decision"),
    "shortlisted": ("clock", "caution", "Shortlisted, waits for the decision"),
    "promoted": ("ready", "good", "Agreed"),
    "refused": ("fail", "bad", "Turned down last time"),
    "withdrawn": ("none", "", "Withdrawn last time"),
}


@dataclass(frozen=True)
class StepGate:
    """`icon` names a shape and `kind` a colour, so that neither stands alone; `owner` and `when` say whose it is and since or from when."""

    title: str
    icon: str
    kind: str
    words: str
    owner: str
    when: str = ""
    details: tuple[str, ...] = ()


def three_gates(path: PathFacts, profile: RoleProfile, found: Explanation, standing: Standing) -> tuple[StepGate, ...]:
    role = profile.role_id
    return (
        criteria(path, found, standing),
        seat(profile, path.records.seats.get(role, ()), path.today),
        decision(profile, path.records.cases.get(role)),
    )


def criteria(path: PathFacts, found: Explanation, standing: Standing) -> StepGate:
    if found.score is None:
        nothing = "No requirement is written, so nothing can be met"
        return StepGate("Criteria", standing.icon, "", nothing, "written by the editors of the framework")
    words = f"{found.met} of {found.total} requirements met" if path.assessed else "No skill has been assessed yet"
    failing = tuple(sentence(gate.name, gate.sentence) for gate in found.failed if path.assessed or gate.name != "core")
    return StepGate("Criteria", standing.icon, standing.kind, words, owner_of_criteria(path), when_of_criteria(path, found), failing)


def sentence(gate: str, words: str) -> str:
    return f"{GATE_NAMES[gate]}: {words}"


def owner_of_criteria(path: PathFacts) -> str:
    whose = "yours" if path.own else f"{path.employee.name}'s"
    manager = path.position.manager if path.position else None
    return f"{whose}, assessed by {manager.name}" if manager else whose


def when_of_criteria(path: PathFacts, found: Explanation) -> str:
    since = path.records.ready_since.get(found.role)
    if since and found.status == Status.READY:
        return f"ready since {day(since)}"
    waits = [one.passes_on for gate in found.failed for one in gate.inputs if isinstance(one, TimeInput)]
    return f"time in role suffices from {day(waits[0])}" if waits else f"as of {day(path.today)}"


def seat(profile: RoleProfile, seats: Sequence[Seat], today: dt.date) -> StepGate:
    if profile.family.shape in WITHOUT_SEAT:
        enough = "confirmed mastery is enough" if profile.family.shape == JobFamily.Shape.SKILLS else "the projects led are enough"
        return StepGate("Seat", "ready", "good", "None is needed", enough)
    if not seats:
        return StepGate("Seat", "unknown", "", "None is open now", "opened by the units that have this role", f"as of {day(today)}")
    named = tuple(seat_words(one, today) for one in seats[:MOST_SEATS_NAMED])
    more = (f"and {len(seats) - MOST_SEATS_NAMED} more",) if len(seats) > MOST_SEATS_NAMED else ()
    return StepGate("Seat", "ready", "good", f"{counted(len(seats), 'seat')} open", "filled by the unit's manager", "", named + more)


def seat_words(one: Seat, today: dt.date) -> str:
    if one.outsiders_from is None:
        shown = "insiders alone"
    else:
        shown = f"insiders alone until {day(one.outsiders_from)}" if one.outsiders_from > today else "outsiders too"
    return f"{one.unit}: since {day(one.since)}, {shown}"


def day(on: dt.date) -> str:
    """Return a day as it fits into a narrow card: 3 Nov 2026."""
    return f"{on.day} {on:%b %Y}"


def decision(profile: RoleProfile, case: CaseStanding | None) -> StepGate:
    decider = decided_by(profile)
    owner = f"decided by {decider}" if decider else "the policy does not say who decides"
    if case is None:
        return StepGate("Decision", "unknown", "", "Not asked for yet", owner)
    icon, kind, words = CASE_LOOKS[case.word]
    return StepGate("Decision", icon, kind, words, owner, f"since {day(case.on)}" if icon == "clock" else f"on {day(case.on)}")
