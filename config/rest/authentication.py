"""Who asks: the owner of a token, or whoever has signed in with a browser."""

from django.contrib.auth.models import AnonymousUser
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from employees import origin, tokens
from employees.models import ApiToken, User

KEYWORD = "Bearer"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer pathways_…`. It stands first, so that a stranger gets 401 and is told how to sign in."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _, secret = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        if keyword.lower() != KEYWORD.lower():
            return None
        token = tokens.find(secret.strip())
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked. Make a new one at /me/tokens/.")
        origin.use_token(token.prefix)
        tokens.note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{KEYWORD} realm="Pathways"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; every write carries the form token, in the header X-CSRFToken."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, None] | None:
        return super().authenticate(request)
