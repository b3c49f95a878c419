"""All that was ever judged of a person's skills, skill by skill, and which of it counts, is old or is nobody's but their own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from employees.models import Employee, HeldSkill, RatingEvidence, SkillAssessment
from skills.models import Skill

Source = SkillAssessment.Source
STALE_AFTER = dt.timedelta(days=548)  # a year and a half: one yearly round was missed, and half a year of grace


@dataclass(frozen=True)
class SkillRecord:
    """One skill of one person: what counts (None when nothing does), and every judgement, newest first."""

    skill: Skill
    held: HeldSkill | None
    judged: Sequence[SkillAssessment]
    today: dt.date

    @property
    def level(self) -> int:
        return self.held.level if self.held else 0

    @property
    def stale(self) -> bool:
        """Whether what counts was judged so long ago that it should be judged anew."""
        return self.held is not None and self.held.on < self.today - STALE_AFTER

    @property
    def unverified(self) -> bool:
        return self.held is not None and not self.held.verified

    @cached_property
    def by_source(self) -> Mapping[str, SkillAssessment]:
        """Return the newest judgement of each source."""
        return {judgement.source: judgement for judgement in reversed(self.judged)}

    @property
    def own(self) -> SkillAssessment | None:
        return self.by_source.get(Source.SELF)

    @property
    def manager(self) -> SkillAssessment | None:
        return self.by_source.get(Source.MANAGER)

    @property
    def others(self) -> list[SkillAssessment]:
        """Return the newest of colleagues, tests and credentials."""
        return [self.by_source[source] for source in (Source.PEER, Source.TEST, Source.CREDENTIAL) if source in self.by_source]

    @property
    def counting(self) -> SkillAssessment | None:
        """Return the judgement that counts."""
        verified = [one for one in self.judged if one.source not in (Source.SELF, Source.PEER)]
        return next(iter(verified), None) or self.by_source.get(Source.PEER) or self.own

    @property
    def apart(self) -> int:
        """Return how much higher the manager's newest rating is than the person's own; 0 unless there are both."""
        return self.manager.level - self.own.level if self.manager and self.own else 0


def records_of(employee: Employee, today: dt.date) -> dict[int, SkillRecord]:
    """Return skill → its record, of every skill that was ever judged or counts. Three queries."""
    links = RatingEvidence.objects.select_related("entry", "project", "credential__credential")
    rows = employee.assessments.select_related("skill__scale", "assessor__employee", "rating")
    judged: dict[int, list[SkillAssessment]] = {}
    for judgement in rows.prefetch_related(Prefetch("rating__links", queryset=links)).order_by("-on", "-pk"):
        judged.setdefault(judgement.skill_id, []).append(judgement)
    held = {one.skill_id: one for one in employee.held_skills.select_related("skill__scale")}
    skills = {one.skill_id: one.skill for one in held.values()} | {number: rows[0].skill for number, rows in judged.items()}
    return {number: SkillRecord(skill, held.get(number), judged.get(number, ()), today) for number, skill in skills.items()}


def judge_of(judgement: SkillAssessment) -> str:
    """Return who judged: the person's name where one is known."""
    person: Employee | None = getattr(judgement.assessor, "employee", None)
    return person.name if person else ""


def proof_of(judgement: SkillAssessment) -> str:
    """Return the evidence in one line: the words, and what on record they point to."""
    rating = getattr(judgement, "rating", None)
    links = [words_of(link) for link in rating.links.all()] if rating else []
    return " · ".join([*([judgement.evidence] if judgement.evidence else []), *links])


def words_of(link: RatingEvidence) -> str:
    if link.entry:
        return _("Result: %(title)s") % {"title": link.entry.title}
    if link.project:
        return _("Project: %(name)s") % {"name": link.project.name}
    assert link.credential is not None  # noqa: S101  # the database holds that a link is one of the three
    return _("Credential: %(name)s") % {"name": link.credential.credential.name}
