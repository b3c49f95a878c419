"""What a browser brings back from a security key, judged."""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from employees.models import User
from employees.sign_in.events import Event, record
from employees.sign_in.security_keys import take_up

LONGEST = 60  # characters of a key's name


def judged(user: User, sent: Mapping[str, Any], read: Callable[[], Any]) -> Any:  # Any: what was sent, and the library makes of it
    """Return what the answer to the question that was sent along was found to be. Raises ValidationError for anything that is none.

    The library takes an answer apart that a visitor may have written, and each layer of it (JSON, base64, CBOR, COSE, X.509) has errors
    of its own.
    """
    if not take_up(user, str(sent.get("carried", ""))):
        raise get_adapter().validation_error("incorrect_code")
    try:
        return read()
    except ValidationError:
        raise
    except Exception as error:  # as said above: whichever it is, this was no answer of a key
        raise get_adapter().validation_error("incorrect_code") from error


class NewKeyForm(AddWebAuthnForm):
    """A key's answer to the question for a new one, and what its owner calls it."""

    def __init__(self, *, user: User, data: Any = None) -> None:  # Any: what a request holds
        super().__init__(user=user, data=data, label_suffix="")
        self.fields["name"] = forms.CharField(
            label=_("What do you call it?"),
            help_text=_("Such as: blue key on my keyring, this laptop."),
            max_length=LONGEST,
            required=False,
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip() or _("Security key")

    def clean(self) -> dict[str, Any]:  # Any: as above
        values: dict[str, Any] = judged(self.user, self.data, super().clean)
        return values


class KnownKey(AuthenticateWebAuthnForm):
    """The answer of one of the account's keys. Wrong ones are counted with wrong codes, and lock as they do."""

    def __init__(self, *, user: User, data: Any = None) -> None:  # Any: as above
        super().__init__(user=user, data=data, label_suffix="")

    def clean_credential(self) -> Any:  # Any: an authenticator
        try:
            return judged(self.user, self.data, super().clean_credential)
        except ValidationError:
            record(Event.FACTOR_FAILED, account=self.user, by=None)
            raise


class KeyProof(KnownKey, ReauthenticateWebAuthnForm):
    """One of the keys once more, of somebody who is signed in."""
