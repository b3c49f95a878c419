"""Every page of the product and who looks at it in the browser tests, made from the one table of addresses.

A new address must be a page here, or have its reason for being none: `test_every_page` compares this list with `config.urls`.
"""

import re

from django.urls import URLPattern, get_resolver

from tests.test_access_matrix import ROWS

# Pages at an address of their own: who opens them. Anybody else's are the nurse's.
READERS = {
    "team": "manager",
    "people": "manager",
    "team-skills": "manager",
    "calibration": "manager",
    "conversations": "manager",
    "disputes": "manager",
    "promises-introduction": "manager",
    "my-delegations": "manager",
    "comments": "editor",
    "styleguide": "editor",
    "hr": "auditor",
    "hr-mobility": "auditor",
    "hr-audits": "auditor",
    "hr-audits-ask": "auditor",
    "hr-trail": "auditor",
    "hr-reviews": "auditor",
    "hr-findings": "auditor",
    "hr-pulse": "auditor",
    "hr-promises": "partner",
    "hr-nightly": "auditor",
    "hr-webhooks": "administrator",
    "hr-webhook-new": "administrator",
    "hr-directory": "administrator",
    "accounts": "administrator",
    "leavers": "administrator",
    "invite": "administrator",
    "sign-in": "",
    "forgotten": "",
}
# Addresses with a part that the demo decides: who opens them, and the page that links to one, itself found where it has no slash.
FOUND = {
    "role": ("nurse", "/roles/?q=senior+staff+nurse"),
    "role-comments": ("nurse", "/roles/bed-coordinator/"),
    "my-gap": ("nurse", "/"),
    "dispute-input": ("nurse", "/roles/senior-staff-nurse/gap/"),
    "aspire": ("nurse", "/roles/senior-staff-nurse/gap/"),
    "person": ("manager", "/people/"),
    "person-gap": ("manager", "person"),
    "person-skills": ("manager", "/team/skills/"),
    "open-round": ("nurse", "/me/skills/"),
    "assessment-round": ("nurse", "/me/skills/"),
    "impact-entry": ("nurse", "/me/impact/"),
    "person-impact": ("manager", "person-skills"),
    "person-brief": ("manager", "person-impact"),
    "role-comment-answer": ("editor", "/comments/"),
    "goal": ("nurse", "/me/plan/"),
    "conversation": ("manager", "/conversations/"),
    "conversation-plan": ("manager", "/team/"),
    "plan-aim": ("nurse", "/roles/senior-staff-nurse/gap/"),
    "person-plan": ("manager", "person"),
    "person-plan-propose": ("manager", "person-plan"),
    "feedback-request": ("manager", "/feedback/"),
    "dispute": ("manager", "/disputes/?show=all"),
    "promise": ("manager", "/promises/?show=team&state=all"),
    "hr-review": ("auditor", "/hr/reviews/"),
    "hr-finding": ("auditor", "/hr/findings/"),
    "account": ("administrator", "/accounts/"),
    "leaver": ("administrator", "/hr/leavers/"),
}
# Addresses that are more than one page: each shape of a family, a lattice by zoom, what is searched and what is not found.
MORE = [
    ("nurse", "/families/nursing/"),
    ("nurse", "/families/software-engineering/"),
    ("nurse", "/families/patient-flow/"),
    ("nurse", "/families/patient-flow/?zoom=all"),
    ("nurse", "/families/electrical/"),
    ("nurse", "/families/consulting/"),
    ("nurse", "/roles/?q=nothing+like+it"),
    ("nurse", "/gap/?q=nurse"),
    ("nurse", "/routes/?to=matron"),
    ("nurse", "/roles/compare/?b=senior-staff-nurse"),
    ("engineer", "/"),
    ("coordinator", "/"),
    ("electrician", "/"),
    ("consultant", "/"),
    ("newcomer", "/"),
    ("editor", "/?view=list"),
    ("", "/sign-in/password/made/up/"),
    ("", "/sign-in/invitation/made-up/"),
    ("", "/nudges/unsubscribe/made-up/"),
]
NOT_PAGES = {
    "family": "each shape is in MORE",
    "role-suggestions": "a fragment, walked in test_routes",
    "account_login": "the sign-in page by allauth's name for it",
    "mfa_authenticate": "leads to the sign-in page unless a second factor is asked for; its own tests walk it",
    "set-password": "a made-up link is in MORE",
    "invitation": "a made-up link is in MORE",
    "nudges-unsubscribe": "a made-up link is in MORE",
    "api-schema": "a document for programs",
    "hr-audit-pdf": "a file",
    "my-brief-pdf": "a file",
    "conversation-pdf": "a file",
    "conversation-calendar": "a file",
    "person-brief-pdf": "a file",
    "hr-audit": "nobody in the demo has asked for an audit; its own tests read the page and its PDF",
    "person-plan-history": "the page of my-plan-history, of somebody else's plan",
    "hr-review-rows": "the newest review of the demo is of a kind without single cases; test_reviews reads them",
    "hr": "leads on to the figures",
    "mentee": "no persona of the demo mentors anybody today; its own tests read the page",
    "person-gaps": "the search of /gap/, which is in MORE, about somebody else",
    "hr-directory-group": "the demo's company has no directory; the page is made of the parts of the directory's own",
    "hr-webhook": "the demo has no webhook; test_webhooks looks at its text",
    "hr-webhook-change": "as above",
}
MACHINES = re.compile(r"api/v1/|scim/|healthz|readyz|sign-in/(oidc|saml)/|.*\.csv$")


def addresses() -> dict[str, str]:
    """Return name → route of every address that answers a person who reads."""
    own = [entry for entry in get_resolver().url_patterns if isinstance(entry, URLPattern) and entry.name]
    return {str(one.name): str(one.pattern) for one in own if not MACHINES.match(str(one.pattern)) and not only_posts(str(one.name))}


def only_posts(name: str) -> bool:
    return name in ROWS and ROWS[name].refused == 405


def plain() -> list[tuple[str, str]]:
    """Return who looks at which page, of those at an address without a part to fill in."""
    return [(READERS.get(name, "nurse"), f"/{route}") for name, route in addresses().items() if "<" not in route and name not in NOT_PAGES]


def pattern_of(name: str) -> re.Pattern[str]:
    route = re.sub(r"<(int|slug):\w+>", lambda part: r"\d+" if part[1] == "int" else r"[-\w]+", addresses()[name])
    return re.compile(rf"/{route}(\?|#|$)")
