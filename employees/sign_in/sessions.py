"""How long somebody stays signed in, where else they are, and how that ends."""

import hashlib
import time
from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import BrowserSession, User
from employees.sign_in.store import SIGNED_IN

AGENT_LENGTH = 200
NOTED_EVERY = 5 * 60  # seconds: a visit is written down at most this often, so that reading pages writes next to nothing


class Facts(TypedDict):
    """What a session knows of its sign-in. Times in seconds since 1970; `confirmed`: when its owner last proved who they are."""

    began: float
    seen: float
    confirmed: float
    address: str | None
    agent: str
    provider: str  # the identity provider that vouched, empty for a password
    owes_second_factor: bool


NEVER = Facts(began=0, seen=0, confirmed=0, address=None, agent="", provider="", owes_second_factor=True)


def begin(session: SessionBase, *, address: str | None, agent: str, provider: str = "", owes_second_factor: bool = False) -> None:
    """Write down the facts of a sign-in that has just happened. Django has given the session a new key by then."""
    now = time.time()
    session[SIGNED_IN] = Facts(
        began=now,
        seen=now,
        confirmed=now,
        address=address,
        agent=agent[:AGENT_LENGTH],
        provider=provider,
        owes_second_factor=owes_second_factor,
    )


def facts_of(request: HttpRequest) -> Facts | None:
    """Return the facts of the session of somebody signed in, None for a visitor. A session without facts is long over."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.session_key:
        return None  # without a look into the session, which would make every answer differ by cookie
    return request.session.get(SIGNED_IN, NEVER) if SESSION_KEY in request.session else None


def alter(session: SessionBase, **changes: float | bool) -> None:
    session[SIGNED_IN] = {**session[SIGNED_IN], **changes}


def note_visit(request: HttpRequest, facts: Facts) -> None:
    """Move the idle clock on, if it was not moved these five minutes."""
    now = time.time()
    if now - facts["seen"] >= NOTED_EVERY:
        alter(request.session, seen=now)


def is_over(facts: Facts) -> bool:
    """Return whether a session has lasted as long as any may, or was left alone for too long."""
    now = time.time()
    return now - facts["began"] >= settings.SESSION_HOURS * 3600 or now - facts["seen"] >= settings.SESSION_IDLE_MINUTES * 60 + NOTED_EVERY


# --- Confirming who one is ----------------------------------------------------------------------


def is_recent(request: HttpRequest) -> bool:
    """Return whether the person proved who they are within the last `SIGN_IN_RECENT_MINUTES`."""
    facts = facts_of(request)
    return facts is not None and time.time() - facts["confirmed"] < settings.SIGN_IN_RECENT_MINUTES * 60


def confirm(request: HttpRequest) -> None:
    """Note that the person has just proved who they are, under a new session key."""
    alter(request.session, confirmed=time.time())
    request.session.cycle_key()


# --- All sessions of one account ----------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """One place where somebody is signed in. `mark` names it on a page without giving its key away."""

    row: BrowserSession
    is_here: bool

    @property
    def mark(self) -> str:
        return mark_of(self.row.session_key)

    @property
    def device(self) -> str:
        return device_of(self.row.agent)


def places(*, user: User, here: str | None) -> list[Place]:
    """Return where the account is signed in, this place first, then the latest seen. One query."""
    rows = open_sessions(user).order_by("-seen_at", "session_key").defer("session_data")
    found = [Place(row, row.session_key == here) for row in rows]
    return sorted(found, key=lambda place: not place.is_here)


def open_sessions(user: User) -> QuerySet[BrowserSession]:
    return BrowserSession.objects.filter(account=user, expire_date__gt=timezone.now())


def mark_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def end(*, user: User, mark: str) -> bool:
    """End the one session of this account that goes by `mark`; return whether there was one."""
    keys = [key for key in open_sessions(user).values_list("session_key", flat=True) if mark_of(key) == mark]
    return bool(BrowserSession.objects.filter(account=user, session_key__in=keys).delete()[0])


def end_all(*, users: list[int], but: str | None = None) -> int:
    """End every session of these accounts but the one with the key `but`; return how many there were."""
    return BrowserSession.objects.filter(account__in=users).exclude(session_key=but or "").delete()[0]


def forget_expired() -> int:
    return BrowserSession.objects.filter(expire_date__lte=timezone.now()).delete()[0]


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", gettext_lazy("an iPhone")),
    ("iPad", gettext_lazy("an iPad")),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", gettext_lazy("a Mac")),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Return a browser's own words in the fewest that its owner recognises: "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if sign in agent), _("A browser or program"))
    system = next((str(name) for sign, name in SYSTEMS if sign in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
