"""The second factor: who must have one, who has one, setting it up and taking it off."""

import base64

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet

from employees.models import Grant, User
from employees.sign_in import sessions
from employees.sign_in.ending import end_everything
from employees.sign_in.events import Event, record

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
METHOD_OF_PROVIDER = "socialaccount"  # as allauth records that an identity provider vouched


def is_required(user: User) -> bool:
    """Return whether a duty of this account asks for a second factor (`SECOND_FACTOR_DUTIES`)."""
    return bool(settings.SECOND_FACTOR_DUTIES) and Grant.objects.filter(user=user, duty__in=settings.SECOND_FACTOR_DUTIES).exists()


def factors(user: User) -> QuerySet[Authenticator]:
    """Return what an account can prove itself by besides its password: an app, security keys. Recovery codes stand in for these."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def is_on(user: User) -> bool:
    return factors(user).exists()


def has_app(user: User) -> bool:
    return factors(user).filter(type=Authenticator.Type.TOTP).exists()


def is_left_to(provider: str) -> bool:
    """Return whether the identity provider that vouched, if one did, asks for the second factor itself."""
    return bool(provider) and settings.SECOND_FACTOR_AT_PROVIDER


def is_owed(user: User, provider: str) -> bool:
    """Return whether whoever just signed in has to set up a second factor before anything else."""
    return not is_left_to(provider) and is_required(user) and not is_on(user)


def picture(user: User, secret: str) -> str:
    """Return the secret as a QR code for an app's camera, as an address that an image can have."""
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


@transaction.atomic
def set_up(*, user: User, secret: str, session: SessionBase) -> list[str]:
    """Ask this account for a second factor from now on; return its recovery codes. What was made without one ends: other places, tokens."""
    TOTP.activate(user, secret)
    return added(user=user, session=session)


def added(*, user: User, session: SessionBase) -> list[str]:
    """Do what follows a factor that was just added; return recovery codes to be shown once, none where the account has some."""
    sessions.alter(session, owes_second_factor=False)
    end_everything(users=[user.pk], by=user, but=session.session_key)
    record(Event.FACTOR_ADDED, account=user, by=user)
    return [] if codes_left(user) else new_codes(user=user)


@transaction.atomic
def new_codes(*, user: User) -> list[str]:
    """Replace the recovery codes; return the new ones, the only time that they are shown."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    record(Event.RECOVERY_CODES_MADE, account=user, by=user)
    return codes


def codes_left(user: User) -> int:
    """Return how many recovery codes still work; 0 without a second factor."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def take_off(*, user: User) -> bool:
    """Take the second factor and its recovery codes off an account; return whether there was one."""
    return bool(Authenticator.objects.filter(user=user).delete()[0])
