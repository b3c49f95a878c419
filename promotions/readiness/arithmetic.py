"""Readiness of one person for one role, with every step shown. The nightly run computes the same for all at once.

score = 10000 · Σ w·min(held, required)/required ÷ Σ w, in basis points, rounded down. The fractions are added over
2520, the least common multiple of 1..10, so that the sum is exact and equal on every machine.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pathways.words import counted
from promotions.models.readiness import Gate, Status
from promotions.readiness.facts import Facts
from promotions.readiness.gates import GateVerdict, Line, verdicts
from promotions.readiness.rules import Rules, SkillRequirement, Thresholds

WHOLE = 2520  # one whole requirement of weight 1
BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """A readiness row with its reasons. `score` is `BASIS_POINTS * points // possible`, None without requirements."""

    role: int
    on: dt.date
    version: int
    version_name: str
    policy: int | None
    policy_name: str
    thresholds: Thresholds
    lines: tuple[Line, ...]
    gates: tuple[GateVerdict, ...]
    score: int | None
    status: Status

    @property
    def met(self) -> int:
        return sum(line.met for line in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def possible(self) -> int:
        return sum(line.possible for line in self.lines)

    @property
    def failed(self) -> tuple[GateVerdict, ...]:
        return tuple(gate for gate in self.gates if gate.verdict == Gate.FAIL)

    @property
    def sum_text(self) -> str:
        """The sum as one would write it down: "(3 × 2/3 + 2 × 1) ÷ 5 = 0.8000"."""
        if self.score is None:
            return _("No requirement is written for this role, so there is no score.")
        terms = " + ".join(f"{line.weight} × {Fraction(line.points, line.possible)}" for line in self.lines)
        return f"({terms}) ÷ {self.possible // WHOLE} = {ratio(self.score)}"

    @property
    def status_sentence(self) -> str:
        """What decides the status, with the threshold that does."""
        if self.score is None:
            return _("Developing: a role without written requirements has no score.")
        failed = len(self.failed)
        gates = counted(failed, "%(count)s gate fails", "%(count)s gates fail") if failed else _("no gate fails")
        rule = counted(
            self.thresholds.near_failed_gates,
            "ready takes %(ready)s and no failed gate, near %(near)s and at most %(count)s failed gate",
            "ready takes %(ready)s and no failed gate, near %(near)s and at most %(count)s failed gates",
            ready=ratio(self.thresholds.ready_from),
            near=ratio(self.thresholds.near_from),
        )
        facts = {"status": capfirst(str(self.status.label)), "score": ratio(self.score), "gates": gates, "rule": rule}
        return _("%(status)s: the score is %(score)s and %(gates)s; %(rule)s.") % facts


def ratio(basis_points: int) -> str:
    """Return basis points as the fraction of one that people read: 9000 → "0.9000"."""
    return f"{basis_points // BASIS_POINTS}{get_format('DECIMAL_SEPARATOR')}{basis_points % BASIS_POINTS:04}"


def explain(facts: Facts, rules: Rules, target: int) -> Explanation:
    """Return where the person stands towards the target role; KeyError when no profile in force describes it. No query."""
    asked = rules.roles[target]
    lines = tuple(sorted((_line(facts, requirement) for requirement in asked.requirements), key=_most_important_first))
    gates = verdicts(facts, rules, asked, lines)
    score = score_of(sum(line.points for line in lines), sum(line.possible for line in lines))
    status = status_of(score, sum(gate.verdict == Gate.FAIL for gate in gates), asked.thresholds)
    return Explanation(
        role=target,
        on=facts.on,
        version=asked.version,
        version_name=asked.version_name,
        policy=rules.policy.pk,
        policy_name=rules.policy.name,
        thresholds=asked.thresholds,
        lines=lines,
        gates=gates,
        score=score,
        status=status,
    )


def _line(facts: Facts, asked: SkillRequirement) -> Line:
    held = facts.held(asked.skill)
    return Line(
        skill=asked.skill,
        name=asked.name,
        required=asked.level,
        held=held.level,
        weight=asked.weight,
        core=asked.core,
        source=held.source,
        assessed_on=held.on,
        verified=held.verified,
        points=asked.weight * min(held.level, asked.level) * (WHOLE // asked.level),
        possible=asked.weight * WHOLE,
    )


def _most_important_first(line: Line) -> tuple[bool, int, str, int]:
    return not line.core, -line.weight, line.name, line.skill


def score_of(points: int, possible: int) -> int | None:
    return BASIS_POINTS * points // possible if possible else None


def status_of(score: int | None, failed: int, thresholds: Thresholds) -> Status:
    if score is None:
        return Status.DEVELOPING
    if score >= thresholds.ready_from and not failed:
        return Status.READY
    if score >= thresholds.near_from and failed <= thresholds.near_failed_gates:
        return Status.NEAR
    return Status.DEVELOPING


def targets_of(facts: Facts, rules: Rules) -> list[int]:
    """Return the roles that the nightly run keeps a row of: every one a transition away and every aspiration, but the present one."""
    if not facts.employed:
        return []
    reachable = set(rules.transitions.get(facts.role, ())) if facts.role else set()
    return sorted(role for role in (reachable | facts.aspirations) - {facts.role} if role in rules.roles)
