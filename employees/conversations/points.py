"""What the two want to talk about: added by either side beforehand, ticked off, or left for next time. Each verb is one transaction."""

from django.db import transaction
from django.utils.translation import gettext as _

from employees import trail
from employees.conversations.errors import ConversationError
from employees.conversations.scheduling import bring_along, locked, side_of
from employees.models import AgendaPoint, Conversation, User
from employees.models.trail import Verb

Outcome = AgendaPoint.Outcome
MOST = 40  # points of one conversation: nobody gets through more


@transaction.atomic
def add(*, conversation: Conversation, text: str, by: User) -> AgendaPoint:
    """Put something on the agenda. The other side sees it at once."""
    found = _still_open(conversation)
    if found.points.count() >= MOST:
        raise ConversationError(_("There are %(most)s points on this agenda. Tick some off, or leave them for next time.") % {"most": MOST})
    made = AgendaPoint.objects.create(conversation=found, side=side_of(found, by), author=by, text=text)
    trail.record(Verb.ADDED, of=made, by=by, about=found.employee)
    return made


@transaction.atomic
def remove(*, point: AgendaPoint, by: User) -> None:
    """Take one's own point off again."""
    found = _still_open(point.conversation)
    if point.author_id != by.pk or point.key:
        raise ConversationError(_("Only who added a point takes it off. Tick it off, or leave it for next time."))
    trail.record(Verb.REMOVED, of=point, by=by, about=found.employee)
    point.delete()


@transaction.atomic
def settle(*, conversation: Conversation, outcome: str, by: User, point: AgendaPoint | None = None, key: str = "", text: str = "") -> None:
    """Say what became of a point: talked about, left for next time, or open again. A prepared one is named by its key and words."""
    found = _still_open(conversation)
    kept = point or _prepared(found, key, text, by)
    if kept.outcome == outcome:
        return
    if hasattr(kept, "carried_to"):
        raise ConversationError(_("This point has come back in a later conversation. Say there what becomes of it."))
    kept.outcome = outcome
    kept.save(update_fields=["outcome"])
    trail.record(Verb.CHANGED, of=kept, by=by, about=found.employee, outcome=outcome)
    later = Conversation.objects.between(found.employee, found.manager).waiting().exclude(pk=found.pk).first()
    if outcome == Outcome.DEFERRED and later:
        bring_along(later)


def _prepared(conversation: Conversation, key: str, text: str, by: User) -> AgendaPoint:
    told = {"side": side_of(conversation, by), "author": by, "text": text}
    return AgendaPoint.objects.get_or_create(conversation=conversation, key=key, defaults=told)[0]


def _still_open(conversation: Conversation) -> Conversation:
    found = locked(conversation)
    if not found.is_open:
        raise ConversationError(_("The agenda of this conversation is closed: it was cancelled, or somebody has signed."))
    return found
