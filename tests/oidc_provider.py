"""A small OpenID provider over HTTP, for tests: authorisation code, PKCE, signed ID tokens, user info, discovery and keys.

It keeps to the standard until a test asks it to lie: `provider.claims` change the ID token, `provider.user_info` the user info.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "pathways", "the secret of pathways"


@dataclass
class Provider:
    """The provider's memory. `person` is who sits at its screen; `authenticated_at` when they last typed their password there."""

    issuer: str
    person: dict[str, Any]
    claims: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=dict)
    authenticated_at: float = field(default_factory=time.time)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.signing_key = self.key

    def description(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "userinfo_endpoint": "/userinfo", "jwks_uri": "/keys"}
        supported = {
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "code_challenge_methods_supported": ["S256"],
        }
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in paths.items()}, **supported}

    def keys(self) -> dict[str, Any]:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**told, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorised(self, asked: dict[str, str]) -> str:
        """Return the address to send the browser back to. With `prompt=login` the person types their password anew."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        if asked.get("prompt") == "login":
            self.authenticated_at = time.time()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchanged(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """Return tokens for a code; None unless it is used once, by its client, with its address and its PKCE secret."""
        asked = self.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        proper = (
            asked
            and (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
            and sent["redirect_uri"] == asked["redirect_uri"]
        )
        if not asked or not proper or challenge != asked["code_challenge"]:
            return None
        access = secrets.token_urlsafe()
        self.tokens.add(access)
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.person["sub"], "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        if "max_age" in asked:
            claims["auth_time"] = int(self.authenticated_at)
        told = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        return jwt.encode(told, self.signing_key, algorithm="RS256", headers={"kid": "one"})


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorised(dict(parse_qsl(url.query))))
            self.end_headers()
        elif url.path == "/.well-known/openid-configuration":
            self.tell(self.provider.description())
        elif url.path == "/keys":
            self.tell(self.provider.keys())
        elif url.path == "/userinfo" and self.headers.get("Authorization", "").removeprefix("Bearer ") in self.provider.tokens:
            self.tell(self.provider.person | self.provider.user_info)
        else:
            self.tell({"error": "invalid_token"}, 401)

    def do_POST(self) -> None:
        sent = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        answer = self.provider.exchanged(sent)
        self.tell(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def tell(self, answer: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def serve(person: dict[str, Any]) -> Iterator[Provider]:
    """Serve a provider at an address of its own until the block ends."""

    class Served(Handler):
        """Handlers are made by the server: what they know stands in their class."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Served) as server:
        Served.provider = Provider(f"http://127.0.0.1:{server.server_port}", person)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield Served.provider
        finally:
            server.shutdown()
            thread.join()
