"""The company's own identity providers, read from the environment: OpenID Connect, SAML, both or none.

Each becomes what allauth calls an app. `provider_id` follows from the issuer, so an identity linked under one issuer means nothing
under another, whatever is configured later.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

App = dict[str, Any]  # Any: text, and a table of settings
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def read(env: environ.Env, *, production: bool) -> list[App]:
    """Return what is configured. Raises `ImproperlyConfigured` with a sentence when something is missing or cannot be."""
    return [app for app in (openid(env, production=production), saml(env, production=production)) if app]


def openid(env: environ.Env, *, production: bool) -> App | None:
    issuer, client = env.str("OIDC_ISSUER", default=""), env.str("OIDC_CLIENT_ID", default="")
    secret, name = env.str("OIDC_CLIENT_SECRET", default=""), env.str("OIDC_NAME", default="your company account")
    domains = mail_domains("OIDC_MAIL_DOMAINS", env.list("OIDC_MAIL_DOMAINS", default=[]))
    if not (issuer or client or secret):
        return None
    for variable, value in (("OIDC_ISSUER", issuer), ("OIDC_CLIENT_ID", client), ("OIDC_CLIENT_SECRET", secret)):
        if not value:
            raise ImproperlyConfigured(f"{variable} is missing: OpenID Connect needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    refuse_open_address("OIDC_ISSUER", issuer, production=production)
    if "/.well-known/" in issuer:
        raise ImproperlyConfigured(f"OIDC_ISSUER is {issuer!r}; expected the issuer alone, the address before /.well-known/.")
    settings = {"server_url": issuer, "oauth_pkce_enabled": True, "verified_email": domains}
    return app("openid_connect", issuer, name, client_id=client, secret=secret, settings=settings)


def saml(env: environ.Env, *, production: bool) -> App | None:
    entity, metadata = env.str("SAML_IDP_ENTITY_ID", default=""), env.str("SAML_IDP_METADATA", default="")
    name, own = env.str("SAML_NAME", default="your company account"), env.str("SAML_ENTITY_ID", default="")
    domains = mail_domains("SAML_MAIL_DOMAINS", env.list("SAML_MAIL_DOMAINS", default=[]))
    if not (entity or metadata):
        return None
    for variable, value in (("SAML_IDP_ENTITY_ID", entity), ("SAML_IDP_METADATA", metadata)):
        if not value:
            raise ImproperlyConfigured(f"{variable} is missing: sign-in by SAML needs SAML_IDP_ENTITY_ID and SAML_IDP_METADATA.")
    if "://" in metadata:
        refuse_open_address("SAML_IDP_METADATA", metadata, production=production)
    elif not Path(metadata).is_file():
        raise ImproperlyConfigured(f"SAML_IDP_METADATA is {metadata!r}, where there is no file; expected an https:// address or a file.")
    settings = {"metadata": metadata, "idp_entity_id": entity, "entity_id": own, "verified_email": domains}
    return app("saml", entity, name, client_id="company", secret="", settings=settings)


def app(provider: str, issuer: str, name: str, **more: Any) -> App:  # Any: as App
    return {"provider": provider, "provider_id": f"{provider}-{hashlib.sha256(issuer.encode()).hexdigest()[:16]}", "name": name, **more}


def refuse_open_address(variable: str, address: str, *, production: bool) -> None:
    if not address.startswith("https://") and (production or not address.startswith(("http://127.0.0.1", "http://localhost"))):
        raise ImproperlyConfigured(f"{variable} is {address!r}; expected an address that begins with https://.")


def mail_domains(variable: str, given: list[str]) -> list[str]:
    """Return the domains whose addresses the provider alone hands out, so that each address it tells is the person's own."""
    domains = [domain.strip().lower() for domain in given if domain.strip()]
    if strange := [domain for domain in domains if not DOMAIN.fullmatch(domain)]:
        raise ImproperlyConfigured(f"{variable} has {strange[0]!r}; expected mail domains such as example.org, separated by commas.")
    return domains
