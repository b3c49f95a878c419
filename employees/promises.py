"""Promises between an employee and whoever leads them: made, kept, postponed, withdrawn, passed on. Each verb is one transaction.

Nothing is ever deleted: what happened to a promise is a step with its reason. Who may call which verb is for
`employees.presenters.promise_page` and the pages to say.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import outbox, trail
from employees.models import Conversation, Employee, Notice, Promise, PromiseStep, User
from employees.models.trail import Verb

Side = Promise.Side
Step = PromiseStep.Kind
VERBS: dict[str, Verb] = {
    Step.KEPT: Verb.ANSWERED,
    Step.REOPENED: Verb.CHANGED,
    Step.POSTPONED: Verb.CHANGED,
    Step.WITHDRAWN: Verb.ENDED,
    Step.ACCEPTED: Verb.CHANGED,
    Step.OFFERED: Verb.CHANGED,
    Step.AGREED: Verb.CHANGED,
    Step.REFUSED: Verb.CHANGED,
    Step.DECLINED: Verb.ENDED,
}
ENDED = gettext_lazy("This promise has ended in the meantime. Read what became of it first.")
NO_OFFER = gettext_lazy("Nothing is offered here any more. Look at the promise as it is now.")
PAST = gettext_lazy("%(day)s is past. Choose %(today)s or a later day.")


class PromiseError(ValueError):
    """Something that cannot be promised, or not be done with a promise any more; the message is for people."""


@transaction.atomic
def make_promise(
    *, employee: Employee, side: str, text: str, due_on: dt.date, by: User, conversation: Conversation | None = None
) -> Promise:
    """Promise something to the other side: as the employee to whoever leads them, or as that manager to the employee.

    Out of a conversation both were there; otherwise the other side is told. Raises `PromiseError` for a day that is past, and for the
    manager's side of somebody whom nobody leads today.
    """
    today = timezone.localdate()
    _refuse_past(due_on, today)
    said_by = employee if side == Side.EMPLOYEE else employee.manager_on(today)
    if said_by is None:
        raise PromiseError(_("Nobody leads %(name)s today, so nobody can promise them anything as their manager.") % {"name": employee})
    told = {"side": side, "promised_by": said_by, "text": _one_line(text), "made_on": today, "due_on": due_on}
    made = Promise.objects.create(employee=employee, conversation=conversation, **told)
    trail.record(Verb.ADDED, of=made, by=by, about=employee)
    if conversation is None:
        _tell("promise_made", made, by)
    return made


@transaction.atomic
def keep(*, promise: Promise, by: User, note: str = "") -> PromiseStep:
    """Say that it is done, today."""
    kept = _open(promise)
    kept.kept_on = timezone.localdate()
    return _step(kept, Step.KEPT, by, text=note, fields=["kept_on"])


@transaction.atomic
def reopen(*, promise: Promise, why: str, by: User) -> PromiseStep:
    """Say, as the side to which it was promised, that it is not done after all."""
    found = _locked(promise)
    if found.kept_on is None:
        raise PromiseError(_("This promise is not marked as kept. Look at it as it is now."))
    found.kept_on = None
    return _step(found, Step.REOPENED, by, text=why, fields=["kept_on"])


@transaction.atomic
def postpone(*, promise: Promise, due_on: dt.date, why: str, by: User) -> PromiseStep:
    """Move the day, later or earlier, with a reason. What is offered meanwhile is off."""
    found = _open(promise)
    _refuse_past(due_on, timezone.localdate())
    if due_on == found.due_on:
        raise PromiseError(_("It is due on that day already. Choose another day, or leave it as it is."))
    days = {"due_was": found.due_on, "due_on": due_on}
    found.due_on = due_on
    return _step(found, Step.POSTPONED, by, text=why, fields=["due_on"], was=days)


@transaction.atomic
def withdraw(*, promise: Promise, why: str, by: User) -> PromiseStep:
    """End it undone, with a reason that the other side reads. It stays on record."""
    found = _open(promise)
    found.withdrawn_on = timezone.localdate()
    return _step(found, Step.WITHDRAWN, by, text=why, fields=["withdrawn_on"])


# --- After a change of manager ----------------------------------------------------------------


@transaction.atomic
def accept(*, promise: Promise, manager: Employee, by: User) -> PromiseStep:
    """Take on what an earlier manager promised, as it stands."""
    found = _passed_on(promise, manager)
    found.carried_by = manager
    return _step(found, Step.ACCEPTED, by, fields=["carried_by"])


@transaction.atomic
def offer(*, promise: Promise, manager: Employee, due_on: dt.date, text: str, why: str, by: User) -> PromiseStep:
    """Lay other words or another day before the employee, who agrees or refuses."""
    found = _passed_on(promise, manager)
    _refuse_past(due_on, timezone.localdate())
    words = "" if _one_line(text) == found.text else _one_line(text)
    if due_on == found.due_on and not words:
        raise PromiseError(_("This is what was promised already. Take it on as it stands, or offer something else."))
    found.offered_by, found.offered_due_on, found.offered_text = manager, due_on, words
    days: dict[str, object] = {"due_was": found.due_on, "due_on": due_on}
    return _step(found, Step.OFFERED, by, text=why, fields=[], was=days | {"words_was": words})


@transaction.atomic
def agree(*, promise: Promise, by: User) -> PromiseStep:
    """Take what the new manager offers: it holds from now on, and is theirs. What somebody offered who leads no more is off."""
    found = _offered(promise)
    if found.offered_by_id != found.leader:  # type: ignore[attr-defined]  # annotated by with_leader
        raise PromiseError(NO_OFFER)
    assert found.offered_due_on is not None  # noqa: S101  # the database holds both together
    _refuse_past(found.offered_due_on, timezone.localdate())
    was = {"due_was": found.due_on, "due_on": found.offered_due_on, "words_was": found.text if found.offered_text else ""}
    found.due_on, found.text, found.carried_by = found.offered_due_on, found.offered_text or found.text, found.offered_by
    return _step(found, Step.AGREED, by, fields=["due_on", "text", "carried_by"], was=was)


@transaction.atomic
def refuse(*, promise: Promise, by: User, why: str = "") -> PromiseStep:
    """Leave it as it was promised: the new manager takes it on, offers again, or declines."""
    found = _offered(promise)
    return _step(found, Step.REFUSED, by, text=why, fields=[])


@transaction.atomic
def decline(*, promise: Promise, manager: Employee, why: str, by: User) -> PromiseStep:
    """Say, as the new manager, that it will not be done, with a reason that the employee reads. HR partners see it counted."""
    found = _passed_on(promise, manager)
    found.declined_on = timezone.localdate()
    return _step(found, Step.DECLINED, by, text=why, fields=["declined_on"])


def _one_line(text: str) -> str:
    """Return the words with single spaces between them: they stand in lists and in the subjects of mails."""
    return " ".join(text.split())


def _refuse_past(due_on: dt.date, today: dt.date) -> None:
    if due_on < today:
        raise PromiseError(PAST % {"day": due_on, "today": today})


def _locked(promise: Promise) -> Promise:
    """Read it anew and hold it: what two people do to one promise happens one after the other."""
    found = Promise.objects.with_leader(timezone.localdate()).select_for_update(of=("self",)).select_related("employee__user")
    return found.get(pk=promise.pk)


def _open(promise: Promise) -> Promise:
    found = _locked(promise)
    if not found.is_open:
        raise PromiseError(ENDED)
    return found


def _offered(promise: Promise) -> Promise:
    found = _open(promise)
    if found.offered_by_id is None:
        raise PromiseError(NO_OFFER)
    return found


def _passed_on(promise: Promise, manager: Employee) -> Promise:
    found = _open(promise)
    if not found.of_manager or found.leader != manager.pk or found.bearer == manager.pk:  # type: ignore[attr-defined]  # by with_leader
        raise PromiseError(_("This promise does not wait for you as a new manager any more. Look at it as it is now."))
    return found


def _step(
    promise: Promise, kind: str, by: User, *, fields: list[str], text: str = "", was: Mapping[str, object] | None = None
) -> PromiseStep:
    """Save the promise, and what was done about it; tell the other side. Whatever is done ends what was offered, but an offer."""
    if kind != Step.OFFERED:
        promise.offered_by, promise.offered_due_on, promise.offered_text = None, None, ""
    promise.save(update_fields=[*fields, "offered_by", "offered_due_on", "offered_text"])
    trail.record(VERBS[kind], of=promise, by=by, about=promise.employee, step=kind)
    step = PromiseStep.objects.create(promise=promise, kind=kind, text=text, by=by, **(was or {}))
    _tell(f"promise_{kind}", promise, by, step)
    return step


def _tell(template: str, promise: Promise, by: User, step: PromiseStep | None = None) -> None:
    """Tell the other side: whoever leads the employee today what they did, the employee what anybody else did."""
    person, today = promise.employee, timezone.localdate()
    to = person.manager_on(today) if person.user_id == by.pk else person
    if to:
        context = {"promise": promise, "step": step}
        outbox.compose(template, context, to=to, about=person, kind=Notice.Kind.PROMISE, on=today).save()
