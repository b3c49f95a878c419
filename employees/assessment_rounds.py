"""Rounds of assessment: opened by either side, rated apart, revealed together. Each verb is one transaction.

A rating becomes a judgement, and so counts for readiness, only when the round reveals it; it is dated as its sheet was handed in.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import outbox, services, trail
from employees.access import Access
from employees.models import AssessmentRound, Employee, Notice, RatingEvidence, RatingSheet, SkillAssessment, SkillRating, User
from employees.models.assessment_rounds import REVEALED, Side
from employees.models.trail import Verb
from skills.models import Skill

Outcome = AssessmentRound.Outcome
DAYS = 14  # to rate in, unless another day is named


class RoundError(ValueError):
    """Something that cannot be done to a round any more, or yet; the message is for people."""


class SavedElsewhereError(RoundError):
    """The sheet was saved from another window since this one read it; `version` is what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "This sheet was saved from another window meanwhile. Nothing of yours is lost: it stands below. Save again to let it "
                "replace what the other window saved."
            )
        )
        self.version = version


@dataclass(frozen=True)
class Rated:
    """What a sheet says of one skill; `links` are keys of evidence on record, as entry-12."""

    level: int | None
    evidence: str = ""
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Difference:
    """A skill that both rated, and differently: what to talk about."""

    skill: Skill
    own: int
    manager: int

    @property
    def levels(self) -> int:
        """How much higher the manager rated."""
        return self.manager - self.own


def side_of(reader: Access, employee: Employee) -> Side | None:
    """Return on which side this reader rates the person today; None for everybody who only reads."""
    if reader.employee == employee:
        return Side.SELF
    return Side.MANAGER if Employee.objects.filter(reader.rated(), pk=employee.pk).exists() else None


# --- Opening and ending ---------------------------------------------------------------------------


@transaction.atomic
def open_round(*, employee: Employee, skills: Iterable[int], due_on: dt.date, by: User) -> AssessmentRound:
    """Open a round over these skills and tell the other side. Raises `RoundError` while another is open, or without a skill."""
    chosen = sorted(set(skills))
    if not chosen:
        raise RoundError(_("There is nothing to rate: no role that was chosen asks for a skill."))
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
    if AssessmentRound.objects.open().filter(employee=employee).exists():
        raise RoundError(_("A round is open already. It ends when both have rated, or is called off."))
    opened = AssessmentRound.objects.create(employee=employee, opened_on=timezone.localdate(), due_on=due_on, opened_by=by)
    opened.skills.set(chosen)
    trail.record(Verb.STARTED, of=opened, by=by, about=employee, count=len(chosen))
    _tell("round_opened", opened, _other_side(opened, by))
    return opened


@transaction.atomic
def call_off(*, assessment_round: AssessmentRound, by: User) -> None:
    """End a round in which nobody has handed in. What was drafted stays with its author."""
    found = _locked(assessment_round)
    if found.sheets.filter(handed_in_at__isnull=False).exists():
        raise RoundError(_("One side has rated already, so the round goes on. After its last day whoever has rated may close it."))
    _end(found, Outcome.CALLED_OFF)
    trail.record(Verb.CANCELLED, of=found, by=by, about=found.employee)
    _tell("round_called_off", found, _other_side(found, by))


@transaction.atomic
def close(*, assessment_round: AssessmentRound, by: User) -> None:
    """Reveal what one side alone has rated, once the last day is over and whoever closes has rated."""
    found = _locked(assessment_round)
    if not found.overdue(timezone.localdate()):
        raise RoundError(_("The other side has until %(day)s. The round can be closed from the day after.") % {"day": found.due_on})
    handed_in = found.sheets.filter(handed_in_at__isnull=False, by=by).first()
    if handed_in is None:
        raise RoundError(_("Only who has rated may close the round: rate first, then both are shown."))
    _reveal(found, Outcome(handed_in.side), by)


# --- Rating ---------------------------------------------------------------------------------------


