"""How a conversation ends: in commitments with a day, said to have been held, signed by both. Each verb is one transaction.

Each side commits for itself alone. Finishing makes of the employee's commitments actions of their plan, and of the manager's promises.
A signature stands under what is shared, so nothing shared changes while there is one; it can be taken back until the other has signed.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import outbox, trail
from employees.conversations.errors import ConversationError
from employees.conversations.notes import refuse_closed
from employees.conversations.scheduling import locked, side_of
from employees.models import Commitment, Conversation, ConversationNote, Notice, Promise, User
from employees.models.conversations import Side
from employees.models.trail import Verb
from employees.plans.services import add_action, name_of

MOST = 20  # commitments of one conversation: more are none


@transaction.atomic
def commit(*, conversation: Conversation, text: str, due_on: dt.date, by: User, kind: str = "") -> Commitment:
    """Say what one's own side will do by a day; of an employee's, as what kind of action. Raises `ConversationError`."""
    found, side = _unfinished(conversation), side_of(conversation, by)
    if due_on < timezone.localdate():
        raise ConversationError(_("This day is past. Choose one on which it can still be done."))
    if found.commitments.count() >= MOST:
        raise ConversationError(_("There are %(most)s commitments already. Fewer are kept more often.") % {"most": MOST})
    kind = (kind or "practice") if side == Side.EMPLOYEE else ""
    made = Commitment.objects.create(conversation=found, side=side, text=text, due_on=due_on, kind=kind)
    trail.record(Verb.ADDED, of=made, by=by, about=found.employee)
    return made


@transaction.atomic
def drop(*, commitment: Commitment, by: User) -> None:
    """Take back what one's own side has said, before the conversation is finished."""
    found = _unfinished(commitment.conversation)
    if commitment.side != side_of(found, by):
        raise ConversationError(_("Each side takes back its own commitments alone."))
    trail.record(Verb.REMOVED, of=commitment, by=by, about=found.employee)
    commitment.delete()


@transaction.atomic
def finish(*, conversation: Conversation, held_on: dt.date, by: User) -> None:
    """Say that it was held. What was committed goes into the plan and among the promises. Raises `ConversationError`."""
    found, today = _unfinished(conversation), timezone.localdate()
    if held_on > today:
        raise ConversationError(_("This day is still to come. Expected the day on which you talked."))
    found.held_on, found.confirmed, found.proposed_for = held_on, True, None
    found.save(update_fields=["held_on", "confirmed", "proposed_for"])
    trail.record(Verb.ENDED, of=found, by=by, about=found.employee, on=held_on)
    for commitment in found.commitments.all():
        _take_on(commitment, found, held_on, by)
    _tell_other("conversation_finished", found, by)


@transaction.atomic
def sign(*, conversation: Conversation, by: User) -> None:
    """Stand by what is shared, as it is now. The second signature closes the conversation for good. Raises `ConversationError`."""
    found, side = locked(conversation), side_of(conversation, by)
    if found.held_on is None:
        raise ConversationError(_("Nothing is signed before the conversation is finished: say when it was held."))
    if getattr(found, f"{side}_signed_at"):
        raise ConversationError(_("Your side has signed already."))
    if ConversationNote.objects.filter(conversation=found, author=by, pending=True).exists():
        raise ConversationError(_("You have a draft that is not shared, so it would not be signed. Share it first, or discard it."))
    setattr(found, f"{side}_signed_at", timezone.now())
    setattr(found, f"{side}_signed_by", by)
    found.save(update_fields=[f"{side}_signed_at", f"{side}_signed_by"])
    trail.record(Verb.ANSWERED, of=found, by=by, about=found.employee, outcome="signed")
    _tell_other("conversation_signed", found, by)


@transaction.atomic
def take_back(*, conversation: Conversation, by: User) -> None:
    """Take one's own side's signature back, while the other has not signed. Both see that there is none."""
    found, side = locked(conversation), side_of(conversation, by)
    if found.is_closed:
        refuse_closed(found)
    if not getattr(found, f"{side}_signed_at"):
        raise ConversationError(_("Your side has not signed."))
    setattr(found, f"{side}_signed_at", None)
    setattr(found, f"{side}_signed_by", None)
    found.save(update_fields=[f"{side}_signed_at", f"{side}_signed_by"])
    trail.record(Verb.ANSWERED, of=found, by=by, about=found.employee, outcome="signature taken back")


def _take_on(commitment: Commitment, conversation: Conversation, held_on: dt.date, by: User) -> None:
    """Let what was said be done: as an action of the employee's plan, or as a promise of the manager's."""
    employee, due_on = conversation.employee, max(commitment.due_on, held_on)
    if commitment.side == Side.EMPLOYEE:
        commitment.action = add_action(employee=employee, kind=commitment.kind, text=commitment.text, due_on=due_on, on=held_on, by=by)
    else:
        commitment.promise = Promise.objects.create(
            employee=employee,
            conversation=conversation,
            side=Promise.Side.MANAGER,
            promised_by=conversation.manager,
            text=commitment.text,
            made_on=held_on,
            due_on=due_on,
        )
        trail.record(Verb.ADDED, of=commitment.promise, by=by, about=employee)
    commitment.save(update_fields=["action", "promise"])


def _unfinished(conversation: Conversation) -> Conversation:
    found = locked(conversation)
    if not found.is_waiting:
        raise ConversationError(_("This conversation is finished or cancelled. Add to the plan or to the promises instead."))
    return found


def _tell_other(template: str, conversation: Conversation, by: User) -> None:
    own = side_of(conversation, by) == Side.EMPLOYEE
    to = conversation.manager if own else conversation.employee
    told = {"conversation": conversation, "by": name_of(by)}
    kind, on = Notice.Kind.CONVERSATION, timezone.localdate()
    outbox.compose(template, told, to=to, about=conversation.employee, kind=kind, on=on).save()
