"""How allauth is to behave here: no sign-up, no messages of its own, our addresses, secrets encrypted at rest."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

from employees.origin import address_of

LOCKED_FACTOR = "Five codes were wrong, so none is taken for fifteen minutes. Wait, then use the newest code of your app."


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


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted by a key that follows from `SECRET_KEY`, so that a stolen dump holds none."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is wrong or was used before. Expected what your app shows now, or an unused recovery code."
    }

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys().decrypt(encrypted_text.encode()).decode()


def keys() -> MultiFernet:
    """Return the keys that open second factors: of the present `SECRET_KEY` first, then of the earlier ones."""
    return MultiFernet([Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=b"pathways second factor").derive(secret.encode()))
