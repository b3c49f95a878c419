"""Secrets that must be read again, encrypted at rest: a stolen dump of the database holds none of them.

The key follows from `SECRET_KEY` and a purpose, so what is sealed for one purpose cannot be opened for another. Whoever changes
`SECRET_KEY` keeps the former one in `SECRET_KEY_FALLBACKS` until what it sealed has been renewed.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableError(ValueError):
    """What was sealed cannot be opened: `SECRET_KEY` has changed, and the former one is not among the fallbacks."""


def seal(text: str, *, purpose: str) -> str:
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed for this purpose. Raises UnreadableError."""
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UnreadableError("It was sealed under another SECRET_KEY. Expected the present one or one of SECRET_KEY_FALLBACKS.") from None


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=f"pathways {purpose}".encode()).derive(secret.encode()))
