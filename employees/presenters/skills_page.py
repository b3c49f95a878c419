"""What the page of somebody's skills shows: what counts, who judged it when and on what, beside what roles ask; how broad and deep."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.access import Access
from employees.assessment_rounds import side_of
from employees.judgements import SkillRecord, judge_of, proof_of, records_of
from employees.models import AssessmentRound, Employee, SkillAssessment
from employees.models.assessment_rounds import Side
from employees.presenters.skill_shape import Shape, shapes_of
from pathways.asks import RoleAsks
from pathways.gaps import Asked
from pathways.levels import LevelCells, level_cells
from pathways.models import Requirement, RoleProfile
from pathways.presenters.lattice_question import Choice
from pathways.rulebook import rulebook
from skills.models import Skill


@dataclass(frozen=True)
class SkillLine:
    """A skill with what the present role asks of it, and what the chosen next step does; None where it asks nothing."""

    record: SkillRecord
    here: Asked | None
    there: Asked | None

    @property
    def skill(self) -> Skill:
        return self.record.skill

    @property
    def wanted(self) -> int:
        return max(asked.level if asked else 0 for asked in (self.here, self.there))

    @property
    def cells(self) -> LevelCells:
        return level_cells(held=self.record.level, required=self.wanted)

    @property
    def short(self) -> int:
        """Return how many levels are missing for the present role."""
        return max(0, self.here.level - self.record.level) if self.here else 0

    @property
    def short_there(self) -> int:
        return max(0, self.there.level - self.record.level) if self.there else 0

    @property
    def goal(self) -> int:
        """Return the level to aim at: what the present role asks while that is missing, then what the step does; 0 when nothing is."""
        if self.short and self.here:
            return self.here.level
        return self.there.level if self.short_there and self.there else 0

    @property
    def counted_by(self) -> str:
        return judge_of(self.record.counting) if self.record.counting else ""

    @property
    def history(self) -> list[tuple[SkillAssessment, str, str]]:
        """Return each judgement, newest first, with who made it and on what evidence."""
        return [(judgement, judge_of(judgement), proof_of(judgement)) for judgement in self.record.judged]


@dataclass(frozen=True)
class SkillsPage:
    """`target` is the next step chosen, `targets` those there are; `side` that on which the reader rates, None for who only reads."""

    employee: Employee
    own: bool
    today: dt.date
    role: RoleProfile | None
    target: RoleProfile | None
    targets: Sequence[RoleProfile]
    lines: Sequence[SkillLine]
    rounds: Sequence[AssessmentRound]
    side: Side | None

    @property
    def technical(self) -> list[SkillLine]:
        return [line for line in self.lines if line.skill.kind == Skill.Kind.TECHNICAL]

    @property
    def soft(self) -> list[SkillLine]:
        return [line for line in self.lines if line.skill.kind == Skill.Kind.SOFT]

    @property
    def held(self) -> list[SkillLine]:
        return [line for line in self.lines if line.record.level]

    @property
    def stale(self) -> list[SkillLine]:
        return [line for line in self.lines if line.record.stale]

    @property
    def unverified(self) -> list[SkillLine]:
        return [line for line in self.lines if line.record.unverified]

    @property
    def short(self) -> list[SkillLine]:
        return [line for line in self.lines if line.short]

    @property
    def open_round(self) -> AssessmentRound | None:
        return next((one for one in self.rounds if one.is_open), None)

    @cached_property
    def shapes(self) -> list[Shape]:
        return shapes_of(line.record for line in self.held)

    @property
    def choices(self) -> list[Choice]:
        """Return the next steps to look at, none first."""
        none = Choice(_("present role only"), self.url, self.target is None)
        return [none, *(Choice(one.name, f"{self.url}?to={one.role.slug}", one == self.target) for one in self.targets)]

    @property
    def url(self) -> str:
        return reverse("my-skills") if self.own else reverse("person-skills", args=[self.employee.pk])

    def file_url(self, table: str) -> str:
        query = f"?to={self.target.role.slug}" if self.target else ""
        address = reverse("my-skills-file", args=[table]) if self.own else reverse("person-skills-file", args=[self.employee.pk, table])
        return address + query

    @property
    def skills_file(self) -> str:
        return self.file_url("skills")

    @property
    def judgements_file(self) -> str:
        return self.file_url("judgements")


def skills_page(employee: Employee, reader: Access, to: str = "") -> SkillsPage:
    """Return the page about a person whom the reader may see; `to` is the slug of a next step."""
    today, own = reader.today, employee == reader.employee
    present = employee.positions.on(today).values_list("role", flat=True).first()
    profiles = profiles_of(employee, present, own=own, today=today)
    role = next((profile for profile in profiles if profile.role_id == present), None)
    targets = [profile for profile in profiles if profile != role]
    target = next((profile for profile in targets if profile.role.slug == to), None)
    asked = rulebook(today).asks_of([profile.role_id for profile in (role, target) if profile])
    return SkillsPage(
        employee,
        own,
        today,
        role,
        target,
        targets,
        lines_of(records_of(employee, today), asked_by(role, asked), asked_by(target, asked), today),
        list(employee.assessment_rounds.with_hand_ins().order_by("-opened_on", "-pk")),
        side_of(reader, employee),
    )


def profiles_of(employee: Employee, present: int | None, *, own: bool, today: dt.date) -> list[RoleProfile]:
    """Return the profiles of the present role, of those one move from it, and of wishes that the reader may know of."""
    wishes = employee.aspirations.all() if own else employee.aspirations.filter(shared_on__lte=today)
    book = rulebook(today)
    steps = [move.target for move in book.moves.get(present or 0, ())]
    near = book.profiles_of([present, *steps, *wishes.values_list("role", flat=True)])
    return sorted(near.values(), key=lambda profile: profile.name)


def asked_by(profile: RoleProfile | None, asks: Mapping[int, RoleAsks]) -> dict[int, Asked]:
    """Return skill → what a role asks of it."""
    found = asks.get(profile.role_id) if profile else None
    return {asked.skill: asked for asked in found.skills} if found else {}


def lines_of(records: Mapping[int, SkillRecord], here: Mapping[int, Asked], there: Mapping[int, Asked], today: dt.date) -> list[SkillLine]:
    """Return a line for each skill held, judged or asked: those of the present role first, then of the step, then the others."""
    missing = {here_or_there for here_or_there in (*here, *there) if here_or_there not in records}
    rows = Requirement.objects.in_force(today).filter(skill__in=missing).select_related("skill__scale") if missing else ()
    blank = {row.skill_id: SkillRecord(row.skill, None, (), today) for row in rows}
    lines = [SkillLine(record, here.get(number), there.get(number)) for number, record in {**records, **blank}.items()]
    return sorted(lines, key=lambda line: (line.here is None, line.there is None, line.skill.name))


# --- Files ----------------------------------------------------------------------------------------

SKILLS = ("Skill", "Kind", "Held", "Judged by", "Assessor", "On", "Own rating", "Manager's rating", "Role asks", "Next step asks", "State")
JUDGEMENTS = ("Skill", "Level", "Judged by", "Assessor", "On", "Evidence")


def state_of(record: SkillRecord) -> str:
    """Return what is to be said of a rating: old, unverified, both or nothing."""
    said = [_("old") if record.stale else "", _("not verified") if record.unverified else ""]
    return ", ".join(word for word in said if word)


def skill_rows(page: SkillsPage) -> Iterable[list[str]]:
    for line in page.lines:
        record, held = line.record, line.record.held
        yield [
            line.skill.name,
            line.skill.get_kind_display(),
            str(record.level),
            held.get_source_display() if held else "",
            line.counted_by,
            held.on.isoformat() if held else "",
            *(str(one.level) if one else "" for one in (record.own, record.manager, line.here, line.there)),
            state_of(record),
        ]


def judgement_rows(page: SkillsPage) -> Iterable[list[str]]:
    for line in page.lines:
        for judgement, judge, proof in line.history:
            yield [line.skill.name, str(judgement.level), judgement.get_source_display(), judge, judgement.on.isoformat(), proof]


FILES = {"skills": (SKILLS, skill_rows), "judgements": (JUDGEMENTS, judgement_rows)}


# --- A goal out of a gap --------------------------------------------------------------------------


def asked_skill(number: int, level: str, reader: Access) -> tuple[Skill | None, int]:
    """Return the skill of that number and the level, when some role in force asks for it so; None otherwise."""
    if not level.isdecimal() or len(level) > 2:
        return None, 0
    asked = Requirement.objects.in_force(reader.today).filter(skill=number, level=int(level)).select_related("skill").first()
    return (asked.skill, asked.level) if asked else (None, 0)
