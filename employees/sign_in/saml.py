"""SAML 2.0 with the company's provider: signed answers to our own questions, each taken once."""

import binascii
import datetime as dt
from pathlib import Path
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

KEPT = 60 * 60  # seconds that the provider's metadata hold
Table = dict[str, Any]  # Any: what python3-saml takes and tells
SECURITY = {
    "authnRequestsSigned": False,
    "wantMessagesSigned": False,  # the answer or the assertion in it: one of both must be signed, which the library asks for by itself
    "wantAssertionsSigned": False,
    "wantAssertionsEncrypted": False,
    "wantNameId": True,
    "wantAttributeStatement": False,
    "requestedAuthnContext": False,
    "rejectDeprecatedAlgorithm": True,
    "allowRepeatAttributeName": True,
    "allowSingleLabelDomains": True,
    "signatureAlgorithm": Constants.RSA_SHA256,
    "digestAlgorithm": Constants.SHA256,
}


class UntrustedError(Exception):
    """An answer that cannot be trusted; the text is for the log."""


class Saml(SAMLProvider):
    """The provider. Nothing of what it tells of a person is kept but the subject."""

    def begin(self, request: HttpRequest, *, process: AuthProcess, next_url: str, asked: Table, again: bool) -> HttpResponse:
        """Send the browser to the provider; with `again` it is to ask who is there even when it knows. The question waits here."""
        question = exchange(request, self.app)
        address = question.login(return_to="", force_authn=again)
        self.stash_redirect_state(request, process, next_url, asked, state_id=question.get_last_request_id())
        return redirect(address)

    def extract_extra_data(self, data: OneLogin_Saml2_Auth) -> Table:
        return {}

    def finish(self, request: HttpRequest, answer: str) -> SocialLogin:
        """Return the login that the answer stands for. Raises `UntrustedError`."""
        told = exchange(request, self.app, answer)
        try:
            told.process_response()
        except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, LxmlError, binascii.Error, ValueError) as error:
            raise UntrustedError(f"no readable answer: {error}") from error
        if told.get_errors() or not told.is_authenticated():
            raise UntrustedError(told.get_last_error_reason() or "not authenticated")
        login = self.sociallogin_from_response(request, told)
        try:
            login.state = self.unstash_redirect_state(request, answers(told))
        except PermissionDenied as error:
            raise UntrustedError("an answer to no question of this browser, or to one that was answered") from error
        login.authenticated_at = authenticated_at(told)
        return login


def authenticated_at(told: OneLogin_Saml2_Auth) -> float | None:
    """Return when the person proved who they are, in seconds since 1970."""
    instants = [node.get("AuthnInstant") for node in of_assertion(told, "saml:AuthnStatement")]
    return dt.datetime.fromisoformat(instants[0]).timestamp() if instants else None


def of_assertion(told: OneLogin_Saml2_Auth, path: str) -> list[Any]:  # Any: XML elements
    """Return what the assertion holds there. The library has made sure that there is one only, and that it or the whole is signed; what
    stands elsewhere in the answer may be anybody's."""
    document = OneLogin_Saml2_XML.to_etree(told.get_last_response_xml())
    found: list[Any] = OneLogin_Saml2_XML.query(document, f"/samlp:Response/saml:Assertion/{path}")
    return found


def answers(told: OneLogin_Saml2_Auth) -> str:
    """Return the question that the assertion itself names, empty for none. The one that the answer round it names may be unsigned."""
    named = of_assertion(told, "saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")
    return next((node.get("InResponseTo") or "" for node in named), "")


def exchange(request: HttpRequest, app: SocialApp, answer: str = "") -> OneLogin_Saml2_Auth:
    """Return the library's view of one question or answer, which came to the address that the provider knows."""
    came = {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": reverse("sign-in-saml-acs"),
        "get_data": {},
        "post_data": {"SAMLResponse": answer} if answer else {},
    }
    return OneLogin_Saml2_Auth(came, configured(request, app))


def configured(request: HttpRequest, app: SocialApp) -> Table:
    own = {
        "entityId": app.settings["entity_id"] or request.build_absolute_uri(reverse("sign-in-saml-metadata")),
        "assertionConsumerService": {
            "url": request.build_absolute_uri(reverse("sign-in-saml-acs")),
            "binding": Constants.BINDING_HTTP_POST,
        },
        "NameIDFormat": Constants.NAMEID_UNSPECIFIED,
    }
    return {"strict": True, "sp": own, "idp": provider_of(app), "security": SECURITY}


def provider_of(app: SocialApp) -> Table:
    """Return the provider's addresses and certificates, as its metadata tell them."""
    where, entity = app.settings["metadata"], app.settings["idp_entity_id"]
    found: Table = cache.get_or_set(f"saml:{app.provider_id}", lambda: parsed(where, entity), KEPT) or {}
    return found


def parsed(where: str, entity: str) -> Table:
    """Read the metadata. Raises `UntrustedError` when they do not describe `SAML_IDP_ENTITY_ID`."""
    found: Table = OneLogin_Saml2_IdPMetadataParser.parse(text_of(where), entity_id=entity).get("idp", {})
    if found.get("entityId") != entity:
        raise UntrustedError(f"the metadata do not describe {entity!r}: set SAML_IDP_ENTITY_ID to the entityID that stands in them")
    return found


def text_of(where: str) -> str:
    if "://" not in where:
        return Path(where).read_text(encoding="utf-8")
    with get_adapter().get_requests_session() as session:
        answer = session.get(where)
        answer.raise_for_status()
        return str(answer.text)


def own_metadata(request: HttpRequest, app: SocialApp) -> bytes:
    """Return our description of ourselves, to be given to the provider."""
    told: bytes = OneLogin_Saml2_Settings(configured(request, app), sp_validation_only=True).get_sp_metadata()
    return told
