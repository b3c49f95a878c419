"""A security key made of software: answers a site's questions as a browser with a real one does (WebAuthn, ES256, no attestation)."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Json = dict[str, Any]  # Any: JSON


@dataclass
class SoftKey:
    """One key. `origin` is the address that the browser shows: a copy of the site elsewhere has another."""

    origin: str = "https://testserver"
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def made(self, question: Json) -> Json:
        """Answer the question for a new key."""
        public = cbor.encode(ES256.from_cryptography_key(self.secret.public_key()))
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        data = self.data(PRESENT | VERIFIED | ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self.answer({"clientDataJSON": self.client("webauthn.create", question), "attestationObject": statement})

    def used(self, question: Json) -> Json:
        """Answer the question for one of the keys that the site knows."""
        data, client = self.data(PRESENT | VERIFIED), self.client("webauthn.get", question)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def data(self, flags: int) -> bytes:
        self.count += 1
        name = urlsplit(self.origin).hostname or ""
        return hashlib.sha256(name.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def client(self, kind: str, question: Json) -> bytes:
        told = {"type": kind, "challenge": question["publicKey"]["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def answer(self, response: dict[str, bytes]) -> Json:
        own = websafe_encode(self.credential_id)
        written = {name: websafe_encode(value) for name, value in response.items()}
        return {"id": own, "rawId": own, "type": "public-key", "response": written, "clientExtensionResults": {}}