@transaction.atomic
def save(*, assessment_round: AssessmentRound, side: Side, ratings: Mapping[int, Rated], version: int, by: User) -> RatingSheet:
    """Keep what one side has rated so far. Nobody else sees it.

    Raises `SavedElsewhereError` when `version` is not the one last saved, `RoundError` when the sheet is handed in or the round over.
    """
    found = _locked(assessment_round)
    sheet, _is_new = RatingSheet.objects.get_or_create(round=found, by=by, defaults={"side": side})
    if sheet.handed_in_at:
        raise RoundError(_("You have handed this in. Take it back first to change it."))
    if sheet.version != version:
        raise SavedElsewhereError(sheet.version)
    sheet.version, sheet.side = version + 1, side
    sheet.save(update_fields=["version", "side", "saved_at"])
    _write(sheet, {skill: rated for skill, rated in ratings.items() if skill in set(found.skills.values_list("pk", flat=True))})
    return sheet


@transaction.atomic
def hand_in(*, assessment_round: AssessmentRound, side: Side, ratings: Mapping[int, Rated], version: int, by: User) -> RatingSheet:
    """Save and hand in. When the other side's is in, both are revealed and count from this moment on."""
    if all(rated.level is None for rated in ratings.values()):
        raise RoundError(_("No skill is rated yet. Expected a level for one at least; leave out what you cannot judge."))
    sheet = save(assessment_round=assessment_round, side=side, ratings=ratings, version=version, by=by)
    if RatingSheet.objects.filter(round=assessment_round, side=side, handed_in_at__isnull=False).exists():
        raise RoundError(_("Somebody else has rated for this side already."))
    sheet.handed_in_at = timezone.now()
    sheet.save(update_fields=["handed_in_at"])
    trail.record(Verb.ADDED, of=sheet, by=by, about=sheet.round.employee)
    found = sheet.round
    if found.sheets.filter(handed_in_at__isnull=False).count() == len(Side):
        _reveal(found, Outcome.BOTH, by)
    else:
        _tell("round_rated", found, _other_side(found, by))
    return sheet


@transaction.atomic
def take_back(*, assessment_round: AssessmentRound, by: User) -> None:
    """Make a sheet that was handed in a draft again, while the other side has not handed in."""
    found = _locked(assessment_round)
    sheet = found.sheets.filter(by=by, handed_in_at__isnull=False).first()
    if sheet is None:
        raise RoundError(_("You have handed nothing in."))
    sheet.handed_in_at = None
    sheet.save(update_fields=["handed_in_at"])
    trail.record(Verb.REMOVED, of=sheet, by=by, about=found.employee)


@transaction.atomic
def agree(*, assessment_round: AssessmentRound, skill: Skill, level: int, text: str, by: User) -> SkillAssessment:
    """Record the level that both came to after they had seen each other's: a judgement by the manager, with the words as evidence."""
    if not assessment_round.is_revealed:
        raise RoundError(_("The ratings are not revealed yet."))
    source, today = SkillAssessment.Source.MANAGER, timezone.localdate()
    return services.assess(employee=assessment_round.employee, skill=skill, level=level, source=source, on=today, by=by, evidence=text)


def _write(sheet: RatingSheet, ratings: Mapping[int, Rated]) -> None:
    """Let the sheet say this and nothing else."""
    sheet.ratings.all().delete()
    rows = [SkillRating(sheet=sheet, skill_id=skill, level=said.level, evidence=said.evidence) for skill, said in ratings.items()]
    SkillRating.objects.bulk_create(rows)
    links = [link_to(row, key) for row in rows for key in ratings[row.skill_id].links]
    RatingEvidence.objects.bulk_create(links)


def link_to(rating: SkillRating, key: str) -> RatingEvidence:
    """Return the link that a key such as entry-12 names; whoever calls has checked that it is the person's."""
    kind, _dash, number = key.partition("-")
    return RatingEvidence(rating=rating, **{f"{kind}_id": int(number)})


