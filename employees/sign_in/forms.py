"""What is typed at the door, with sentences for what is wrong."""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import SetPasswordForm as DjangoSetPasswordForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Grant, User

CODE_LIFE = 3 * 30  # seconds in which a code of an app could work, with a clock half a minute off to either side
TOO_OFTEN = gettext_lazy(
    "There were too many attempts in a short time. Wait an hour, then try again; if it is urgent, ask an administrator of Pathways."
)


def attempt(request: HttpRequest, *, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    """Count an attempt; None when there were more than `ACCOUNT_RATE_LIMITS` allow, which every process shares through the cache."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)


class SignInForm(AuthenticationForm):
    """Django's form, with sentences and plain labels."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "This e-mail address and password do not belong together. Check both; the password minds capital letters."
        ),
        "inactive": gettext_lazy("This account is closed. Ask the people who run Pathways if you think it should not be."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:  # Any: as Django's form takes them
        super().__init__(request, *args, **{"label_suffix": "", **kwargs})
        self.fields["username"].label = _("E-mail address")

    def clean_username(self) -> str:
        """Accounts are kept in small letters; attempts at one are counted together however it is written."""
        name: str = self.cleaned_data["username"].strip().lower()
        assert self.request  # noqa: S101  # the view gives it
        self.attempt = attempt(self.request, action="login", key=name)
        if self.attempt is None:
            raise ValidationError(TOO_OFTEN, code="too_often")
        return name

    def confirm_login_allowed(self, user: User) -> None:
        """The right password does not count as an attempt."""
        super().confirm_login_allowed(user)
        if self.attempt:
            self.attempt.rollback()


class PasswordProof(forms.Form):
    """The password once more, of somebody who is signed in."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("No password is written here.")},
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")
        self.request = request

    def clean_password(self) -> str:
        """Ask as the door does, so that wrong ones are counted and lock."""
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=str(self.request.user), password=password) != self.request.user:
            raise ValidationError(_("This is not your password. It minds capital letters."))
        return password


class SetPasswordForm(DjangoSetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A new password, twice."""

    def __init__(self, user: User, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(user, data, label_suffix="")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least 12 characters. Three or four words that have nothing to do with each other are good."
        )
        self.fields["new_password2"].label = _("The same once more")
        self.fields["new_password2"].help_text = ""


class AddressForm(forms.Form):
    """The address of an account whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "username"}),
        error_messages={
            "required": gettext_lazy("No address is written here."),
            "invalid": gettext_lazy("This is no e-mail address. Expected one such as robin@example.org."),
        },
    )

    def __init__(self, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class OneTimeCode(forms.Form):
    """Laid before one of allauth's forms. A code works once.

    allauth remembers one for thirty seconds, but with a tolerant clock it would work for ninety.
    """

    words = gettext_lazy("Code")
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as allauth's forms take them
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["code"]
        field.label = self.words
        field.error_messages["required"] = _("No code is written here.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form it is laid before, as is `user`
        plain = "".join(filter(str.isalnum, code))
        if not cache.add(f"second-factor-used:{self.user.pk}:{plain}", True, CODE_LIFE):
            raise ValidationError(_("This code was used before. Wait for the next one of your app."))
        return code


class CodeForm(OneTimeCode, AuthenticateForm):
    """The second factor at the door."""


class CodeProof(OneTimeCode, ReauthenticateForm):
    """The second factor once more, of somebody who is signed in."""


class SetUpForm(forms.Form):
    """The first code of an app that was just shown a secret. The form carries the secret, signed for its account, for an hour."""

    code = forms.CharField(
        label=gettext_lazy("Code that the app shows"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}),
        error_messages={"required": gettext_lazy("No code is written here.")},
    )
    carried = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *, user: User, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")
        self.user = user
        self.secret = self.read(data["carried"]) if data and "carried" in data else ""
        if not self.secret:
            self.secret = generate_totp_secret()
        self.initial["carried"] = self.signer.sign(self.secret)

    @property
    def signer(self) -> TimestampSigner:
        return TimestampSigner(salt=f"second factor of {self.user.pk}")

    def read(self, carried: str) -> str:
        try:
            return self.signer.unsign(carried, max_age=60 * 60)
        except BadSignature:
            return ""

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        counted_off = check_rate_limit(self.user, error_key="rate_limited")
        if not (self.read(self.data["carried"]) and validate_totp_code(self.secret, code)):
            raise ValidationError(_("This is not the code that the app shows now. Check the clock of the phone, and take the newest code."))
        counted_off()
        return code


class InvitationForm(forms.Form):
    """Whom to let in, as whom, with which duties."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The link goes there. It is also the name that the person signs in with."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("No address is written here."),
            "invalid": gettext_lazy("Expected an address such as robin@example.org."),
        },
    )
    number = forms.CharField(
        label=gettext_lazy("Employee number"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("Whose record it opens. Empty for somebody without one."),
    )

    def __init__(self, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")


class NewAddressForm(forms.Form):
    """The address by which an account is known from now on."""

    new_email = forms.EmailField(
        label=gettext_lazy("New address"),
        help_text=gettext_lazy(
            "Both are told by mail. Of an account in use another administrator has to stand for it, or its holder to sign in."
        ),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("No address is written here."),
            "invalid": gettext_lazy("Expected an address such as robin@example.org."),
        },
    )

    def __init__(self, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")


class DutyForm(forms.Form):
    """A duty to entrust, with the unit of an HR partner."""

    duty = forms.ChoiceField(
        label=gettext_lazy("Duty"),
        choices=[("", gettext_lazy("Choose a duty")), *Grant.Duty.choices],
        error_messages={"required": gettext_lazy("No duty is chosen.")},
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("Its code, for an HR partner of it and all units below."),
    )

    def __init__(self, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(data, label_suffix="")
