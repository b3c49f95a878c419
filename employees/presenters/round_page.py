"""What the page of an assessment round shows: the reader's own sheet while it is open, both sheets side by side once it is revealed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from employees.access import Access
from employees.assessment_rounds import Difference, differences, side_of
from employees.judgements import words_of
from employees.models import AssessmentRound, Employee, RatingSheet, SkillRating
from employees.models.assessment_rounds import Side
from employees.rating_forms import AgreementForm, Option, RatedSkill, SheetForm
from skills.models import Skill

STEPS = ("save", "hand-in", "take-back", "close", "call-off", "agree")


@dataclass(frozen=True)
class SheetLine:
    """One skill of the form: its levels to choose from, and the fields beside them."""

    skill: RatedSkill
    level: BoundField
    evidence: BoundField
    links: BoundField

    @property
    def chosen(self) -> str:
        value = self.level.value()
        return "" if value is None else str(value)

    @property
    def linked(self) -> list[str]:
        return list(self.links.value() or [])


@dataclass(frozen=True)
class Pair:
    """One skill as both sides rated it; None where a side did not."""

    skill: Skill
    own: SkillRating | None
    manager: SkillRating | None

    @property
    def apart(self) -> int:
        """Return how much higher the manager rated; 0 when only one did."""
        levels = [rating.level for rating in (self.manager, self.own) if rating and rating.level is not None]
        return levels[0] - levels[1] if len(levels) == 2 else 0

    @property
    def lower(self) -> int:
        return -self.apart

    @property
    def both(self) -> bool:
        """Whether both rated."""
        return all(rating and rating.level is not None for rating in (self.own, self.manager))

    @property
    def own_proof(self) -> list[str]:
        return proof(self.own)

    @property
    def manager_proof(self) -> list[str]:
        return proof(self.manager)


@dataclass(frozen=True)
class RoundPage:
    """`side` is that of the reader, None for who only reads; `sheet` is their own, None until they have saved one."""

    round: AssessmentRound
    own: bool
    reader: Access
    side: Side | None
    sheet: RatingSheet | None
    handed_in: Mapping[str, RatingSheet]
    count: int
    form: SheetForm | None = None
    agreement: AgreementForm | None = None
    agreeing: int = 0
    pairs: Sequence[Pair] = field(default_factory=tuple)

    @property
    def employee(self) -> Employee:
        return self.round.employee

    @property
    def overdue(self) -> bool:
        return self.round.overdue(self.reader.today)

    @property
    def sides(self) -> list[tuple[str, RatingSheet | None]]:
        """Return each side in words with the sheet it has handed in; its ratings are not on it."""
        return [(str(side.label), self.handed_in.get(side)) for side in Side]

    @property
    def may(self) -> tuple[str, ...]:
        """Return the steps that this reader may take now."""
        if self.side is None:
            return ()
        if not self.round.is_open:
            return ("agree",) if self.round.is_revealed and self.side == Side.MANAGER else ()
        if self.sheet and self.sheet.handed_in_at:
            return ("take-back", "close") if self.overdue else ("take-back",)
        steps = () if self.side in self.handed_in else ("save", "hand-in")
        return steps if self.handed_in else (*steps, "call-off")

    @cached_property
    def lines(self) -> list[SheetLine]:
        if self.form is None:
            return []
        form = self.form
        return [SheetLine(skill, *(form[f"{skill.number}-{name}"] for name in ("level", "evidence", "links"))) for skill in form.skills]

    @property
    def version(self) -> int:
        return self.sheet.version if self.sheet else 0

    @property
    def differences(self) -> list[Difference]:
        return differences(self.round)

    @property
    def rows(self) -> list[tuple[Pair, AgreementForm | None, bool]]:
        """Return each skill, the form to agree on a level for who may, and whether that form stands open with what was wrong in it."""
        may = "agree" in self.may
        return [(pair, self._agreement(pair) if may else None, pair.skill.pk == self.agreeing) for pair in self.pairs_by_difference]

    def _agreement(self, pair: Pair) -> AgreementForm:
        return self.agreement if self.agreement and pair.skill.pk == self.agreeing else agreement_form(pair)

    @property
    def pairs_by_difference(self) -> list[Pair]:
        return sorted(self.pairs, key=lambda pair: (-abs(pair.apart), pair.skill.name))


def round_page(found: AssessmentRound, reader: Access) -> RoundPage:
    """Return the page of a round that the reader may see, whose hand-ins are fetched."""
    handed_in = {sheet.side: sheet for sheet in found.handed_in}  # type: ignore[attr-defined]  # fetched by with_hand_ins
    sheet = RatingSheet.objects.visible_to(reader.user).filter(round=found, by=reader.user.pk).first()
    side = side_of(reader, found.employee)
    page = RoundPage(found, found.employee == reader.employee, reader, side, sheet, handed_in, found.skills.count())
    return replace(page, pairs=pairs_of(found, reader)) if found.is_revealed else page


def pairs_of(found: AssessmentRound, reader: Access) -> list[Pair]:
    """Return what was revealed, skill by skill. Nothing sealed can come here: see `RatingSheet.visible_to`."""
    rows = SkillRating.objects.visible_to(reader.user).filter(sheet__round=found, sheet__handed_in_at__isnull=False)
    rated: dict[Skill, dict[str, SkillRating]] = {
        skill: {} for skill in found.skills.select_related("scale").prefetch_related("scale__levels")
    }
    joined = rows.select_related("sheet", "skill").prefetch_related("links__entry", "links__project", "links__credential__credential")
    for row in joined:
        rated.setdefault(row.skill, {})[row.sheet.side] = row
    return [Pair(skill, sides.get(Side.SELF), sides.get(Side.MANAGER)) for skill, sides in rated.items()]


def proof(rating: SkillRating | None) -> list[str]:
    if rating is None:
        return []
    return [*([rating.evidence] if rating.evidence else []), *(words_of(link) for link in rating.links.all())]


# --- The sheet ------------------------------------------------------------------------------------


def sheet_form(page: RoundPage, data: Any = None) -> SheetForm:  # Any: what a request holds
    """Return the form of the reader's own sheet, with what they have saved so far."""
    return SheetForm(data, skills=rated_skills(page.round), initial=said_so_far(page.sheet))


