"""When two people talk: planned, proposed, moved, cancelled; both are told, with an entry for their calendars.

The manager's side decides on a time; the employee proposes one, which stands beside the one agreed until it is answered. Each verb is
one transaction.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import outbox, trail
from employees.conversations.errors import ConversationError
from employees.conversations.invitations import Method, calendar_of
from employees.models import AgendaPoint, Conversation, Employee, Notice, User
from employees.models.conversations import USUAL_MINUTES, Side
from employees.models.trail import Verb
from employees.plans.services import name_of


@transaction.atomic
def schedule(
    *, employee: Employee, manager: Employee, at: dt.datetime, by: User, minutes: int = USUAL_MINUTES, place: str = ""
) -> Conversation:
    """Plan a conversation and invite both. Points that were left for next time come along. Raises `ConversationError`."""
    _refuse_past(at)
    made = _made(Conversation(employee=employee, manager=manager, planned_for=at, minutes=minutes, place=place))
    trail.record(Verb.ADDED, of=made, by=by, about=employee)
    _invite(made, by, "conversation_planned")
    return made


@transaction.atomic
def propose(
    *, employee: Employee, manager: Employee, at: dt.datetime, by: User, minutes: int = USUAL_MINUTES, place: str = ""
) -> Conversation:
    """Ask one's manager for a conversation. It is in nobody's calendar before the manager accepts. Raises `ConversationError`."""
    _refuse_past(at)
    asked = Conversation(employee=employee, manager=manager, planned_for=at, proposed_for=at, confirmed=False, minutes=minutes, place=place)
    made = _made(asked)
    trail.record(Verb.STARTED, of=made, by=by, about=employee)
    _tell("conversation_proposed", made, by, to=manager)
    return made


@transaction.atomic
def propose_time(*, conversation: Conversation, at: dt.datetime, by: User) -> None:
    """Ask for another time. The one that was agreed holds until the manager accepts the new one."""
    _refuse_past(at)
    found = still_waiting(conversation)
    found.proposed_for = at
    if not found.confirmed:
        found.planned_for = at
    found.save(update_fields=["proposed_for", "planned_for"])
    trail.record(Verb.CHANGED, of=found, by=by, about=found.employee)
    _tell("conversation_proposed", found, by, to=found.manager)


@transaction.atomic
def accept(*, conversation: Conversation, by: User) -> None:
    """Take the time that the employee proposes."""
    found = still_waiting(conversation)
    if found.proposed_for is None:
        raise ConversationError(_("No other time is proposed any more. Look at the conversation as it is now."))
    _refuse_past(found.proposed_for)
    _set_time(found, found.proposed_for, by, Verb.ANSWERED)


@transaction.atomic
def keep(*, conversation: Conversation, by: User) -> None:
    """Keep the time that was agreed, and not the one that the employee proposes."""
    found = still_waiting(conversation)
    if found.proposed_for is None or not found.confirmed:
        raise ConversationError(_("There is no time to keep instead of the proposed one. Accept it, choose another, or cancel."))
    found.proposed_for = None
    found.save(update_fields=["proposed_for"])
    trail.record(Verb.ANSWERED, of=found, by=by, about=found.employee)
    _tell("conversation_kept", found, by, to=found.employee)


@transaction.atomic
def move(*, conversation: Conversation, at: dt.datetime, minutes: int, place: str, by: User) -> None:
    """Plan it for another time or place; the calendars of both follow."""
    _refuse_past(at)
    found = still_waiting(conversation)
    found.minutes, found.place = minutes, place
    _set_time(found, at, by, Verb.CHANGED)


@transaction.atomic
def cancel(*, conversation: Conversation, by: User, why: str = "") -> None:
    """Call it off. What was prepared stays readable to both."""
    found = still_waiting(conversation)
    found.cancelled_at, found.sequence = timezone.now(), found.sequence + 1
    found.save(update_fields=["cancelled_at", "sequence"])
    trail.record(Verb.CANCELLED, of=found, by=by, about=found.employee)
    for side in (found.employee, found.manager):
        calendar = calendar_of(found, Method.CANCEL, side) if found.confirmed else ""
        if calendar or side.user_id != by.pk:
            _tell("conversation_cancelled", found, by, to=side, calendar=calendar, why=why)


def still_waiting(conversation: Conversation) -> Conversation:
    """Return it as it is now, held until the transaction ends. Raises `ConversationError` once it was held or cancelled."""
    found = locked(conversation)
    if not found.is_waiting:
        raise ConversationError(_("This conversation has been held or cancelled meanwhile. Look at it as it is now."))
    return found


def locked(conversation: Conversation) -> Conversation:
    people = ("employee__user", "manager__user")
    return Conversation.objects.select_for_update(of=("self",)).select_related(*people).get(pk=conversation.pk)


def side_of(conversation: Conversation, by: User) -> Side:
    """Return on which side somebody acts who may act at all: the employee's own, or the manager's for whoever leads or stands in."""
    return Side.EMPLOYEE if conversation.employee.user_id == by.pk else Side.MANAGER


# --- What the verbs share -------------------------------------------------------------------------


def _made(conversation: Conversation) -> Conversation:
    try:
        with transaction.atomic():
            conversation.save(force_insert=True)
    except IntegrityError:
        raise ConversationError(_("A conversation of you two is planned already. Move that one, or say that it was held.")) from None
    bring_along(conversation)
    return conversation


def bring_along(conversation: Conversation) -> None:
    """Copy the points of these two that were left for next time and have not come back yet."""
    pair = Conversation.objects.between(conversation.employee, conversation.manager).exclude(pk=conversation.pk)
    left = AgendaPoint.objects.filter(conversation__in=pair, outcome=AgendaPoint.Outcome.DEFERRED, carried_to=None).order_by("pk")
    known = set(conversation.points.exclude(key="").values_list("key", flat=True))
    for point in left:
        key = "" if point.key in known else point.key
        known.add(key)
        same = {"side": point.side, "author_id": point.author_id, "text": point.text, "key": key}
        AgendaPoint.objects.create(conversation=conversation, carried_from=point, **same)


def _set_time(found: Conversation, at: dt.datetime, by: User, verb: Verb) -> None:
    first = not found.confirmed
    found.planned_for, found.proposed_for, found.confirmed = at, None, True
    found.sequence += 0 if first else 1
    found.save(update_fields=["planned_for", "proposed_for", "confirmed", "sequence", "minutes", "place"])
    trail.record(verb, of=found, by=by, about=found.employee)
    _invite(found, by, "conversation_planned" if first else "conversation_moved")


def _invite(conversation: Conversation, by: User, template: str) -> None:
    for side in (conversation.employee, conversation.manager):
        _tell(template, conversation, by, to=side, calendar=calendar_of(conversation, Method.REQUEST, side))


def _tell(template: str, conversation: Conversation, by: User, *, to: Employee, calendar: str = "", why: str = "") -> None:
    other = conversation.manager if to == conversation.employee else conversation.employee
    own = to.user_id == by.pk
    told = {"conversation": conversation, "other": other, "by": name_of(by), "own": own, "why": why}
    kind, on = Notice.Kind.CONVERSATION, timezone.localdate()
    seen = {"read_at": timezone.now()} if own else {}  # nobody is told as news what they have just done: the mail brings the entry
    outbox.compose(template, told, to=to, about=conversation.employee, kind=kind, on=on, calendar=calendar, **seen).save()


def _refuse_past(at: dt.datetime) -> None:
    if at <= timezone.now():
        raise ConversationError(_("This time is past. Choose one that is still to come."))
