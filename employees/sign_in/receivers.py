"""What happens when Django, axes or allauth says that somebody came, went or failed: the facts of the session, and the trail."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from employees.models import User
from employees.origin import address_of
from employees.sign_in import addresses, identities, second_factor, sessions
from employees.sign_in.events import Event, record


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:  # Any: what else the signal tells
    addresses.prove(user=user, by=user)
    provider = identities.voucher(request, user)
    owes = second_factor.is_owed(user, provider)
    sessions.begin(
        request.session,
        address=address_of(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        provider=provider,
        owes_second_factor=owes,
    )
    record(
        Event.SIGNED_IN,
        account=user,
        by=user,
        source=provider,
        kind=", ".join(told["method"] for told in get_authentication_records(request, user)),
    )


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_: Any) -> None:  # Any: as above
    if user is not None:
        record(Event.SIGNED_OUT, account=user, by=user)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_: Any) -> None:  # Any: as above
    """The name that was tried is not kept: people type their password into the wrong field."""
    account = User.objects.filter(email=str(credentials.get("username", "")).lower().replace("\x00", "")).first()
    record(Event.SIGN_IN_FAILED, account=account, by=None)


@receiver(user_locked_out)
def note_lockout(username: str, **_: Any) -> None:  # Any: as above
    record(Event.LOCKED_OUT, account=User.objects.filter(email=username).first(), by=None)


@receiver(mfa.authenticator_used)
def note_factor_used(user: User, authenticator: Authenticator, **_: Any) -> None:  # Any: as above
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(Event.RECOVERY_CODE_USED, account=user, by=user)


@receiver(mfa.authentication_failed)
def note_factor_failed(user: User, **_: Any) -> None:  # Any: as above
    record(Event.FACTOR_FAILED, account=user, by=None)
