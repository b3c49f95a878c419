"""What the gap page shows: each requirement beside what is held, the gates, and the sum that anybody can redo by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404

from employees.access import Access
from employees.evidence import with_evidence
from employees.models import Employee
from pathways.levels import LevelCells, level_cells
from pathways.models import Requirement, RoleProfile
from pathways.prose import Block, blocks_of
from promotions import readiness
from promotions.models import Readiness
from promotions.readiness import Explanation
from promotions.readiness.gates import Line
from promotions.standing import GateStanding, Standing, gate_standing, standing_of


@dataclass(frozen=True)
class GapLine:
    """One requirement: the engine's figures, and the words of framework and evidence."""

    line: Line
    level_name: str
    descriptor: str
    evidence: str
    assessor: str
    gain: int

    @property
    def cells(self) -> LevelCells:
        return level_cells(held=self.line.held, required=self.line.required)

    @property
    def term(self) -> str:
        return f"{self.line.weight} × {Fraction(self.line.points, self.line.possible)}"

    @property
    def words(self) -> list[Block]:
        return blocks_of(self.descriptor)

    @property
    def state(self) -> str:
        return "met" if self.line.met else "part" if self.line.held else "missing"

    @property
    def gain_percent(self) -> str:
        return f"{self.gain / 100:.1f}"


@dataclass(frozen=True)
class GapPage:
    """`row` is what the nightly run stored, None when it keeps no number for this role or the reader may not know that it does."""

    employee: Employee
    own: bool
    profile: RoleProfile
    explanation: Explanation
    lines: Sequence[GapLine]
    row: Readiness | None

    @property
    def standing(self) -> Standing:
        return standing_of(self.explanation.status, self.explanation.score)

    @property
    def gates(self) -> list[GateStanding]:
        return [gate_standing(gate.name, gate.verdict, gate.sentence) for gate in self.explanation.gates]

    @cached_property
    def missing(self) -> list[GapLine]:
        """The unmet requirements, those that would move the score most first."""
        return sorted((line for line in self.lines if not line.line.met), key=lambda line: (-line.gain, line.line.name))

    @cached_property
    def carried_over(self) -> list[GapLine]:
        """The requirements that are met already: what is transferable as it is."""
        return [line for line in self.lines if line.line.met]

    @cached_property
    def in_part(self) -> list[GapLine]:
        return [line for line in self.lines if line.state == "part"]

    @property
    def marks(self) -> list[int]:
        """Where on a bar of 100 the thresholds of policy stand."""
        thresholds = self.explanation.thresholds
        return [thresholds.near_from // 100, thresholds.ready_from // 100]

    @property
    def stored(self) -> Standing | None:
        return standing_of(self.row.status, self.row.score) if self.row else None

    @property
    def differs(self) -> bool:
        """Whether something has changed since the nightly run stored its row."""
        if self.row is None:
            return False
        now = self.explanation
        gates = all(getattr(self.row, gate.name) == gate.verdict for gate in now.gates)
        return not gates or (self.row.score, self.row.status, self.row.met, self.row.total) != (now.score, now.status, now.met, now.total)


def gap_page(employee: Employee, slug: str, reader: Access) -> GapPage:
    """Return the page of a person the reader may see, against the role of that address; Http404 when no rule describes it."""
    requirements = requirements_of(slug, employee, reader)
    profile = requirements[0].profile if requirements else profile_of(slug, reader)
    facts = readiness.facts_of(employee, reader.today)
    rules = readiness.load(reader.today, targets=[profile.role_id])
    if profile.role_id not in rules.roles:
        raise Http404
    explanation = readiness.explain(facts, rules, profile.role_id)
    own = employee == reader.employee
    one_move_away = profile.role_id in rules.transitions.get(facts.role or 0, {})
    row = employee.readiness.filter(role=profile.role_id).select_related("run").first() if own or one_move_away else None
    return GapPage(employee, own, profile, explanation, lines_of(explanation, requirements), row)


def requirements_of(slug: str, employee: Employee, reader: Access) -> list[Requirement]:
    """Return the role's requirements with their words, this person's evidence, and the profile. One query."""
    place = ("profile__role", "profile__level", "profile__track__family__group")
    asked = Requirement.objects.in_force(reader.today).filter(profile__role__slug=slug).with_words().select_related("skill", *place)
    return list(with_evidence(asked, employee))


def profile_of(slug: str, reader: Access) -> RoleProfile:
    return get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)


def lines_of(explanation: Explanation, requirements: Sequence[Requirement]) -> list[GapLine]:
    words = {requirement.skill_id: requirement for requirement in requirements}
    return [line_of(line, words[line.skill], explanation.possible) for line in explanation.lines if line.skill in words]


def line_of(line: Line, words: Requirement, possible: int) -> GapLine:
    return GapLine(
        line,
        words.level_name or "",  # type: ignore[attr-defined]  # annotated by with_words
        words.descriptor or "",  # type: ignore[attr-defined]  # annotated by with_words
        words.evidence or "",  # type: ignore[attr-defined]  # annotated by with_evidence
        (words.assessor or "").strip(),  # type: ignore[attr-defined]  # annotated by with_evidence
        10_000 * (line.possible - line.points) // possible,
    )
