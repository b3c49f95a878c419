"""The site's main navigation: what this reader may open, by whom it is for, and where the page at hand belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from employees.access import Access, Permission
from employees.models import Notice

Offer = tuple[str, str, bool]  # label, name of the address, whether this reader may open it


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool
    exact: bool
    unread: int = 0


@dataclass(frozen=True)
class Group:
    """Links for one audience, folded under one word; a group of one link, or without a word, is shown as its links."""

    label: str
    links: Sequence[Link]

    @property
    def folded(self) -> bool:
        return bool(self.label) and len(self.links) > 1

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)


def groups(access: Access, path: str) -> list[Group]:
    """Return the links for this reader, by audience; none for somebody who has not signed in."""
    if access.user.pk is None:
        return []
    offered = [
        ("", [(_("My path"), "my-path", True)]),
        (_("Explore"), explore()),
        (_("Me"), me(access)),
        (_("My team"), my_team(access)),
        (_("HR"), hr(access)),
        (_("Administration"), administration(access)),
    ]
    found = [Group(label, links(offers, path)) for label, offers in offered]
    unread = Notice.objects.visible_to(access.user).unread().count()
    return [*(group for group in found if group.links), Group("", [link(_("Notices"), reverse("my-notices"), path, unread)])]


def explore() -> list[Offer]:
    return [
        (_("Families"), "families", True),
        (_("Roles"), "roles", True),
        (_("Two roles compared"), "compare-roles", True),
        (_("Routes"), "routes", True),
        (_("Learning"), "learning", True),
    ]


def me(access: Access) -> list[Offer]:
    employed = access.employee is not None
    return [
        (_("Plan"), "my-plan", employed),
        (_("Conversations"), "conversations", employed or access.is_partner),
        (_("Aspirations"), "aspirations", employed),
        (_("Skills"), "my-skills", employed),
        (_("Impact"), "my-impact", employed),
        (_("Promises"), "promises", employed),
        (_("Credentials"), "my-credentials", employed),
        (_("Mentoring"), "my-mentoring", employed),
        (_("Feedback"), "feedback", employed),
        (_("My record"), "my-record", employed),
        (_("Growth pulse"), "my-pulse", employed),
    ]


def my_team(access: Access) -> list[Offer]:
    return [
        (_("Team"), "team", access.leads),
        (_("Skills of the team"), "team-skills", access.leads),
        (_("Calibration"), "calibration", access.leads_own),
        (_("People"), "people", access.leads),
        (_("Disputes"), "disputes", access.leads),
        (_("Standing in"), "my-delegations", access.leads),
    ]


def hr(access: Access) -> list[Offer]:
    """What a manager has among their team stands there alone."""
    partner = access.is_partner and not access.leads
    return [
        (_("Mobility"), "hr-mobility", access.may(Permission.READ_MOBILITY)),
        (_("Audits"), "hr-audits", access.may(Permission.READ_AUDITS)),
        (_("Reviews"), "hr-reviews", access.may(Permission.READ_FINDINGS)),
        (_("Findings"), "hr-findings", access.may(Permission.READ_FINDINGS)),
        (_("Growth pulse"), "hr-pulse", access.may(Permission.READ_FINDINGS)),
        (_("Promises kept"), "hr-promises", access.may(Permission.COUNT_PROMISES)),
        (_("Calibration"), "calibration", access.is_partner and not access.leads_own),
        (_("People"), "people", partner),
        (_("Disputes"), "disputes", partner),
        (_("Standing in"), "my-delegations", partner),
    ]


def administration(access: Access) -> list[Offer]:
    anybody = access.may(Permission.DELEGATE_FOR_ANYBODY) and not (access.leads or access.is_partner)
    return [
        (_("Accounts"), "accounts", access.may(Permission.MANAGE_ACCOUNTS)),
        (_("Leavers"), "leavers", access.may(Permission.ERASE_PEOPLE)),
        (_("Framework"), "admin:index", access.may(Permission.EDIT_FRAMEWORK)),
        (_("Comments"), "comments", access.may(Permission.EDIT_FRAMEWORK)),
        (_("Integrations"), "hr-webhooks", access.may(Permission.MANAGE_WEBHOOKS)),
        (_("Nightly run"), "hr-nightly", access.may(Permission.READ_NIGHTLY)),
        (_("Audit trail"), "hr-trail", access.may(Permission.READ_TRAIL)),
        (_("Standing in"), "my-delegations", anybody),
    ]


def links(offers: Sequence[Offer], path: str) -> list[Link]:
    """Return a link for each offer that is open; of two that fit the page at hand, the closer one is where it belongs."""
    open_ones = [(label, reverse(name)) for label, name, may in offers if may]
    closest = max((url for _label, url in open_ones if belongs(path, url)), key=len, default="")
    return [link(label, url, path if url == closest else "", 0) for label, url in open_ones]


def link(label: str, url: str, path: str, unread: int) -> Link:
    return Link(label, url, current=belongs(path, url), exact=path == url, unread=unread)


def belongs(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
