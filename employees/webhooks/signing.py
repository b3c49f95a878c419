"""How whoever receives a request knows that it comes from here and is fresh.

`Pathways-Signature: t=<seconds since 1970>,v1=<hex>`, where v1 is HMAC-SHA256 (RFC 2104) of `t`, a dot and the body, under the
hook's secret.
"""

import hashlib
import hmac
import secrets

from employees import sealing

PURPOSE = "webhook secret"
MARK = "whsec_"  # so that a scanner for leaked secrets, and whoever finds one, knows what it is


def new_secret() -> str:
    """Return a secret of 256 random bits."""
    return MARK + secrets.token_urlsafe(32)


def sealed(secret: str) -> str:
    return sealing.seal(secret, purpose=PURPOSE)


def signature(sealed_secret: str, body: bytes, at: int) -> str:
    """Return the header's value. Raises sealing.UnreadableError."""
    secret = sealing.unseal(sealed_secret, purpose=PURPOSE)
    return f"t={at},v1={digest(secret, body, at)}"


def digest(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
