"""What can happen at the door, and how each stands in the audit trail."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from employees import trail
from employees.models import Employee, User
from employees.models.trail import Verb


class Event(StrEnum):
    SIGNED_IN = gettext_noop("signed in")
    SIGN_IN_FAILED = gettext_noop("wrong password")
    LOCKED_OUT = gettext_noop("locked out")
    SIGNED_OUT = gettext_noop("signed out")
    SESSION_OVER = gettext_noop("session over")
    SESSION_ENDED = gettext_noop("session ended from elsewhere")
    SESSIONS_ENDED = gettext_noop("all sessions ended")
    CONFIRMED = gettext_noop("proved again who they are")
    CONFIRMATION_FAILED = gettext_noop("did not prove who they are")
    PASSWORD_CHANGED = gettext_noop("password changed")  # words for what happened
    RESET_ASKED = gettext_noop("mail for a new password")
    FACTOR_ADDED = gettext_noop("second factor set up")
    FACTOR_REMOVED = gettext_noop("second factor taken off")
    FACTOR_FAILED = gettext_noop("wrong code")
    RECOVERY_CODES_MADE = gettext_noop("recovery codes made")
    RECOVERY_CODE_USED = gettext_noop("recovery code used")
    IDENTITY_LINKED = gettext_noop("identity linked")
    IDENTITY_UNLINKED = gettext_noop("identity unlinked")
    IDENTITY_REFUSED = gettext_noop("identity refused")
    INVITED = gettext_noop("invited")
    INVITATION_TAKEN = gettext_noop("invitation taken up")
    ACCOUNT_CLOSED = gettext_noop("account closed")
    ACCOUNT_OPENED = gettext_noop("account opened")
    ADDRESS_CHANGED = gettext_noop("address changed")
    ADDRESS_PROVEN = gettext_noop("address confirmed")
    RECORD_TAKEN_OFF = gettext_noop("record taken off")
    DUTY_GRANTED = gettext_noop("duty entrusted")
    DUTY_WITHDRAWN = gettext_noop("duty taken back")


VERBS = {
    Event.SIGNED_IN: Verb.SIGNED_IN,
    Event.SIGN_IN_FAILED: Verb.REFUSED,
    Event.LOCKED_OUT: Verb.REFUSED,
    Event.SIGNED_OUT: Verb.SIGNED_OUT,
    Event.SESSION_OVER: Verb.SIGNED_OUT,
    Event.SESSION_ENDED: Verb.ENDED,
    Event.SESSIONS_ENDED: Verb.ENDED,
    Event.CONFIRMED: Verb.SIGNED_IN,
    Event.CONFIRMATION_FAILED: Verb.REFUSED,
    Event.PASSWORD_CHANGED: Verb.CHANGED,
    Event.RESET_ASKED: Verb.STARTED,
    Event.FACTOR_ADDED: Verb.ADDED,
    Event.FACTOR_REMOVED: Verb.REMOVED,
    Event.FACTOR_FAILED: Verb.REFUSED,
    Event.RECOVERY_CODES_MADE: Verb.CHANGED,
    Event.RECOVERY_CODE_USED: Verb.CHANGED,
    Event.IDENTITY_LINKED: Verb.ADDED,
    Event.IDENTITY_UNLINKED: Verb.REMOVED,
    Event.IDENTITY_REFUSED: Verb.REFUSED,
    Event.INVITED: Verb.ADDED,
    Event.INVITATION_TAKEN: Verb.CHANGED,
    Event.ACCOUNT_CLOSED: Verb.ENDED,
    Event.ACCOUNT_OPENED: Verb.ADDED,
    Event.ADDRESS_CHANGED: Verb.CHANGED,
    Event.ADDRESS_PROVEN: Verb.CHANGED,
    Event.RECORD_TAKEN_OFF: Verb.REMOVED,
    Event.DUTY_GRANTED: Verb.GRANTED,
    Event.DUTY_WITHDRAWN: Verb.REVOKED,
}


def record(event: Event, *, account: User | None, by: User | None, **details: str | None) -> None:
    """Write down what happened to an account, None for a name that no account has. `by` is None for somebody who proved nothing."""
    about = Employee.objects.filter(user=account).values_list("pk", flat=True).first() if account else None
    trail.record(VERBS[event], of=account or User, by=by, about=about, reason=event.value, why="", **details)
