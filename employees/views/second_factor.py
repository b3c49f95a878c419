"""Setting up a second factor, its recovery codes, and taking it off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from employees.reader import account_of
from employees.sign_in import second_factor as factor
from employees.sign_in import sessions
from employees.sign_in.events import Event, record
from employees.sign_in.forms import SetUpForm
from employees.sign_in.recency import recently_authenticated


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently_authenticated
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Show the secret to set up, or what there is."""
    user = account_of(request)
    if factor.is_on(user):
        return render(request, "employees/second_factor.html", {"left": factor.codes_left(user), "required": factor.is_required(user)})
    form = SetUpForm(user=user, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        return codes_page(request, factor.set_up(user=user, secret=form.secret, session=request.session), new=True)
    context = {"form": form, "picture": factor.picture(user, form.secret), "secret": in_fours(form.secret), "owed": is_owed(request)}
    return render(request, "employees/second_factor_set_up.html", context)


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
