"""Tokens: made once, shown once, found again by their digest alone.

A token holds 256 random bits, so a plain SHA-256 keeps it: there is nothing to guess that a slow hash would protect.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from employees import access, scopes, trail
from employees.models import ApiToken, User
from employees.models.trail import Verb

MARK = "pathways_"  # so that a scanner for leaked secrets, and whoever finds one, knows what it is
SHOWN = len(MARK) + 3
LIFETIMES = (7, 30, 90, 365)  # days
MOST_LIVE = 20
USE_NOTED_EVERY = dt.timedelta(minutes=10)


class TokenError(ValueError):
    """Why a token cannot be made, as a sentence."""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(*, user: User, name: str, wanted: Iterable[str], days: int, by: User) -> tuple[ApiToken, str]:
    """Make a token; return it with the secret, which is never to be had again. Raises `TokenError`.

    Nobody makes one for somebody else, nor with a scope that is of no use to its owner.
    """
    asked = set(wanted)
    if user.pk != by.pk:
        raise TokenError(_("A token acts for whoever makes it. Nobody makes one for somebody else."))
    if not asked or not asked <= set(scopes.offered(access.of(user))):
        raise TokenError(_("Choose at least one of the scopes offered: a token never may more than its owner."))
    if days not in LIFETIMES:
        raise TokenError(
            _("A token lives %(lifetimes)s days; %(days)s is none of these.") % {"lifetimes": ", ".join(map(str, LIFETIMES)), "days": days}
        )
    User.objects.select_for_update().get(pk=user.pk)  # of several asked for at once each counts those before it
    if ApiToken.objects.live(timezone.now()).filter(user=user).count() >= MOST_LIVE:
        raise TokenError(_("You have %(most_live)s tokens already. Revoke one that nothing uses any more.") % {"most_live": MOST_LIVE})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=scopes.written(asked),
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    trail.record(Verb.ADDED, of=token, by=by, about=access.of(user).employee, name=name, token=token.prefix)
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, by: User) -> bool:
    """End a token at once; return whether it was still live."""
    live = ApiToken.objects.live(timezone.now()).filter(pk=token.pk)
    ended = bool(live.update(revoked_at=timezone.now()))
    if ended:
        trail.record(Verb.REVOKED, of=token, by=by, about=access.of(token.user).employee, name=token.name, token=token.prefix)
    return ended


@transaction.atomic
def revoke_all(*, users: list[int], by: User | None) -> None:
    """End every live token of these accounts at once."""
    live = ApiToken.objects.live(timezone.now()).filter(user__in=users).select_related("user__employee")
    for token in live.select_for_update(of=("self",)):
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
        about = getattr(token.user, "employee", None)
        trail.record(Verb.REVOKED, of=token, by=by, about=about, name=token.name, token=token.prefix)


def find(secret: str) -> ApiToken | None:
    """Return the live token of that secret, with its owner and their record; None for any other text, or whoever is let in no more."""
    live = ApiToken.objects.live(timezone.now()).filter(digest=digest_of(secret))
    found = live.select_related("user__employee__line").first()
    return found if found and found.user.is_let_in else None


def note_use(token: ApiToken) -> None:
    """Note that it was used, every ten minutes at most: a row written by each request would be a queue for all of them."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
