"""Whose account an identity of the company's provider opens: the one it is linked to, or that of its verified mail, once."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from employees.models import User
from employees.sign_in import second_factor, sessions
from employees.sign_in.events import Event, record

CLOCKS_DIFFER = 60  # seconds
KELVIN = "\u212a"  # looks like a K, and is the one sign beyond ASCII whose small letter is an ASCII one: an address with it is another's


class RefusedError(Exception):
    """An identity that opens nothing here. The text says what was expected and what to do; `account` whom it concerns, if known."""

    def __init__(self, sentence: str, account: User | None = None) -> None:
        super().__init__(sentence)
        self.account = account


def settle(login: SocialLogin) -> None:
    """Give the login its account: the linked one, else the open one that has the identity's verified mail and no other identity."""
    if login.is_existing:
        if not login.user.is_let_in:
            raise RefusedError(_("This account is closed. Ask the people who run Pathways if you think it should not be."), login.user)
        return
    login.user = link(login)


@transaction.atomic
def link(login: SocialLogin) -> User:
    """Link the identity to the account of its verified mail. Raises `RefusedError`."""
    verified = [address.email.lower() for address in login.email_addresses if address.verified is True and KELVIN not in address.email]
    if not verified:
        raise RefusedError(
            _(
                "Your company's sign-in did not say that your e-mail address is verified, so it opens no "
                "account. Ask the people who run it, or sign in with a password."
            )
        )
    user = User.objects.select_for_update().filter(email__in=verified).first()
    if user is None:
        raise RefusedError(_("No account here has your address. Ask an administrator of Pathways to invite you."))
    if not user.is_let_in:
        raise RefusedError(_("This account is closed. Ask the people who run Pathways if you think it should not be."), user)
    if user.address_unproven_since:
        raise RefusedError(
            _(
                "The address of this account was changed, and nobody has come in by it since. "
                "Ask an administrator of Pathways to confirm that it is yours."
            ),
            user,
        )
    if SocialAccount.objects.filter(user=user).exists():
        raise RefusedError(
            _(
                "Your account is linked to another identity of your company's sign-in. If yours is new, ask an "
                "administrator of Pathways to undo that link."
            ),
            user,
        )
    login.account = SocialAccount.objects.create(user=user, provider=login.account.provider, uid=login.account.uid)
    record(Event.IDENTITY_LINKED, account=user, by=user, source=login.account.provider)
    return user


def confirm(request: HttpRequest, login: SocialLogin) -> None:
    """Take the provider's word that the person at the screen has just proved who they are. Raises `RefusedError`."""
    asked = (login.state.get("data") or {}).get("asked", time.time())
    at = getattr(login, "authenticated_at", None)
    if not request.user.is_authenticated or not login.is_existing or login.user != request.user:
        known = login.user if login.is_existing else None
        raise RefusedError(_("This is somebody else's identity. Expected the one that you are signed in by here."), known)
    if at is None or at < asked - CLOCKS_DIFFER:
        raise RefusedError(
            _(
                "Your company's sign-in did not ask again who you are, or did not say when it did. Sign out and "
                "in again; if this comes back, tell the people who run Pathways."
            ),
            login.user,
        )
    sessions.confirm(request)
    record(Event.CONFIRMED, account=login.user, by=login.user, source=login.account.provider)


def voucher(request: HttpRequest, user: User) -> str:
    """Return the provider that vouched for this sign-in, empty for a password."""
    records = get_authentication_records(request, user)
    vouched = [told["provider"] for told in records if told["method"] == second_factor.METHOD_OF_PROVIDER]
    return vouched[-1] if vouched else ""


class SecondFactorStage(AuthenticateStage):
    """The step between a password and the inside; left out where the provider has asked for a second factor itself."""

    def _should_handle(self, request: HttpRequest) -> bool:
        left = self.login.user is not None and second_factor.is_left_to(voucher(request, self.login.user))
        return not left and super()._should_handle(request)
