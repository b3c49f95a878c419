"""A directory that asks: a client with a token, and what Entra ID and Okta send."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from employees import tokens
from employees.models import User
from employees.scopes import Scope
from tests.factories.employees import GrantFactory


def token_of(user: User, *scopes: Scope) -> str:
    return tokens.create(user=user, name="Entra ID", wanted=scopes or (Scope.PROVISION,), days=365, by=user)[1]


@dataclass
class Directory:
    """Asks `/scim/v2/` as the account `owner`."""

    owner: User
    token: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:  # Any: what JSON holds
        """Return the answer; its JSON is `answer.told`."""
        extra = {"content_type": "application/scim+json", "data": json.dumps(body)} if body is not None else {}
        known = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        answer: Any = getattr(Client(), method)(f"/scim/v2/{path}", headers=known, **extra)
        answer.told = json.loads(answer.content) if answer.content else None
        return answer

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}
        return self.ask("patch", path, body, **headers)


def new_directory() -> Directory:
    owner = GrantFactory(duty="administrator", user__email="provisioning@example.org").user
    return Directory(owner, token_of(owner))
