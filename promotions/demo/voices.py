"""What the personas dispute, and what they say of what roles ask."""

import datetime as dt

from django.utils import timezone

from employees.models import Dispute, DisputeStep, Employee, HeldSkill, RoleComment, RoleCommentAnswer, User
from promotions.demo.source import Source

COMMENTS = (  # who says it of their own role, days ago, what; the answer, if any: outcome and text
    (
        "nurse",
        40,
        "Rostering is asked here, but by night the charge nurse does it.",
        ("accepted", "True of all wards we asked."),
    ),
    ("engineer", 75, "Two of the skills mean the same work. One would do.", ("declined", "They part ways from the next level on.")),
    ("electrician", 9, "The descriptors of circuit testing speak of instruments we no longer have.", None),
)


def load(source: Source) -> None:
    """Write a dispute that waits for the manager persona, one that was declined, and a few comments with their answers."""
    _dispute(source, "nurse", ago=6, wrong="I have led this on three shifts since the summer. Ask the charge nurse on duty.")
    declined = _dispute(source, "engineer", ago=50, wrong="The design review in spring is missing from this.")
    _close(source, declined, ago=44, text="It was the team's review; yours is the next one. Let us talk in January.")
    for key, ago, text, answer in COMMENTS:
        _comment(source, key, ago, text, answer)


def _noon(source: Source, ago: int) -> dt.datetime:
    return dt.datetime.combine(source.today - dt.timedelta(days=ago), dt.time(12), tzinfo=timezone.get_default_timezone())


def _person(source: Source, key: str) -> Employee:
    return Employee.objects.get(pk=source.bases.employee + source.personas[key])


def _dispute(source: Source, key: str, *, ago: int, wrong: str) -> Dispute:
    """Dispute the persona's first skill by name of those that a manager judged; of any, if none was."""
    held = HeldSkill.objects.filter(employee=_person(source, key)).select_related("skill").order_by("skill__name")
    judged = held.filter(source="manager").first() or held.first()
    assert judged is not None  # noqa: S101  # no persona but the newcomer is without an assessment
    more = min(judged.level + 1, judged.skill.scale.levels.count())
    raised = Dispute.objects.create(
        employee_id=judged.employee_id,
        kind=Dispute.Kind.SKILL,
        skill=judged.skill,
        stood=f"level {judged.level}, judged by {judged.source} on {judged.on.day} {judged.on:%B %Y}",
        wrong=wrong,
        wanted=f"level {more} · {judged.skill.scale.levels.get(level=more).name}",
        wanted_level=more,
    )
    Dispute.objects.filter(pk=raised.pk).update(raised_at=_noon(source, ago))
    return raised


def _close(source: Source, dispute: Dispute, *, ago: int, text: str) -> None:
    manager = dispute.employee.positions.on(source.today).select_related("manager__user").get().manager
    step = DisputeStep.objects.create(dispute=dispute, kind=DisputeStep.Kind.DECLINED, text=text, by=manager.user if manager else None)
    DisputeStep.objects.filter(pk=step.pk).update(at=_noon(source, ago))
    Dispute.objects.filter(pk=dispute.pk).update(closed_at=_noon(source, ago))


def _comment(source: Source, key: str, ago: int, text: str, answer: tuple[str, str] | None) -> None:
    person = _person(source, key)
    role = person.positions.on(source.today).get().role
    assert role is not None  # noqa: S101  # every position of the demo has one
    said = RoleComment.objects.create(role=role, text=text, author=person.user, outcome=answer[0] if answer else RoleComment.Outcome.OPEN)
    RoleComment.objects.filter(pk=said.pk).update(written_at=_noon(source, ago))
    if answer:
        editor = User.objects.get(employee=_person(source, "editor"))
        given = RoleCommentAnswer.objects.create(comment=said, outcome=answer[0], text=answer[1], by=editor)
        RoleCommentAnswer.objects.filter(pk=given.pk).update(at=_noon(source, ago - 5))
