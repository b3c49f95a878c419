"""Coming in by the company's own identity provider, and proving there again who one is."""

import time
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.sessions import LoginSession
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from employees.sign_in.adapters import SILENT, UNTRUSTED, log, refusal_page
from employees.sign_in.forms import TOO_OFTEN, attempt
from employees.sign_in.openid import OpenID, OpenIDCallback, OpenIDClient
from employees.sign_in.saml import Saml, UntrustedError, own_metadata

LONGEST_ANSWER = 200_000  # characters; those of real providers have some thousand
ANSWER_WAITS = 5 * 60  # seconds


@login_not_required
@require_safe
@never_cache
def openid_start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. `confirm` in the address: of somebody signed in, to prove again who they are."""
    provider = OpenID(request, app=app_of(request, "openid_connect"))
    again = is_again(request)
    try:
        return provider.begin(request, **question(request, again=again), again=again)
    except (RequestException, OAuth2Error, KeyError) as error:
        return silent(request, error)


@login_not_required
@require_safe
@never_cache
def openid_callback(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = OpenIDCallback.adapter_view(OpenIDClient(request, app_of(request, "openid_connect")))(request)
    return answer


@login_not_required
@require_safe
@never_cache
def saml_start(request: HttpRequest) -> HttpResponse:
    provider = Saml(request, app=app_of(request, "saml"))
    again = is_again(request)
    try:
        return provider.begin(request, **question(request, again=again), again=again)
    except (RequestException, UntrustedError, OSError) as error:
        return silent(request, error)


@csrf_exempt
@login_not_required
@require_POST
@never_cache
def saml_acs(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer, which its page posts without our cookies, and come back for it with them."""
    app_of(request, "saml")
    answer = request.POST.get("SAMLResponse", "")
    if not answer or len(answer) > LONGEST_ANSWER:
        return refusal_page(request, UNTRUSTED)
    if attempt(request, action="identity", key="") is None:
        return refusal_page(request, TOO_OFTEN, status=429)
    response = redirect("sign-in-saml-finish")
    waiting = LoginSession(request, "saml_answer", "saml-answer")
    waiting.store["answer"] = answer
    waiting.store.set_expiry(ANSWER_WAITS)
    waiting.save(response)
    return response


@login_not_required
@require_safe
@never_cache
def saml_finish(request: HttpRequest) -> HttpResponse:
    provider = Saml(request, app=app_of(request, "saml"))
    waiting = LoginSession(request, "saml_answer", "saml-answer")
    answer = waiting.store.get("answer", "")
    if not answer:
        return refusal_page(request, UNTRUSTED)
    waiting.delete()
    try:
        login = provider.finish(request, answer)
    except (UntrustedError, RequestException) as error:
        log.warning("identity provider refused", provider="saml", error=str(error))
        return refusal_page(request, UNTRUSTED)
    done: HttpResponse = complete_social_login(request, login)
    return done


@login_not_required
@require_safe
def saml_metadata(request: HttpRequest) -> HttpResponse:
    return HttpResponse(own_metadata(request, app_of(request, "saml")), content_type="application/samlmetadata+xml")


def app_of(request: HttpRequest, provider: str) -> SocialApp:
    """Return the configured provider of that kind. Raises `Http404` when there is none."""
    apps = get_adapter().list_apps(request, provider=provider)
    if not apps:
        raise Http404
    return apps[0]


def is_again(request: HttpRequest) -> bool:
    return "confirm" in request.GET and request.user.is_authenticated


def question(request: HttpRequest, *, again: bool) -> dict[str, Any]:  # Any: arguments of different kinds
    """Return what is to wait in the session for the answer: why, from when, and where to go then."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    process = AuthProcess.REDIRECT if again else AuthProcess.LOGIN
    return {"process": process, "next_url": wanted if safe else resolve_url("my-path"), "asked": {"asked": time.time()}}


def silent(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("identity provider silent", error=str(error))
    return refusal_page(request, SILENT, status=503)
