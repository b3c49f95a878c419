"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest


class SignInForm(AuthenticationForm):
    """Django's form, with sentences and plain labels."""

    error_messages = {
        "invalid_login": "This e-mail address and password do not belong together. Check both; the password minds capital letters.",
        "inactive": "This account is closed. Ask the people who run Pathways if you think it should not be.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:  # Any: as Django's form takes them
        super().__init__(request, *args, **{"label_suffix": "", **kwargs})
        self.fields["username"].label = "E-mail address"


class SignIn(LoginView):
    template_name = "employees/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # Any: as Django's view takes them
        return super().get_context_data(**kwargs, **demo_accounts())


def demo_accounts() -> dict[str, Any]:
    """Return the demo company's personas for the page to offer; nothing outside the demo."""
    if not settings.DEMO:
        return {}
    from promotions import demo  # noqa: PLC0415  # nothing of the demo is loaded where it is off

    return {"personas": demo.personas(), "demo_password": demo.PASSWORD}


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
