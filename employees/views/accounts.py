"""Signing in and out."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from employees.sign_in.adapters import doors
from employees.sign_in.forms import CodeForm, SignInForm
from employees.sign_in.key_forms import KnownKey
from employees.sign_in.second_factor import has_app
from employees.sign_in.security_keys import keys_of, question_for_known


class SignIn(LoginView):
    template_name = "employees/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go on to the second factor of whoever has one, else inside."""
        return perform_password_login(self.request, {}, Login(user=form.get_user(), redirect_url=self.get_success_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: as Django's view takes them
        return super().get_context_data(**kwargs, doors=doors(), **demo_accounts())


class SecondFactor(AuthenticateView):
    """The second step of signing in, for whoever has a second factor; others are sent to the first."""

    template_name = "employees/sign_in_code.html"
    form_class = CodeForm
    webauthn_form_class = KnownKey
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: as Django's view takes them
        """Add whether the person has an app and keys, and the question to a key: the page offers what there is."""
        user = self.stage.login.user
        found = {**super().get_context_data(**kwargs), "has_app": has_app(user), "key_form": self.webauthn_form}
        return found | ({"question": question_for_known(user)} if keys_of(user) else {})


def demo_accounts() -> dict[str, Any]:
    """Return the demo company's personas for the page to offer; nothing outside the demo."""
    if not settings.DEMO:
        return {}
    from promotions import demo  # noqa: PLC0415  # nothing of the demo is loaded where it is off

    return {"personas": demo.personas(), "demo_password": demo.PASSWORD}


sign_in = SignIn.as_view()
sign_in_code = SecondFactor.as_view()
sign_out = LogoutView.as_view()
