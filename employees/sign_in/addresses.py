"""Whether the address of an account is its holder's: what somebody else has changed opens nothing new until that is known."""

from allauth.socialaccount.models import SocialAccount

from employees.models import User
from employees.sign_in.events import Event, record


def is_in_use(user: User) -> bool:
    """Return whether somebody has come in by this account, or could by a password or an identity of their own."""
    return bool(user.last_login) or user.has_usable_password() or SocialAccount.objects.filter(user=user).exists()


def prove(*, user: User, by: User) -> bool:
    """Take the address for the holder's: they have come in, or an administrator stands for it. Return whether that was in doubt."""
    doubted = User.objects.filter(pk=user.pk, address_unproven_since__isnull=False)
    if not doubted.update(address_unproven_since=None, address_changed_by=None):
        return False
    user.address_unproven_since = None
    record(Event.ADDRESS_PROVEN, account=user, by=by)
    return True
