"""What is done about findings. Each verb is one transaction, on the trail, and adds a step to a history that is never changed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import access, outbox, trail
from employees.access import Permission
from employees.models import Notice, Unit, User
from employees.models.trail import Verb
from promotions.models import Audit, Finding, FindingStep, Review
from promotions.reviews.words.shape import Signal

Step = FindingStep.Kind
ENDS = (Step.EXPLAINED, Step.ACTED, Step.CLOSED)
MOVES: dict[str, tuple[str, ...]] = {
    Step.OPENED: (Step.LOOKING, *ENDS),
    Step.LOOKING: ENDS,
    **dict.fromkeys(ENDS, (Step.LOOKING,)),
}


class FindingError(ValueError):
    """Something that cannot be done with a finding as it stands; the message is for people."""


@transaction.atomic
def open_finding(
    *, source: Review | Audit, signal: Signal, due_on: dt.date, by: User, owner: User | None = None, text: str = ""
) -> Finding:
    """Make something that stands out a finding, with the evidence as it is now. Raises FindingError where one of the same is open."""
    refuse_stranger(by)
    refuse_day(due_on, access.of(by).today)
    kind, key = Finding.Kind(finding_kind(source)), finding_key(source, signal)
    known = Finding.objects.open().filter(kind=kind, key=key).first()
    if known:
        raise FindingError(
            _("This is a finding already, open since %(day)s. Add to that one.") % {"day": timezone.localdate(known.made_at)}
        )
    with _open_once():
        finding = Finding.objects.create(
            kind=kind,
            key=key,
            title=signal.title[:300],
            uncertainty=signal.uncertainty,
            evidence={"facts": [list(fact) for fact in signal.facts], "days": _days(source)},
            unit=(Unit.objects.filter(pk=signal.unit).first() if signal.unit else None) or source.unit,
            review=source if isinstance(source, Review) else None,
            audit=source if isinstance(source, Audit) else None,
            owner=owner or by,
            due_on=due_on,
        )
    for account in {by, owner or by}:
        _refuse_unread(finding, account)
    FindingStep.objects.create(finding=finding, kind=Step.OPENED, text=text.strip(), by=by)
    trail.record(Verb.ADDED, of=finding, by=by, kind=kind.value)
    _tell(finding, by)
    return finding


def finding_kind(source: Review | Audit) -> str:
    return Finding.Kind.AUDIT.value if isinstance(source, Audit) else source.kind


def finding_key(source: Review | Audit, signal: Signal) -> str:
    """Return what a finding is known by: the same thing seen by a later answer about the same units is the same finding."""
    return f"{source.unit_id or 'all'}/{signal.key}"


def _refuse_unread(finding: Finding, account: User) -> None:
    """Refuse to give a finding to somebody who may not read it: of units in which people report to them, or out of their reach."""
    if not Finding.objects.visible_to(account).filter(pk=finding.pk).exists():
        raise FindingError(
            _("%(person)s may not read this finding. Choose somebody of HR who looks after the unit and leads nobody in it.")
            % {"person": account}
        )


@contextmanager
def _open_once() -> Iterator[None]:
    """Refuse in words what somebody else has made a finding, or opened again, at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise FindingError(_("Somebody else has just made this a finding. Read that one, and add to it.")) from taken


def _days(source: Review | Audit) -> str:
    return source.cycles if isinstance(source, Audit) else source.days


@transaction.atomic
def take_step(*, finding: Finding, kind: str, text: str, by: User) -> FindingStep:
    """Say where it stands now. An end needs a reason; what has ended can be looked into again. Raises FindingError."""
    _claim(finding)
    stands = state_of(finding)
    if kind not in MOVES[stands]:
        raise FindingError(
            _("This finding is %(state)s in the meantime. Read what was said, then choose again.") % {"state": Step(stands).label}
        )
    if kind in ENDS and len(text.strip()) < 10:
        raise FindingError(_("Give the reason, in ten letters or more: whoever reads it later was not there."))
    _refuse_second(finding, kind)
    with _open_once():
        Finding.objects.filter(pk=finding.pk).update(closed_at=timezone.now() if kind in ENDS else None)
    return _add(finding, kind, text, by)


def _claim(finding: Finding) -> None:
    """Let one step at a time be taken: whoever comes at the same moment waits, and then sees what was said."""
    Finding.objects.select_for_update().filter(pk=finding.pk).values_list("pk").get()


def _refuse_second(finding: Finding, kind: str) -> None:
    same = Finding.objects.open().filter(kind=finding.kind, key=finding.key).exclude(pk=finding.pk)
    if kind not in ENDS and same.exists():
        raise FindingError(_("The same was found again since, and is open. Add to that finding instead."))


@transaction.atomic
def note(*, finding: Finding, text: str, by: User) -> FindingStep:
    """Add words, whether it is open or not. Raises FindingError without any."""
    if not text.strip():
        raise FindingError(_("A note needs words."))
    return _add(finding, Step.NOTE, text, by)


@transaction.atomic
def hand_over(*, finding: Finding, owner: User, due_on: dt.date, by: User) -> FindingStep:
    """Give an open finding to somebody who may read it, up to a day. Raises FindingError."""
    _claim(finding)
    if not Finding.objects.open().filter(pk=finding.pk).exists():
        raise FindingError(_("This finding has ended. Look into it again first."))
    _refuse_unread(finding, owner)
    refuse_day(due_on, access.of(by).today)
    Finding.objects.filter(pk=finding.pk).update(owner=owner, due_on=due_on)
    finding.owner, finding.due_on = owner, due_on
    _tell(finding, by)
    return _add(finding, Step.HANDED, _("To %(person)s, until %(day)s.") % {"person": finding.owner_name, "day": due_on}, by)


def state_of(finding: Finding) -> str:
    newest = finding.steps.exclude(kind__in=FindingStep.BESIDE).order_by("-pk").first()
    return newest.kind if newest else Step.OPENED


def _add(finding: Finding, kind: str, text: str, by: User) -> FindingStep:
    verb = Verb.ENDED if kind in ENDS else Verb.CHANGED
    trail.record(verb, of=finding, by=by, step=kind)
    return FindingStep.objects.create(finding=finding, kind=kind, text=text.strip(), by=by)


def _tell(finding: Finding, by: User) -> None:
    """Tell the owner, unless it was they who did it. The notice names no person."""
    if finding.owner and finding.owner != by:
        outbox.compose("finding", {"finding": finding}, to=finding.owner, kind=Notice.Kind.FINDING, on=finding.due_on).save()


def refuse_stranger(by: User) -> None:
    if not access.of(by).may(Permission.READ_FINDINGS):
        raise PermissionDenied


def refuse_day(due_on: dt.date, today: dt.date) -> None:
    if due_on < today:
        raise FindingError(_("The day by which it is looked into has passed. Choose today or a later day."))
