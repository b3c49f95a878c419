"""Asking the API as somebody would: a client that holds a token, and what it answers as plain values."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from employees import access, scopes, tokens
from employees.models import User


@dataclass(frozen=True)
class Asker:
    """Whoever holds this secret. `headers` go with each request beside the token."""

    secret: str
    client: Client

    def get(self, path: str, **headers: str) -> Any:  # Any: the test client's answers carry more than its types know
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.secret}", **headers})

    def json(self, path: str) -> Any:  # Any: JSON
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # Any: as above
        call = getattr(self.client, method)
        sent = {} if body is None else {"data": body}
        held = {"Authorization": f"Bearer {self.secret}", **headers}
        return call(f"/api/v1/{path}", content_type="application/json", headers=held, **sent)


def asker(user: User) -> Asker:
    """Return somebody with a token that may all that its owner may."""
    user = User.objects.get(pk=user.pk)
    _, secret = tokens.create(user=user, name="test", wanted=scopes.offered(access.of(user)), days=7, by=user)
    return Asker(secret, Client())
