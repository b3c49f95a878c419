"""Whether an operation may be asked for at all: signed in, within the token's scopes, with the duty that it takes.

Which rows it then shows is not decided here but by `employees.access`, as for every page.
"""

from typing import TYPE_CHECKING, Any

from rest_framework import exceptions, permissions
from rest_framework.request import Request

from employees import access
from employees.models import ApiToken
from employees.sign_in import sessions

if TYPE_CHECKING:
    from config.rest.endpoint import Endpoint


class OutOfScope(exceptions.PermissionDenied):
    """RFC 6750 §3.1: the token is good, but was not made for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token was not made for this: it takes the scope {scope}. Make another token at /me/tokens/.")
        self.auth_header = f'Bearer realm="Pathways", error="insufficient_scope", scope="{scope}"'


class Unproven(exceptions.PermissionDenied):
    default_detail = "Prove again who you are, at /confirm/: this takes a proof of the last minutes, or a token with its scope."


class MayAsk(permissions.IsAuthenticated):
    def has_permission(self, request: Request, view: Any) -> bool:  # Any: as the framework's own signature
        if not super().has_permission(request, view):
            return False
        endpoint: Endpoint = view
        scope = endpoint.scope
        if scope and isinstance(request.auth, ApiToken) and not request.auth.allows(scope):
            raise OutOfScope(scope)
        duty = endpoint.duty
        if endpoint.proven and not isinstance(request.auth, ApiToken) and not sessions.is_recent(request._request):
            raise Unproven
        return duty is None or access.of(request.user).may(duty)


class Closed(permissions.BasePermission):
    """The default: an operation that does not say who may ask is open to nobody."""

    message = "This operation does not say who may ask for it, so nobody may."

    def has_permission(self, request: Request, view: Any) -> bool:  # Any: as above
        return False
