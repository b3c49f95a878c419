"""The five gates of one person towards one role: each verdict with the inputs and the sentence that decide it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from promotions.models.readiness import Gate
from promotions.readiness.clock import first_day_after
from promotions.readiness.facts import Facts
from promotions.readiness.rules import CredentialAsked, ProjectsAsked, Rules, TargetRules


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement beside what is held. `points` of `possible` is its part in the score's sums, exact."""

    skill: int
    name: str
    required: int
    held: int
    weight: int
    core: bool
    source: str
    assessed_on: dt.date | None
    verified: bool
    points: int
    possible: int

    @property
    def met(self) -> bool:
        return self.held >= self.required

    @property
    def gap(self) -> int:
        return max(0, self.required - self.held)


@dataclass(frozen=True, slots=True)
class CredentialInput:
    """A credential asked for, and the certificate that says most of it; both dates are None when it was never held."""

    credential: int
    name: str
    valid: bool
    issued_on: dt.date | None
    expires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class TimeInput:
    """`passes_on` is the first day the gate passes if no more leave is taken."""

    since: dt.date
    leave_days: int
    months: int
    minimum: int
    passes_on: dt.date


@dataclass(frozen=True, slots=True)
class ProjectInput:
    complexity: int
    as_lead: bool
    needed: int
    counted: int


@dataclass(frozen=True, slots=True)
class RatingInput:
    value: int | None
    on: dt.date | None
    minimum: int


GateInput = Line | CredentialInput | TimeInput | ProjectInput | RatingInput


@dataclass(frozen=True, slots=True)
class GateVerdict:
    name: str
    verdict: Gate
    sentence: str
    inputs: tuple[GateInput, ...] = ()


def verdicts(facts: Facts, rules: Rules, target: TargetRules, lines: Sequence[Line]) -> tuple[GateVerdict, ...]:
    """Return the gates in the order of `promotions.models.readiness.GATES`."""
    return (
        core_gate([line for line in lines if line.core]),
        credentials_gate(facts, target),
        time_gate(facts, rules.minimum_months(facts.role, target.role)),
        projects_gate(facts, target),
        performance_gate(facts, target.thresholds.minimum_rating),
    )


def passed(ok: bool) -> Gate:
    return Gate.PASS if ok else Gate.FAIL


def core_gate(core: Sequence[Line]) -> GateVerdict:
    if not core:
        return GateVerdict("core", Gate.NOT_ASKED, "This role marks no requirement as core.")
    missing = [f"{line.name} ({line.held} of {line.required})" for line in core if not line.met]
    met = f"{len(core) - len(missing)} of {counted(len(core), 'core requirement')} met"
    return GateVerdict("core", passed(not missing), f"{met}; missing: {', '.join(missing)}." if missing else f"{met}.", tuple(core))


def credentials_gate(facts: Facts, target: TargetRules) -> GateVerdict:
    if not target.credentials:
        return GateVerdict("credentials", Gate.NOT_ASKED, "This role asks for no credential.")
    inputs = [_certificate(facts, asked) for asked in target.credentials]
    sentence = "; ".join(f"{found.name} {_standing(found, facts.on)}" for found in inputs)
    return GateVerdict("credentials", passed(all(found.valid for found in inputs)), f"{sentence}.", tuple(inputs))


def _certificate(facts: Facts, asked: CredentialAsked) -> CredentialInput:
    """Return the one that is valid longest; failing that the one that was valid last."""
    certificates = facts.credentials.get(asked.credential, [])
    if not certificates:
        return CredentialInput(asked.credential, asked.name, False, None, None)
    valid, _, issued, expires = max(
        (issued <= facts.on and (expires is None or facts.on < expires), expires or dt.date.max, issued, expires)
        for issued, expires in certificates
    )
    return CredentialInput(asked.credential, asked.name, valid, issued, expires)


def _standing(found: CredentialInput, on: dt.date) -> str:
    if found.issued_on is None:
        return "was never held"
    if not found.valid:
        return f"is held from {day(found.issued_on)}" if found.issued_on > on else f"lapsed on {day(found.expires_on)}"
    return f"is held until {day(found.expires_on)}" if found.expires_on else "is held and never lapses"


def time_gate(facts: Facts, minimum: int | None) -> GateVerdict:
    if minimum is None or facts.since is None or facts.clock_start is None:
        return GateVerdict("time", Gate.NOT_ASKED, "No minimum time in the present role is asked for this move.")
    found = TimeInput(facts.since, facts.leave_days, facts.months, minimum, first_day_after(facts.clock_start, minimum))
    leave = f", less {counted(found.leave_days, 'day')} of leave" if found.leave_days else ""
    sentence = f"{counted(found.months, 'full month')} in the present role since {day(found.since)}{leave}; {minimum} asked"
    ok = found.months >= minimum
    return GateVerdict("time", passed(ok), f"{sentence}." if ok else f"{sentence}, reached on {day(found.passes_on)}.", (found,))


def projects_gate(facts: Facts, target: TargetRules) -> GateVerdict:
    if not target.projects:
        return GateVerdict("projects", Gate.NOT_ASKED, "This role asks for no finished project.")
    inputs = [_projects(facts, asked) for asked in target.projects]
    sentence = "; ".join(
        f"{found.counted} of {found.needed} finished of complexity {found.complexity} or more{' as lead' if found.as_lead else ''}"
        for found in inputs
    )
    return GateVerdict("projects", passed(all(found.counted >= found.needed for found in inputs)), f"{sentence}.", tuple(inputs))


def _projects(facts: Facts, asked: ProjectsAsked) -> ProjectInput:
    counting = [1 for complexity, led in facts.projects if complexity >= asked.complexity and (led or not asked.as_lead)]
    return ProjectInput(asked.complexity, asked.as_lead, asked.count, len(counting))


def performance_gate(facts: Facts, minimum: int | None) -> GateVerdict:
    if minimum is None:
        return GateVerdict("performance", Gate.NOT_ASKED, "Policy asks for no rating.")
    value, on = facts.rating or (None, None)
    sentence = "Never rated" if value is None else f"Rated {value} on {day(on)}"
    ok = value is not None and value >= minimum
    return GateVerdict("performance", passed(ok), f"{sentence}; at least {minimum} asked.", (RatingInput(value, on, minimum),))


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def day(on: dt.date | None) -> str:
    return f"{on.day} {on:%B %Y}" if on else "no day"
