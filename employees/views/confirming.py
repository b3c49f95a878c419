"""Proving again who one is, before demographics, exports and changes to one's own sign-in."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from employees.accounts import identity_of
from employees.models import User
from employees.reader import account_of
from employees.sign_in import second_factor, sessions
from employees.sign_in.adapters import Door, doors
from employees.sign_in.events import Event, record
from employees.sign_in.forms import CodeProof, PasswordProof
from employees.sign_in.key_forms import KeyProof
from employees.sign_in.security_keys import keys_of, question_for_known


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    user, form, key_form = account_of(request), proof(request), key_proof(request)
    given = key_form if "credential" in request.POST else form
    onward = safe_address(request, request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, ""))
    if request.method == "POST" and given:
        if given.is_valid():
            sessions.confirm(request)
            record(Event.CONFIRMED, account=user, by=user)
            return redirect(onward)
        record(Event.CONFIRMATION_FAILED, account=user, by=user)
    context: dict[str, object] = {
        "form": form,
        "key_form": key_form,
        "next": onward,
        "doors": doors_of(user),
        "onward": urlencode({"next": onward}),
    }
    if key_form:
        context["question"] = question_for_known(user)
    return render(request, "employees/confirm.html", context)


def doors_of(user: User) -> list[Door]:
    """Return the providers by which this account may prove itself: those there are, when an identity is linked to it."""
    return doors() if identity_of(user) else []


def proof(request: HttpRequest) -> Form | None:
    """Return what this account can prove itself by here: its password, failing that a code; None when neither is there."""
    user, data = account_of(request), request.POST if request.method == "POST" and "credential" not in request.POST else None
    if user.has_usable_password():
        return PasswordProof(data, request=request)
    return CodeProof(data, user=user) if second_factor.is_on(user) else None


def key_proof(request: HttpRequest) -> KeyProof | None:
    """Return the form for one of the account's security keys; None when it has none."""
    user = account_of(request)
    return KeyProof(user=user, data=request.POST if "credential" in request.POST else None) if keys_of(user) else None


def safe_address(request: HttpRequest, address: str) -> str:
    """Return a path of this site; My sign-in for anything else."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "my-sign-in"