# --- Revealing ------------------------------------------------------------------------------------


def _reveal(found: AssessmentRound, outcome: Outcome, by: User) -> None:
    """End the round; what was handed in becomes judgements, which count from the day on which they were handed in."""
    _end(found, outcome)
    ratings = list(SkillRating.objects.filter(sheet__round=found, sheet__handed_in_at__isnull=False).select_related("sheet", "skill"))
    judged = [rating for rating in ratings if rating.level is not None]
    for rating in judged:
        rating.judgement = judgement_of(rating, found.employee)
    judgements = [rating.judgement for rating in judged if rating.judgement]
    services.assess_many(employee=found.employee, judgements=judgements, by=by)
    SkillRating.objects.bulk_update(judged, ["judgement"])
    trail.record(Verb.SHARED, of=found, by=by, about=found.employee, outcome=outcome)
    for side in (found.employee, found.employee.manager_on(timezone.localdate())):
        _tell("round_revealed", found, None if side and side.user_id == by.pk else side)


def judgement_of(rating: SkillRating, employee: Employee) -> SkillAssessment:
    sheet = rating.sheet
    assert sheet.handed_in_at is not None and rating.level is not None  # noqa: S101, PT018  # only such are revealed
    return SkillAssessment(
        employee=employee,
        skill=rating.skill,
        level=rating.level,
        source=sheet.side,
        assessor_id=sheet.by_id,
        evidence=rating.evidence,
        on=timezone.localdate(sheet.handed_in_at),
    )


def newest_differences(employee: Employee) -> list[Difference]:
    """Return what the newest revealed round left to talk about: the skills that both rated differently, the widest apart first."""
    newest = employee.assessment_rounds.filter(outcome__in=REVEALED).order_by("-closed_at").first()
    return differences(newest) if newest else []


def differences(assessment_round: AssessmentRound) -> list[Difference]:
    """Return the differences that a round has revealed; none before, and none when only one side has rated."""
    if assessment_round.outcome != Outcome.BOTH:
        return []
    rows = SkillRating.objects.filter(sheet__round=assessment_round, sheet__handed_in_at__isnull=False, level__isnull=False)
    levels: dict[str, dict[Skill, int]] = {Side.SELF: {}, Side.MANAGER: {}}
    for row in rows.select_related("skill", "sheet"):
        levels[row.sheet.side][row.skill] = row.level or 0
    both = (
        Difference(skill, own, levels[Side.MANAGER][skill]) for skill, own in levels[Side.SELF].items() if skill in levels[Side.MANAGER]
    )
    return sorted((one for one in both if one.levels), key=lambda one: (-abs(one.levels), one.skill.name))


# --- What the verbs share -------------------------------------------------------------------------


def _locked(assessment_round: AssessmentRound) -> AssessmentRound:
    """Return the round as it is now, held until the transaction ends. Raises `RoundError` for one that is over."""
    found = AssessmentRound.objects.select_for_update(of=("self",)).select_related("employee").get(pk=assessment_round.pk)
    if not found.is_open:
        raise RoundError(_("This round is over. What was rated in it stands on its page."))
    return found


def _end(found: AssessmentRound, outcome: Outcome) -> None:
    found.outcome, found.closed_at = outcome, timezone.now()
    found.save(update_fields=["outcome", "closed_at"])


def _other_side(found: AssessmentRound, by: User) -> Employee | None:
    """Return who is to hear of it: the manager of the day of what the person did, the person of what anybody else did."""
    own = found.employee.user_id == by.pk
    return found.employee.manager_on(timezone.localdate()) if own else found.employee


def _tell(template: str, found: AssessmentRound, to: Employee | None) -> None:
    if to:
        told = {"round": found, "own": to == found.employee}
        outbox.compose(template, told, to=to, about=found.employee, kind=Notice.Kind.ASSESSMENT, on=timezone.localdate()).save()
