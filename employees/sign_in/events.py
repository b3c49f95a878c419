"""What can happen at the door, and how each stands in the audit trail."""

from enum import StrEnum

from employees import trail
from employees.models import Employee, User
from employees.models.trail import Verb


class Event(StrEnum):
    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "wrong password"
    LOCKED_OUT = "locked out"
    SIGNED_OUT = "signed out"
    SESSION_OVER = "session over"
    SESSION_ENDED = "session ended from elsewhere"
    SESSIONS_ENDED = "all sessions ended"
    CONFIRMED = "proved again who they are"
    CONFIRMATION_FAILED = "did not prove who they are"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # words for what happened
    RESET_ASKED = "mail for a new password"
    FACTOR_ADDED = "second factor set up"
    FACTOR_REMOVED = "second factor taken off"
    FACTOR_FAILED = "wrong code"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    IDENTITY_LINKED = "identity linked"
    IDENTITY_UNLINKED = "identity unlinked"
    IDENTITY_REFUSED = "identity refused"
    INVITED = "invited"
    INVITATION_TAKEN = "invitation taken up"
    ACCOUNT_CLOSED = "account closed"
    ACCOUNT_OPENED = "account opened"
    DUTY_GRANTED = "duty entrusted"
    DUTY_WITHDRAWN = "duty taken back"


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
    Event.DUTY_GRANTED: Verb.GRANTED,
    Event.DUTY_WITHDRAWN: Verb.REVOKED,
}


def record(event: Event, *, account: User | None, by: User | None, **details: str | None) -> None:
    """Write down what happened to an account, None for a name that no account has. `by` is None for somebody who proved nothing."""
    about = Employee.objects.filter(user=account).values_list("pk", flat=True).first() if account else None
    trail.record(VERBS[event], of=account or User, by=by, about=about, reason=event.value, why="", **details)
