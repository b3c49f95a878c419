"""The five gates of one person towards one role: each verdict with the inputs and the sentence that decide it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pathways.words import counted, day
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
        return GateVerdict("core", Gate.NOT_ASKED, _("This role marks no requirement as core."))
    missing = [
        _("%(name)s (%(held)s of %(required)s)") % {"name": line.name, "held": line.held, "required": line.required}
        for line in core
        if not line.met
    ]
    met = len(core) - len(missing)
    if not missing:
        words = counted(len(core), "%(met)s of %(count)s core requirement met.", "%(met)s of %(count)s core requirements met.", met=met)
    else:
        words = counted(
            len(core),
            "%(met)s of %(count)s core requirement met; missing: %(names)s.",
            "%(met)s of %(count)s core requirements met; missing: %(names)s.",
            met=met,
            names=", ".join(missing),
        )
    return GateVerdict("core", passed(not missing), words, tuple(core))


def credentials_gate(facts: Facts, target: TargetRules) -> GateVerdict:
    if not target.credentials:
        return GateVerdict("credentials", Gate.NOT_ASKED, _("This role asks for no credential."))
    inputs = [_certificate(facts, asked) for asked in target.credentials]
    sentence = "; ".join(_standing(found, facts.on) for found in inputs)
    return GateVerdict("credentials", passed(all(found.valid for found in inputs)), f"{sentence}.", tuple(inputs))


def _certificate(facts: Facts, asked: CredentialAsked) -> CredentialInput:
    """Return the one that is valid longest; failing that the one that was valid last."""
    certificates = facts.credentials.get(asked.credential, [])
    if not certificates:
        return CredentialInput(asked.credential, asked.name, False, None, None)
    valid, _end, issued, expires = max(
        (issued <= facts.on and (expires is None or facts.on < expires), expires or dt.date.max, issued, expires)
        for issued, expires in certificates
    )
    return CredentialInput(asked.credential, asked.name, valid, issued, expires)


def _standing(found: CredentialInput, on: dt.date) -> str:
    if found.issued_on is None:
        words = _("%(name)s was never held")
    elif not found.valid:
        words = _("%(name)s is held from %(day)s") if found.issued_on > on else _("%(name)s lapsed on %(end)s")
    else:
        words = _("%(name)s is held until %(end)s") if found.expires_on else _("%(name)s is held and never lapses")
    return words % {"name": found.name, "day": _day(found.issued_on), "end": _day(found.expires_on)}


def time_gate(facts: Facts, minimum: int | None) -> GateVerdict:
    if minimum is None or facts.since is None or facts.clock_start is None:
        return GateVerdict("time", Gate.NOT_ASKED, _("No minimum time in the present role is asked for this move."))
    found = TimeInput(facts.since, facts.leave_days, facts.months, minimum, first_day_after(facts.clock_start, minimum))
    return GateVerdict("time", passed(found.months >= minimum), _served(found), (found,))


def _served(found: TimeInput) -> str:
    served = counted(
        found.months,
        "%(count)s full month in the present role since %(day)s",
        "%(count)s full months in the present role since %(day)s",
        day=day(found.since),
    )
    if found.leave_days:
        served += counted(found.leave_days, ", less %(count)s day of leave", ", less %(count)s days of leave")
    if found.months >= found.minimum:
        return _("%(served)s; %(minimum)s asked.") % {"served": served, "minimum": found.minimum}
    reached = {"served": served, "minimum": found.minimum, "day": _day(found.passes_on)}
    return _("%(served)s; %(minimum)s asked, reached on %(day)s.") % reached


def projects_gate(facts: Facts, target: TargetRules) -> GateVerdict:
    if not target.projects:
        return GateVerdict("projects", Gate.NOT_ASKED, _("This role asks for no finished project."))
    inputs = [_projects(facts, asked) for asked in target.projects]
    sentence = "; ".join(_finished(found) for found in inputs)
    return GateVerdict("projects", passed(all(found.counted >= found.needed for found in inputs)), f"{sentence}.", tuple(inputs))


def _finished(found: ProjectInput) -> str:
    words = _("%(counted)s of %(needed)s finished of complexity %(complexity)s or more")
    if found.as_lead:
        words = _("%(counted)s of %(needed)s finished of complexity %(complexity)s or more as lead")
    return words % {"counted": found.counted, "needed": found.needed, "complexity": found.complexity}


def _projects(facts: Facts, asked: ProjectsAsked) -> ProjectInput:
    counting = [1 for complexity, led in facts.projects if complexity >= asked.complexity and (led or not asked.as_lead)]
    return ProjectInput(asked.complexity, asked.as_lead, asked.count, len(counting))


def performance_gate(facts: Facts, minimum: int | None) -> GateVerdict:
    if minimum is None:
        return GateVerdict("performance", Gate.NOT_ASKED, _("Policy asks for no rating."))
    value, on = facts.rating or (None, None)
    rated, never = _("Rated %(value)s on %(day)s; at least %(minimum)s asked."), _("Never rated; at least %(minimum)s asked.")
    sentence = (never if value is None else rated) % {"value": value, "day": _day(on), "minimum": minimum}
    ok = value is not None and value >= minimum
    return GateVerdict("performance", passed(ok), sentence, (RatingInput(value, on, minimum),))


def _day(on: dt.date | None) -> str:
    return day(on) if on else _("no day")
