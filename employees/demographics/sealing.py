"""AES-256-GCM over single values, each bound to its place, under keys from the environment of which the newest seals.

A sealed value is version (1 byte) · key id (4) · nonce (12) · ciphertext with tag. The place it belongs to is authenticated
along (NIST SP 800-38D, additional data): moved to another row or attribute it opens no more. Values are padded to whole
blocks, so that their length tells nothing. Fernet would do the same at a seventh of the speed and without the binding.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
BLOCK = 32  # bytes; nearly every value fits into one
VERSION = b"\x01"
ID_BYTES, NONCE_BYTES = 4, 12
NONCE_AT = len(VERSION) + ID_BYTES
TEXT_AT = NONCE_AT + NONCE_BYTES


class SealError(Exception):
    """A sealed value that cannot be opened: its key is missing, or it is not what was sealed at this place."""


class Keyring:
    """Keys by id; the first one seals, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.newest = key_id(keys[0])
        self._ciphers: Mapping[bytes, AESGCM] = {key_id(key): AESGCM(key) for key in keys}
        self._sealing = self._ciphers[self.newest]
        self._head = VERSION + self.newest

    def seal(self, value: str, place: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self._head + nonce + self._sealing.encrypt(nonce, padded(value), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Return what was sealed at that place. Raises SealError."""
        cipher = self._ciphers.get(sealed[len(VERSION) : NONCE_AT])
        if sealed[:1] != VERSION or cipher is None:
            raise SealError(
                f"A value at {place} was sealed with key {sealed[1:NONCE_AT].hex()}, which DEMOGRAPHICS_KEYS does not hold. "
                "Add that key after the newest one."
            )
        try:
            return cipher.decrypt(sealed[NONCE_AT:TEXT_AT], sealed[TEXT_AT:], place.encode()).rstrip(b"\0").decode()
        except InvalidTag as error:
            raise SealError(f"The value at {place} is not what was sealed there: it was moved or damaged.") from error

    def is_newest(self, sealed: bytes) -> bool:
        return sealed.startswith(self._head)


def padded(value: str) -> bytes:
    plain = value.encode()
    return plain.ljust(-(-max(len(plain), 1) // BLOCK) * BLOCK, b"\0")


def key_id(key: bytes) -> bytes:
    """Return the first bytes of the key's SHA-256: enough to tell keys apart, nothing to guess them by."""
    return hashlib.sha256(key).digest()[:ID_BYTES]


def read_keys(texts: Sequence[str]) -> list[bytes]:
    """Return the keys, newest first. Raises ValueError with a sentence that shows none of them."""
    keys = [_read_key(number, text) for number, text in enumerate(texts, 1)]
    if not keys:
        raise ValueError("DEMOGRAPHICS_KEYS holds no key.")
    if len({key_id(key) for key in keys}) < len(keys):
        raise ValueError("DEMOGRAPHICS_KEYS names a key twice.")
    return keys


def _read_key(number: int, text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"Key {number} of DEMOGRAPHICS_KEYS is not {KEY_BYTES} bytes in base64 of the URL-safe kind.")
    return key


def keyring() -> Keyring:
    """Return the keys that the settings name."""
    return _keyring(tuple(settings.DEMOGRAPHICS_KEYS))


@cache
def _keyring(texts: tuple[str, ...]) -> Keyring:
    return Keyring(read_keys(texts))
