"""How I sign in, and where I am signed in."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees.accounts import identity_of
from employees.reader import account_of
from employees.sign_in import passwords, second_factor, sessions
from employees.sign_in.ending import end_everything
from employees.sign_in.events import Event, record
from employees.sign_in.forms import SetPasswordForm
from employees.sign_in.recency import recently_authenticated


@require_safe
@never_cache
def my_sign_in(request: HttpRequest) -> HttpResponse:
    user = account_of(request)
    context = {
        "places": sessions.places(user=user, here=request.session.session_key),
        "identity": identity_of(user),
        "has_password": user.has_usable_password(),
        "second_factor": second_factor.is_on(user),
        "second_factor_required": second_factor.is_required(user),
    }
    return render(request, "employees/my_sign_in.html", context)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign one other place out."""
    user = account_of(request)
    if sessions.end(user=user, mark=request.POST.get("session", "")):
        record(Event.SESSION_ENDED, account=user, by=user)
        messages.success(request, _("That place is signed out."))
    else:
        messages.info(request, _("That place was signed out already."))
    return redirect("my-sign-in")


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    user = account_of(request)
    end_everything(users=[user.pk], by=user, but=request.session.session_key)
    record(Event.SESSIONS_ENDED, account=user, by=user)
    logout(request)
    messages.success(request, _("You are signed out everywhere, here too, and your tokens are revoked."))
    return redirect("sign-in")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@recently_authenticated
def my_password(request: HttpRequest) -> HttpResponseBase:
    """Change the password, or set a first one beside the company's sign-in. Every other place is signed out."""
    user = account_of(request)
    form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        passwords.change(user=user, password=form.cleaned_data["new_password1"], here=request.session.session_key)
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. Every other place is signed out, and your tokens are revoked."))
        return redirect("my-sign-in")
    return render(request, "employees/my_password.html", {"form": form, "has_password": user.has_usable_password()})
