"""Results that people write down, and what colleagues say of them when asked. Each verb is one transaction."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import outbox, trail
from employees.models import Employee, Endorsement, ImpactEntry, Notice, Project, User
from employees.models.trail import Verb
from skills.models import Skill

State = Endorsement.State
ENDORSED = ("problem", "decision", "value", "metric")  # the words that a colleague stands for


class ImpactError(ValueError):
    """Something that cannot be done with a result or an endorsement any more; the message is for people."""


@dataclass(frozen=True)
class Said:
    """What somebody writes of one result."""

    on: dt.date
    problem: str
    decision: str
    value: str
    metric: str
    project: Project | None
    skills: Collection[Skill]
    draft: bool


@transaction.atomic
def write(*, employee: Employee, said: Said, by: User, entry: ImpactEntry | None = None) -> ImpactEntry:
    """Write a result down, or write it anew. Whoever has endorsed other words than now stand there is asked again."""
    is_new, kept = entry is None, entry or ImpactEntry(employee=employee)
    words = [getattr(kept, name) for name in ENDORSED]
    for name in ("on", *ENDORSED, "project", "draft"):
        setattr(kept, name, getattr(said, name))
    kept.save()
    kept.skills.set(said.skills)
    trail.record(Verb.ADDED if is_new else Verb.CHANGED, of=kept, by=by, about=employee)
    if words != [getattr(kept, name) for name in ENDORSED]:
        for endorsement in kept.endorsements.filter(state=State.GIVEN).select_related("endorser"):
            _step(endorsement, State.ASKED)
            _tell("endorsement_again", endorsement, endorsement.endorser)
    return kept


@transaction.atomic
def remove(*, entry: ImpactEntry, by: User) -> None:
    trail.record(Verb.REMOVED, of=entry, by=by, about=entry.employee)
    entry.delete()


@transaction.atomic
def ask(*, entry: ImpactEntry, colleague: Employee, by: User) -> Endorsement:
    """Ask a colleague to endorse a result. They see this one alone. Raises `ImpactError` for a draft, oneself, or somebody asked before."""
    if entry.draft:
        raise ImpactError(_("This is a draft, which nobody else sees. Finish it first."))
    if colleague == entry.employee:
        raise ImpactError(_("Nobody endorses their own result. Name a colleague."))
    today = timezone.localdate()
    asked, is_new = Endorsement.objects.select_for_update().get_or_create(
        entry=entry, endorser=colleague, defaults={"state": State.ASKED, "on": today, "asked_on": today}
    )
    if not is_new:
        if asked.state != State.WITHDRAWN:
            told = {"name": colleague.name, "state": asked.get_state_display()}
            raise ImpactError(_("%(name)s was asked before: %(state)s.") % told)
        asked.asked_on = today
        _step(asked, State.ASKED)
    trail.record(Verb.STARTED, of=asked, by=by, about=entry.employee)
    _tell("endorsement_asked", asked, colleague)
    return asked


@transaction.atomic
def give(*, endorsement: Endorsement, text: str, by: User) -> None:
    """Endorse, in words."""
    _still(endorsement, State.ASKED)
    endorsement.text = text
    _step(endorsement, State.GIVEN)
    _tell("endorsement_given", endorsement, endorsement.entry.employee)
    trail.record(Verb.ADDED, of=endorsement, by=by, about=endorsement.entry.employee)


@transaction.atomic
def decline(*, endorsement: Endorsement, by: User) -> None:
    """Say no. The person is told that, and no reason."""
    _still(endorsement, State.ASKED)
    _step(endorsement, State.DECLINED)
    _tell("endorsement_declined", endorsement, endorsement.entry.employee)
    trail.record(Verb.ANSWERED, of=endorsement, by=by, about=endorsement.entry.employee, outcome=State.DECLINED)


@transaction.atomic
def withdraw(*, endorsement: Endorsement, by: User) -> None:
    """Take back: an endorsement by who gave it, a request by who asked. The words go."""
    _still(endorsement, State.ASKED, State.GIVEN)
    endorsement.text = ""
    _step(endorsement, State.WITHDRAWN)
    trail.record(Verb.ENDED, of=endorsement, by=by, about=endorsement.entry.employee)


@transaction.atomic
def endorse(*, entry: ImpactEntry, endorser: Employee, text: str, by: User) -> Endorsement:
    """Endorse unasked what one may read; what was asked or withdrawn becomes given."""
    today = timezone.localdate()
    kept = Endorsement.objects.filter(entry=entry, endorser=endorser).first() or Endorsement(entry=entry, endorser=endorser, on=today)
    kept.text, kept.state, kept.on = text, State.GIVEN, today
    kept.save()
    trail.record(Verb.ADDED, of=kept, by=by, about=entry.employee)
    _tell("endorsement_given", kept, entry.employee)
    return kept


def _still(endorsement: Endorsement, *states: str) -> None:
    now = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
    if now.state not in states:
        raise ImpactError(_("This has changed meanwhile: %(state)s.") % {"state": now.get_state_display()})


def _step(endorsement: Endorsement, state: str) -> None:
    endorsement.state, endorsement.on = state, timezone.localdate()
    endorsement.save()


def _tell(template: str, endorsement: Endorsement, to: Employee) -> None:
    told, entry = {"endorsement": endorsement}, endorsement.entry
    notice = outbox.compose(template, told, to=to, about=entry.employee, kind=Notice.Kind.ENDORSEMENT, on=timezone.localdate())
    notice.save()
