"""Setting up a second factor, its recovery codes, and taking it off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from employees.models import User
from employees.reader import account_of
from employees.sign_in import second_factor as factor
from employees.sign_in import security_keys, sessions
from employees.sign_in.events import Event, record
from employees.sign_in.forms import SetUpForm
from employees.sign_in.key_forms import NewKeyForm
from employees.sign_in.recency import recently_authenticated
from employees.sign_in.security_keys import KeyRefusedError


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently_authenticated
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Show the secret to set up, or what there is."""
    user = account_of(request)
    if not factor.is_on(user):
        return app_page(request, user)
    context = {
        "left": factor.codes_left(user),
        "required": factor.is_required(user),
        "has_app": factor.has_app(user),
        "keys": security_keys.keys_of(user),
    }
    return render(request, "employees/second_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently_authenticated
def second_factor_app(request: HttpRequest) -> HttpResponseBase:
    """Set an app up beside security keys."""
    user = account_of(request)
    return redirect("second-factor") if factor.has_app(user) else app_page(request, user)


def app_page(request: HttpRequest, user: User) -> HttpResponse:
    form = SetUpForm(user=user, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        return added_page(request, factor.set_up(user=user, secret=form.secret, session=request.session))
    context = {"form": form, "picture": factor.picture(user, form.secret), "secret": in_fours(form.secret), "owed": is_owed(request)}
    return render(request, "employees/second_factor_set_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently_authenticated
def security_key(request: HttpRequest) -> HttpResponseBase:
    """Add a security key or passkey: the browser asks it, and the form brings its answer."""
    user = account_of(request)
    form = NewKeyForm(user=user, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            return added_page(
                request, security_keys.add(user=user, name=said["name"], credential=said["credential"], session=request.session)
            )
        except KeyRefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "question": security_keys.question_for_new(user), "owed": is_owed(request)}
    return render(request, "employees/security_key.html", context)


@require_POST
@recently_authenticated
def security_key_off(request: HttpRequest, key_id: int) -> HttpResponseBase:
    user = account_of(request)
    if key_id not in {key.pk for key in security_keys.keys_of(user)}:
        raise Http404
    try:
        security_keys.take_off(user=user, key_id=key_id)
        messages.success(request, _("The key is taken off: it opens nothing here any more."))
    except KeyRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("second-factor")


def added_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show recovery codes that were made with a factor; where there were some, say that it is there."""
    if codes:
        return codes_page(request, codes, new=True)
    messages.success(request, _("It is set up. Every other place where you were signed in is signed out."))
    return redirect("second-factor")


@require_POST
@never_cache
@recently_authenticated
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Make new recovery codes and show them, this once."""
    user = account_of(request)
    if not factor.is_on(user):
        return redirect("second-factor")
    return codes_page(request, factor.new_codes(user=user), new=False)


@require_POST
@recently_authenticated
def second_factor_off(request: HttpRequest) -> HttpResponseBase:
    """Take it off, unless a duty asks for it."""
    user = account_of(request)
    if factor.is_required(user):
        messages.error(
            request, _("Your duties ask for a second factor, so it stays. For a new phone, ask an administrator to take it off.")
        )
    elif factor.take_off(user=user):
        record(Event.FACTOR_REMOVED, account=user, by=user)
        messages.success(request, _("You sign in without a second factor from now on."))
    return redirect("my-sign-in")


def codes_page(request: HttpRequest, codes: list[str], *, new: bool) -> HttpResponse:
    return render(request, "employees/recovery_codes.html", {"codes": codes, "new": new})


def is_owed(request: HttpRequest) -> bool:
    facts = sessions.facts_of(request)
    return bool(facts and facts["owes_second_factor"])


def in_fours(secret: str) -> str:
    """Return a secret as people type it: four characters at a time."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
