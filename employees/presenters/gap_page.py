"""What the gap page shows: each requirement beside what is held, the gates, and the sum that anybody can redo by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from employees.access import Access
from employees.evidence import with_evidence
from employees.forms import DisputeForm
from employees.models import Dispute, Employee
from employees.plans.gaps import planned_skills
from employees.presenters.inputs import GateLine, gate_line, skill_key, source_words
from employees.presenters.made_moves import MadeMoves, made_moves
from pathways.levels import LevelCells, level_cells
from pathways.maps import Move
from pathways.models import Requirement, RoleProfile
from pathways.prose import Block, blocks_of
from pathways.role_search import RoleField
from pathways.rulebook import Rulebook, rulebook
from pathways.words import number
from promotions import readiness
from promotions.models import Readiness
from promotions.readiness import Explanation, Facts
from promotions.readiness.arithmetic import score_of
from promotions.readiness.gates import Line
from promotions.readiness.nearby import policy_of, rules_of
from promotions.standing import Standing, standing_of


@dataclass(frozen=True)
class GapLine:
    """One requirement: the engine's figures, the words of framework and evidence, and the newest dispute of it."""

    line: Line
    level_name: str
    descriptor: str
    evidence: str
    assessor: str
    gain: int
    dispute: Dispute | None = None

    @property
    def key(self) -> str:
        return skill_key(self.line.skill)

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
    def judge(self) -> str:
        return source_words(self.line.source)

    @property
    def state(self) -> str:
        return "met" if self.line.met else "part" if self.line.held else "missing"

    @property
    def gain_percent(self) -> str:
        return number(self.gain / 100, 1)


@dataclass(frozen=True)
class GapPage:
    """`row` is what a run stored, None when it keeps no number for this role or the reader may not know that it does.

    `planned` are the skills that are goals already, `may_propose` says whether the reader may propose others.
    `disputes` holds the newest of each input. At the input `disputing` a `form` is open, for `answers_to`, the manager, if any.
    """

    employee: Employee
    own: bool
    profile: RoleProfile
    facts: Facts
    explanation: Explanation
    requirements: Sequence[Requirement]
    row: Readiness | None
    disputes: Mapping[str, Dispute]
    made: MadeMoves
    planned: frozenset[int] = frozenset()
    may_propose: bool = False
    disputing: str = ""
    form: DisputeForm | None = None
    answers_to: str = ""

    @property
    def field(self) -> RoleField:
        """Where another role can be searched for."""
        return RoleField("role", _("Measure against another role"), QueryDict())

    @property
    def standing(self) -> Standing:
        return standing_of(self.explanation.status, self.explanation.score)

    @cached_property
    def lines(self) -> list[GapLine]:
        words = {requirement.skill_id: requirement for requirement in self.requirements}
        found = self.explanation
        return [line_of(line, words[line.skill], gain_of(line, found), self.disputes) for line in found.lines if line.skill in words]

    @cached_property
    def gates(self) -> list[GateLine]:
        return [gate_line(gate, self.disputes) for gate in self.explanation.gates]

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
    def stored_row(self) -> "GapPage | None":
        """The page itself where a run stored a row, which `row`, `stored` and `differs` then tell of."""
        return self if self.row else None

    @property
    def differs(self) -> bool:
        """Whether something has changed since a run stored its row."""
        if self.row is None:
            return False
        now = self.explanation
        gates = all(getattr(self.row, gate.name) == gate.verdict for gate in now.gates)
        return not gates or (self.row.score, self.row.status, self.row.met, self.row.total) != (now.score, now.status, now.met, now.total)


def gap_page(employee: Employee, slug: str, reader: Access) -> GapPage:
    """Return the page of a person the reader may see, against the role of that address; Http404 when no rule describes it."""
    today, own = reader.today, employee == reader.employee
    book, facts = rulebook(today), readiness.facts_of(employee, today)
    profile = profile_at(slug, book)
    role, move = profile.role_id, move_between(facts.role, profile, book)
    rules = rules_of([profile], book.asks, [move] if move else [], policy_of(book))
    known = own or move is not None or role in facts.shared
    return GapPage(
        employee,
        own,
        profile,
        facts,
        readiness.explain(facts, rules, role),
        list(with_evidence(Requirement.objects.in_force(today).filter(profile=profile).with_words(), employee)),
        employee.readiness.filter(role=role).select_related("run").first() if known else None,
        newest_disputes(employee),
        made_moves(facts.role, role, reader),
        planned_skills(employee),
        reader.proposes_to(employee),
    )


def profile_at(slug: str, book: Rulebook) -> RoleProfile:
    if slug not in book.by_slug:
        raise Http404
    return book.by_slug[slug]


def move_between(source: int | None, target: RoleProfile, book: Rulebook) -> Move | None:
    """Return the written move from a role to that profile; None when there is none."""
    return next((move for move in book.moves.get(source or 0, ()) if move.target == target.role_id), None)


def newest_disputes(employee: Employee) -> dict[str, Dispute]:
    """Return the newest dispute of each input that was ever disputed, by the input's key."""
    return {dispute.key: dispute for dispute in employee.disputes.with_outcome().order_by("raised_at", "pk")}


def gain_of(line: Line, found: Explanation) -> int:
    """Return what meeting this requirement alone would add to the score, in basis points, rounded as the score itself is."""
    return (score_of(found.points + line.possible - line.points, found.possible) or 0) - (found.score or 0)


def line_of(line: Line, words: Requirement, gain: int, disputes: Mapping[str, Dispute]) -> GapLine:
    return GapLine(
        line,
        words.level_name or "",  # type: ignore[attr-defined]  # annotated by with_words
        words.descriptor or "",  # type: ignore[attr-defined]  # annotated by with_words
        words.evidence or "",  # type: ignore[attr-defined]  # annotated by with_evidence
        (words.assessor or "").strip(),  # type: ignore[attr-defined]  # annotated by with_evidence
        gain,
        disputes.get(skill_key(line.skill)),
    )
