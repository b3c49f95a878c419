"""OpenID Connect with the company's provider: allauth's client, with the checks of the ID token that the standard asks for.

Beyond allauth: a nonce, the token's signature, one subject in token and user info, the issuer's own name, and when the person proved
who they are (`auth_time`).
"""

import secrets
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER = 60  # seconds
KEPT = 10 * 60  # seconds that the provider's description of itself holds
Claims = dict[str, Any]  # Any: what JSON holds


class OpenID(OpenIDConnectProvider):
    """The provider. Nothing of what it tells of a person is kept but the subject."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "OpenIDClient":
        return OpenIDClient(request, self.app)

    def begin(self, request: HttpRequest, *, process: AuthProcess, next_url: str, asked: Claims, again: bool) -> HttpResponse:
        """Send the browser to the provider; with `again` it is to ask who is there even when it knows.

        What was `asked`, and a fresh nonce, wait in the session under the state.
        """
        nonce = secrets.token_urlsafe(24)
        params = {"nonce": nonce, **({"prompt": "login", "max_age": "0"} if again else {})}
        sent: HttpResponse = self.redirect(request, process, next_url, asked, nonce=nonce, auth_params=params)
        return sent

    def extract_extra_data(self, data: Claims) -> Claims:
        return {}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        told = data["userinfo"]
        verified = told.get("email_verified") in (True, "true")
        return [EmailAddress(email=told["email"], verified=verified, primary=True)] if told.get("email") else []


class OpenIDClient(OpenIDConnectOAuth2Adapter):
    """One sign-in: `state` is what waited in the session for the answer."""

    def __init__(self, request: HttpRequest, app: SocialApp) -> None:
        super().__init__(request, app.provider_id)
        self.app, self.state = app, Claims()

    def get_provider(self) -> OpenID:
        return OpenID(self.request, app=self.app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        address: str = build_absolute_uri(request, reverse("sign-in-oidc-callback"))
        return address

    @property
    def openid_config(self) -> Claims:
        """Return what the provider says of itself. Raises `OAuth2Error` when it calls itself by another name than `OIDC_ISSUER`."""
        issuer = self.app.settings["server_url"]
        return cache.get_or_set(f"openid:{self.app.provider_id}", lambda: self.described(issuer), KEPT) or {}

    def described(self, issuer: str) -> Claims:
        described = self.fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if described.get("issuer") != issuer:
            raise OAuth2Error(f"The provider calls itself {described.get('issuer')!r}, OIDC_ISSUER is {issuer!r}: set it to just that.")
        return described

    def fetched(self, address: str) -> Claims:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            found: Claims = answer.json()
            return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:  # Any: allauth's
        """Return the login that the provider's answer stands for. Raises `OAuth2Error` when the answer cannot be trusted."""
        try:
            claims = self.verified(kwargs["response"]["id_token"])
            told = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
            if told and told["sub"] != claims["sub"]:
                raise OAuth2Error("The ID token and the user info are about different people.")
            login = self.get_provider().sociallogin_from_response(request, {"userinfo": {**claims, **told}})
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error(f"The ID token is not what was expected: {error!r}") from error
        login.authenticated_at = claims.get("auth_time")
        return login

    def verified(self, token: str) -> Claims:
        """Return the claims of an ID token that this provider signed for us, for this sign-in, and that still holds."""
        keys = jwt.PyJWKSet.from_dict(self.fetched(self.openid_config["jwks_uri"])).keys
        kid = jwt.get_unverified_header(token).get("kid")
        key = next(key for key in keys if kid in (None, key.key_id) and key.public_key_use in (None, "sig"))
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=self.app.client_id,
            issuer=self.app.settings["server_url"],
            leeway=CLOCKS_DIFFER,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if claims.get("nonce") != self.state.get("nonce"):
            raise OAuth2Error("The ID token was made for another sign-in.")
        if claims.get("azp", self.app.client_id) != self.app.client_id:
            raise OAuth2Error("The ID token was made for another party.")
        return claims


class OpenIDCallback(OAuth2CallbackView):
    adapter: OpenIDClient

    def _get_state(self, request: HttpRequest, provider: OpenID) -> tuple[Claims, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, refusal
