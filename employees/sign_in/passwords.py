"""Passwords: changed by whoever holds one, set anew through a mail by whoever forgot it."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from employees import language
from employees.models import User
from employees.sign_in.ending import end_everything
from employees.sign_in.events import Event, record


@transaction.atomic
def change(*, user: User, password: str, here: str | None = None) -> None:
    """Set the password and end every token and every session of the account but the one with the key `here`."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_everything(users=[user.pk], by=user, but=here)
    record(Event.PASSWORD_CHANGED, account=user, by=user)


def send_reset(*, email: str) -> bool:
    """Mail a link to the open account of this address that has a password; return whether there is one. Run by a worker.

    Not to an address that somebody else has put there and nobody has come in by: whoever changes addresses must not thereby own accounts.
    """
    user = User.objects.filter(email=email.lower(), is_active=True, address_unproven_since=None).first()
    if user is None or not user.has_usable_password():
        return False
    send(user, "password_reset", {"link": settings.SITE_URL + reset_address(user), "minutes": settings.PASSWORD_RESET_TIMEOUT // 60})
    record(Event.RESET_ASKED, account=user, by=None)
    return True


def reset_address(user: User) -> str:
    """Return the path of the link: it works once, for `PASSWORD_RESET_TIMEOUT`, and until the password or the last sign-in changes."""
    return reverse("set-password", args=[urlsafe_base64_encode(str(user.pk).encode()), default_token_generator.make_token(user)])


def whose_reset(uid: str, token: str) -> User | None:
    """Return whose link this is, while it works."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
        user = User.objects.filter(pk=pk, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None


def send(account: User, template: str, context: dict[str, object], *, to: str = "") -> None:
    """Mail a text in the holder's language, to their address unless told; its first line is the subject.

    Raises `OSError` when the mail server does not take it.
    """
    with translation.override(language.of(account)):
        subject, _, text = render_to_string(f"employees/mails/{template}.txt", context).strip().partition("\n")
    EmailMessage(subject, text.strip(), to=[to or account.email], headers={"Auto-Submitted": "auto-generated"}).send()
