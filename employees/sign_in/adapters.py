"""How allauth is to behave here: no sign-up, no messages of its own, our addresses, secrets encrypted at rest."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from employees.origin import address_of
from skills.words import Text

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin

    from employees.sign_in.identities import RefusedError

log = structlog.get_logger(__name__)

CANCELLED = gettext_lazy("You cancelled at your company's sign-in. Begin again when you want to come in.")
UNTRUSTED = gettext_lazy(
    "The answer of your company's sign-in could not be trusted: it took too long, came twice, or "
    "was not meant for this browser. Begin again; if this comes back, tell the people who run "
    "Pathways."
)
SILENT = gettext_lazy(
    "Your company's sign-in does not answer just now. Try again in some minutes, or sign in with a password if you have one."
)
LOCKED_FACTOR = gettext_lazy("Five codes were wrong, so none is taken for fifteen minutes. Wait, then use the newest code of your app.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {"too_many_login_attempts": LOCKED_FACTOR, "rate_limited": LOCKED_FACTOR}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: our own mails are sent by workers."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "unknown"

    def get_login_stages(self) -> list[str]:
        return ["employees.sign_in.identities.SecondFactorStage"]


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The company's providers are those of the settings and no others; an identity opens an account by `identities` alone."""

    def list_apps(self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None) -> "list[SocialApp]":
        """Return the configured providers. Rows that somebody wrote into the database are none."""
        from allauth.socialaccount.models import SocialApp  # noqa: PLC0415  # adapters are loaded before models are

        apps = [SocialApp(**app) for app in settings.IDENTITY_PROVIDERS]
        return [app for app in apps if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: "SocialLogin") -> None:
        """Settle whose account this is, or what it confirms, before allauth goes on."""
        from employees.sign_in import identities  # noqa: PLC0415  # as above

        try:
            if sociallogin.state.get("process") == AuthProcess.REDIRECT:
                identities.confirm(request, sociallogin)
            else:
                identities.settle(sociallogin)
        except identities.RefusedError as refusal:
            record_refusal(refusal)
            raise ImmediateHttpResponse(refusal_page(request, str(refusal))) from refusal

    def authenticate_by_email(self, sociallogin: "SocialLogin") -> None:
        """Never by allauth's rules: see `identities.link`."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: "SocialLogin") -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_: Any) -> None:
        """Show our page for what went wrong between here and the provider; the log has the technical words."""
        log.warning("identity provider refused", provider=provider.app.provider, error=str(error), exception=str(exception))
        raise ImmediateHttpResponse(refusal_page(request, CANCELLED if error == AuthError.CANCELLED else UNTRUSTED))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the trail has it."""


@dataclass(frozen=True)
class Door:
    """One of the company's providers, as a page offers it."""

    name: str
    url: str

    @property
    def confirm_url(self) -> str:
        return f"{self.url}?confirm=1&"


def doors() -> list[Door]:
    names = {"openid_connect": "sign-in-oidc", "saml": "sign-in-saml"}
    return [Door(app["name"], reverse(names[app["provider"]])) for app in settings.IDENTITY_PROVIDERS]


def refusal_page(request: HttpRequest, sentence: Text, status: int = 403) -> HttpResponse:
    return render(request, "employees/identity_refused.html", {"sentence": sentence}, status=status)


def record_refusal(refusal: "RefusedError") -> None:
    from employees.sign_in.events import Event, record  # noqa: PLC0415  # as above

    record(Event.IDENTITY_REFUSED, account=refusal.account, by=None)


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted by a key that follows from `SECRET_KEY`, so that a stolen dump holds none."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is wrong or was used before. Expected what your app shows now, or an unused recovery code."
        )
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom keys sign: this site, by the name that the visitor knows it by, which is one of `ALLOWED_HOSTS`."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Pathways"}

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys().decrypt(encrypted_text.encode()).decode()


def keys() -> MultiFernet:
    """Return the keys that open second factors: of the present `SECRET_KEY` first, then of the earlier ones."""
    return MultiFernet([Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=b"pathways second factor").derive(secret.encode()))
