"""Security keys and passkeys as a second factor (WebAuthn level 2): what the browser is asked for, and which keys an account has.

A question goes with its form, signed for the account, and is answered once: so reading a page writes nothing. A key signs for this
site's name alone, so what it answers to a copy of the site is worth nothing here.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.webauthn import ResidentKeyRequirement, UserVerificationRequirement

from employees.models import User
from employees.sign_in import second_factor
from employees.sign_in.events import Event, record

MOST = 10  # keys of one account
LIFE = 10 * 60  # seconds in which a question is answered
Credential = Mapping[str, Any]  # Any: JSON


class KeyRefusedError(ValueError):
    """Why a key is not added or taken off, as a sentence."""


@dataclass(frozen=True)
class Key:
    pk: int
    name: str
    added_at: dt.datetime
    used_at: dt.datetime | None


def keys_of(user: User) -> Sequence[Key]:
    """Return the account's keys, the oldest first. One query."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [Key(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in rows]


@dataclass(frozen=True)
class Question:
    """`text` is the JSON that the browser asks a key by, `carried` what the form brings back, so that the answer can be judged."""

    text: str
    carried: str


def question_for_new(user: User) -> Question:
    """Return what the browser is to ask of a key that is added."""
    asked = auth.get_server().register_begin(
        user=auth.build_user_payload(user),
        credentials=auth.get_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
        extensions=auth.EXTENSIONS,
    )
    return _question(user, *asked)


def question_for_known(user: User) -> Question:
    """Return what the browser is to ask of one of the account's keys."""
    known = auth.get_credentials(user)
    asked = auth.get_server().authenticate_begin(credentials=known, user_verification=UserVerificationRequirement.PREFERRED)
    return _question(user, *asked)


def _question(user: User, options: Mapping[str, Any], state: Mapping[str, Any]) -> Question:  # Any: JSON, as the library makes it
    return Question(json.dumps(dict(options), cls=DjangoJSONEncoder), signing.dumps(dict(state), salt=_salt(user)))


def _salt(user: User) -> str:
    return f"question to a key of {user.pk}"


def take_up(user: User, carried: str) -> bool:
    """Lay the question that a form brought back before the library, once; return False for one that is not ours, old or answered."""
    try:
        state = signing.loads(carried, salt=_salt(user), max_age=LIFE)
    except signing.BadSignature:
        return False
    if not cache.add(f"key-question:{hashlib.sha256(carried.encode()).hexdigest()}", True, LIFE):
        return False
    auth.set_state(state)
    return True


@transaction.atomic
def add(*, user: User, name: str, credential: Credential, session: SessionBase) -> list[str]:
    """Add a key whose answer was judged; return recovery codes to be shown once, if they are new. Raises `KeyRefusedError`."""
    if len(keys_of(user)) >= MOST:
        raise KeyRefusedError(_("You have %(most)s keys already. Take one off that you use no more.") % {"most": MOST})
    auth.WebAuthn.add(user, name, credential)
    return second_factor.added(user=user, session=session)


@transaction.atomic
def take_off(*, user: User, key_id: int) -> None:
    """Take a key off; the last factor takes its recovery codes along. Raises `KeyRefusedError` where a duty asks for it to stay."""
    User.objects.select_for_update().get(pk=user.pk)  # of two that take the last two off, the second sees what the first did
    if second_factor.is_required(user) and not second_factor.factors(user).exclude(pk=key_id).exists():
        raise KeyRefusedError(_("Your duties ask for a second factor, and this is your only one. Add another first."))
    Authenticator.objects.filter(user=user, pk=key_id, type=Authenticator.Type.WEBAUTHN).delete()
    if not second_factor.is_on(user):
        second_factor.take_off(user=user)
    record(Event.FACTOR_REMOVED, account=user, by=user)