def said_so_far(sheet: RatingSheet | None) -> dict[str, Any]:  # Any: initial values of a form
    if sheet is None:
        return {"version": 0}
    said: dict[str, Any] = {"version": sheet.version}
    for rating in sheet.ratings.prefetch_related("links"):
        number = rating.skill_id
        said |= {f"{number}-level": rating.level, f"{number}-evidence": rating.evidence}
        said[f"{number}-links"] = [link.key for link in rating.links.all()]
    return said


def rated_skills(found: AssessmentRound) -> list[RatedSkill]:
    """Return the skills of a round with their levels in the framework's words, technical ones first. Six queries."""
    skills = found.skills.select_related("scale").prefetch_related("scale__levels", "descriptors")
    evidence = Evidence(found.employee)
    return [
        RatedSkill(skill.pk, skill.name, skill.get_kind_display(), skill.description, options_of(skill), evidence.of(skill))
        for skill in skills.order_by("-kind", "name")
    ]


def options_of(skill: Skill) -> list[Option]:
    means = {one.level: one.description for one in skill.descriptors.all()}
    return [Option(level.level, level.name, means.get(level.level) or level.description) for level in skill.scale.levels.all()]


class Evidence:
    """What on a person's record may show a skill: results that name it, credentials that stand for it, finished projects."""

    def __init__(self, employee: Employee) -> None:
        entries = employee.impact_entries.filter(draft=False).prefetch_related("skills").order_by("-on")
        self._entries = [(entry, {skill.pk for skill in entry.skills.all()}) for entry in entries]
        held = employee.credentials.select_related("credential").prefetch_related("credential__skills")
        self._credentials = [(one, {skill.pk for skill in one.credential.skills.all()}) for one in held]
        self._projects = {part.project_id: part.project for part in employee.assignments.filter(finished=True).select_related("project")}

    def of(self, skill: Skill) -> list[tuple[str, str]]:
        return [
            *((f"entry-{one.pk}", _("Result: %(title)s") % {"title": one.title}) for one, shows in self._entries if skill.pk in shows),
            *(
                (f"credential-{one.pk}", _("Credential: %(name)s") % {"name": one.credential.name})
                for one, shows in self._credentials
                if skill.pk in shows
            ),
            *((f"project-{number}", _("Project: %(name)s") % {"name": project.name}) for number, project in self._projects.items()),
        ]


def agreement_form(pair: Pair, data: Any = None) -> AgreementForm:  # Any: as above
    return AgreementForm(data, names=[level.name for level in pair.skill.scale.levels.all()], prefix=f"agree-{pair.skill.pk}")


# --- The file -------------------------------------------------------------------------------------

RATINGS = ("Skill", "Own rating", "Manager's rating", "Difference", "Own evidence", "Manager's evidence")


def rating_rows(page: RoundPage) -> Iterable[list[str]]:
    for pair in page.pairs_by_difference:
        levels = [str(rating.level) if rating and rating.level is not None else "" for rating in (pair.own, pair.manager)]
        apart = str(pair.apart) if all(levels) else ""
        yield [pair.skill.name, *levels, apart, " · ".join(pair.own_proof), " · ".join(pair.manager_proof)]
