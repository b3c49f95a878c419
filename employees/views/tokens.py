"""The reader's tokens for the API: made here, shown once, and revoked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from employees import access, scopes
from employees import tokens as verbs
from employees.access import Access
from employees.models import ApiToken
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from employees.tokens import LIFETIMES, TokenError

DEFAULT_DAYS = 90


class TokenForm(forms.Form):
    """What a token is for. Offered are the scopes that are of use to this owner."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, reader: Access) -> None:  # Any: as Django's form takes it
        super().__init__(data, label_suffix="")
        empty = {"required": _("Nothing is written here. Expected what the token is for, such as “Team dashboard”.")}
        self.fields["name"] = forms.CharField(label=_("What is it for?"), max_length=80, error_messages=empty)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What may it do?"),
            choices=[(scope.value, scopes.WORDS[scope]) for scope in scopes.offered(reader)],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Nothing is chosen. Expected one scope at least; choose no more than it needs.")},
        )
        choices = [(days, _("%(days)s days") % {"days": days}) for days in LIFETIMES]
        self.fields["days"] = forms.TypedChoiceField(label=_("For how long?"), choices=choices, coerce=int, initial=DEFAULT_DAYS)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def my_tokens(request: HttpRequest) -> HttpResponse:
    """Show the reader's tokens, or make one and show it this one time: so a form that was sent is answered with a page."""
    form = TokenForm(request.POST if request.method == "POST" else None, reader=access.of(request.user))
    made = secret = None
    if form.is_valid():
        made, secret = create(request, form)
        form = TokenForm(reader=access.of(request.user)) if made else form
    live = ApiToken.objects.visible_to(request.user).live(timezone.now())
    return render(request, "employees/tokens.html", {"tokens": list(live), "form": form, "made": made, "secret": secret})


def create(request: HttpRequest, form: TokenForm) -> tuple[ApiToken | None, str | None]:
    wanted, user = form.cleaned_data, account_of(request)
    try:
        return verbs.create(user=user, name=wanted["name"], wanted=wanted["scopes"], days=wanted["days"], by=user)
    except TokenError as refusal:
        form.add_error(None, str(refusal))
        return None, None


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=token_id)
    if verbs.revoke(token=token, by=account_of(request)):
        messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    else:
        messages.info(request, _("The token “%(name)s” had ended already.") % {"name": token.name})
    return redirect("my-tokens")
