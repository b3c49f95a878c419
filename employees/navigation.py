"""The site's main navigation: what this reader may open, and where the page at hand belongs."""

from dataclasses import dataclass, replace

from django.urls import reverse

from employees.access import Access, Permission
from employees.models import Notice


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool
    exact: bool
    unread: int = 0


def links(access: Access, path: str) -> list[Link]:
    """Return the links for this reader; none for somebody who has not signed in."""
    if access.user.pk is None:
        return []
    offered = [
        ("My path", "my-path", True),
        ("Families", "families", True),
        ("Roles", "roles", True),
        ("Routes", "routes", True),
        ("Aspirations", "aspirations", access.employee is not None),
        ("Credentials", "my-credentials", access.employee is not None),
        ("Team", "team", access.leads),
        ("My record", "my-record", access.employee is not None),
        ("People", "people", access.leads or access.is_partner),
        ("Disputes", "disputes", access.leads or access.is_partner),
        ("Mobility", "hr-mobility", access.may(Permission.READ_MOBILITY)),
        ("Audits", "hr-audits", access.may(Permission.READ_AUDITS)),
        ("Nightly run", "hr-nightly", access.may(Permission.READ_NIGHTLY)),
        ("Integrations", "hr-webhooks", access.may(Permission.MANAGE_WEBHOOKS)),
        ("Standing in", "my-delegations", access.leads or access.is_partner or access.may(Permission.DELEGATE_FOR_ANYBODY)),
        ("Audit trail", "hr-trail", access.may(Permission.READ_TRAIL)),
        ("Comments", "comments", access.may(Permission.EDIT_FRAMEWORK)),
        ("Accounts", "accounts", access.may(Permission.MANAGE_ACCOUNTS)),
        ("Framework", "admin:index", access.may(Permission.EDIT_FRAMEWORK)),
    ]
    told = replace(link("Notices", reverse("my-notices"), path), unread=Notice.objects.visible_to(access.user).unread().count())
    return [*(link(label, reverse(name), path) for label, name, open_to_reader in offered if open_to_reader), told]


def link(label: str, url: str, path: str) -> Link:
    return Link(label, url, current=path == url or (url != "/" and path.startswith(url)), exact=path == url)
