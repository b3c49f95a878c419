"""Every address × every persona × every verb, from one table. A new address without a row in the table fails.

Refusals first: what a reader may not see answers 404 exactly as what does not exist, what a duty does not cover answers
403, who has not signed in is sent to the door. Reading writes nothing but the audit trail, and that exactly where the table
says so; no page names a person its reader may not see.

All tests look at one company, founded once: what a test writes is undone after it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Max, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from employees.models import (
    AuditEvent,
    Delegation,
    Delivery,
    DirectoryGroup,
    Employee,
    FeedbackRequest,
    Goal,
    GroupDuty,
    Mentorship,
    Webhook,
)
from promotions.models import Audit, Finding, NightlyRun, PolicyVersion, Review
from skills import pdf
from tests.company import Company, found_company
from tests.pdf_text import words_of

PERSONAS: tuple[str, ...] = (
    "anonymous",
    "stranger",
    "self",
    "manager",
    "skip-level manager",
    "sideways manager",
    "former manager",
    "HR partner inside",
    "HR partner outside",
    "auditor",
    "framework editor",
    "administrator",
    "ended employee",
    "mentor",
    "delegate before",
    "delegate during",
    "delegate after",
)
SHUT_OUT = frozenset({"anonymous", "ended employee"})  # whoever has left is let in no more, even by an account that is still open
SIGNED_IN = frozenset(PERSONAS) - SHUT_OUT
REACH_THE_NURSE = frozenset({"self", "manager", "skip-level manager", "HR partner inside", "delegate during"})
RATE_THE_NURSE = frozenset({"self", "manager", "delegate during"})
EMPLOYED = SIGNED_IN - {"auditor", "framework editor", "administrator"}
MAKE_A_GOAL = dict.fromkeys(REACH_THE_NURSE, 302) | {"HR partner inside": 404}  # who may read and not propose
ENDORSE_THE_NURSE = dict.fromkeys(REACH_THE_NURSE, 200) | {"self": 403}
READ_MOBILITY = frozenset({"HR partner inside", "HR partner outside", "auditor"})
HR_PARTNERS = frozenset({"HR partner inside", "HR partner outside"})
ASK_AUDITS = frozenset({"auditor"})
READ_THE_AUDIT = frozenset({"auditor", "HR partner inside"})  # it is of the hospital
REACH_THE_REVIEW = dict.fromkeys(READ_THE_AUDIT, 302)  # to the others there is none
READ_NIGHTLY = frozenset({"auditor", "administrator"})
MANAGE_WEBHOOKS = frozenset({"administrator"})
MANAGE_ACCOUNTS = frozenset({"administrator"})
EDIT_FRAMEWORK = frozenset({"framework editor", "administrator"})
READ_TRAIL = frozenset({"auditor", "administrator"})
LEAD = frozenset({"manager", "skip-level manager", "sideways manager", "former manager"})
NAME_STAND_INS = LEAD | {"HR partner inside", "HR partner outside", "administrator"}
END_THE_ABSENCE = {"manager": 302, "HR partner inside": 302, "administrator": 302, "delegate during": 403}  # to others there is none


PDF: dict[str, Any] = {"leaves": "exported"} if pdf.available() else {"allowed": 404}  # a machine without Pango makes none
LEAD_THE_NURSE = REACH_THE_NURSE - {"self", "HR partner inside"}
ASKED_FOR_FEEDBACK = frozenset({"stranger"})
HOLD_THE_TALK = frozenset({"self", "manager", "delegate during"})  # the manager's manager leads the nurse, and was not there
READ_THE_TALK = HOLD_THE_TALK | {"HR partner inside"}


NOWHERE = "987654321"  # the number of no row
READS, WRITES = ("get", "head"), ("post", "put", "delete")


@dataclass(frozen=True)
class Row:
    """Who may open an address and what the others get. `verbs`: the answer to each that is not a plain read, or those to both,
    or those to some and a 404 to the rest.

    `allowed` is the status a reader gets, `refused` the one the other signed-in personas get. `leaves` is the verb of the event
    that reading leaves in the audit trail: "looked" when it is another person's record, "exported" always, "listed" when it names others.
    """

    readers: frozenset[str] = SIGNED_IN
    allowed: int = 200
    refused: int = 403
    kwargs: tuple[str, ...] = ()
    public: bool = False
    door: dict[str, int] = field(default_factory=dict)  # what somebody who has not signed in gets, where that is neither 200 nor the door
    verbs: Mapping[str, int | tuple[int, int] | Mapping[str, int]] = field(default_factory=dict)
    leaves: str = ""


ROWS: dict[str, Row] = {
    "my-path": Row(),
    "families": Row(),
    "family": Row(kwargs=("family",)),
    "family-moves-file": Row(kwargs=("family",), leaves="exported"),
    "family-roles-file": Row(kwargs=("family",), leaves="exported"),
    "roles": Row(),
    "roles-file": Row(leaves="exported"),
    "compare-roles": Row(),
    "compare-roles-file": Row(leaves="exported"),
    "role-suggestions": Row(),
    "role": Row(kwargs=("role",)),
    "role-file": Row(kwargs=("role",), leaves="exported"),
    "routes": Row(),
    "role-comments": Row(kwargs=("role",), verbs={"post": 200}),
    "gap": Row(),
    "my-gap": Row(kwargs=("role",)),
    "dispute-input": Row(kwargs=("key", "role"), verbs={"post": 200}),
    "aspirations": Row(),
    "aspire": Row(kwargs=("role",), verbs={"post": 200}),
    "aspiration-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # it is nobody's but the nurse's
    "team": Row(leaves="listed"),
    "team-file": Row(leaves="exported"),
    "team-skills": Row(leaves="listed"),
    "team-skills-file": Row(leaves="exported"),
    "team-views": Row(frozenset(), refused=405, verbs={"post": (200, 200)}),
    "team-view-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # each is one account's own
    "calibration": Row(leaves="listed"),
    "calibration-file": Row(leaves="exported"),
    "skill-goal": Row(frozenset(), refused=405, verbs={"post": MAKE_A_GOAL}),
    "people": Row(leaves="listed"),
    "people-file": Row(leaves="exported"),
    "person": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-gaps": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-gap": Row(REACH_THE_NURSE, refused=404, kwargs=("employee", "role"), leaves="looked"),
    "conversations": Row(leaves="listed"),
    "conversations-file": Row(leaves="exported"),
    "conversation-propose": Row(verbs={"post": 200}),
    "conversation-plan": Row(HOLD_THE_TALK - {"self"}, refused=404, kwargs=("employee",), verbs={"post": (200, 404)}, leaves="looked"),
    "conversation": Row(READ_THE_TALK, refused=404, leaves="looked"),
    "conversation-calendar": Row(HOLD_THE_TALK, refused=404, leaves="looked"),
    "conversation-pdf": Row(READ_THE_TALK, **PDF, refused=404),
    "conversation-note": Row(frozenset(), refused=405, verbs={"post": 404}),  # the kinds that there are: see their own tests
    "conversation-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # as above
    "my-impact": Row(),
    "my-impact-file": Row(EMPLOYED, refused=404, leaves="exported"),
    "impact-new": Row(EMPLOYED, refused=404, verbs={"post": (200, 404)}),
    "impact-entry": Row(frozenset({"self"}), refused=404, verbs={"post": (200, 404)}),
    "impact-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see their own tests
    "my-brief": Row(EMPLOYED, refused=404),
    "my-brief-pdf": Row(EMPLOYED, **PDF, refused=404),
    "endorsements": Row(EMPLOYED, refused=404, leaves="listed"),
    "endorsement-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # as above
    "person-impact": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-brief": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-brief-pdf": Row(REACH_THE_NURSE, **PDF, refused=404, kwargs=("employee",)),
    "person-impact-endorse": Row(
        REACH_THE_NURSE,
        refused=405,
        allowed=405,
        verbs={"post": ENDORSE_THE_NURSE},
    ),
    "my-skills": Row(),
    "my-skills-file": Row(EMPLOYED, refused=404, leaves="exported"),
    "person-skills": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-skills-file": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="exported"),
    "open-round": Row(RATE_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked", verbs={"post": (200, 404)}),
    "assessment-round": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "assessment-round-file": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="exported"),
    "assessment-round-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see their own tests
    "my-record": Row(),
    "my-delegations": Row(verbs={"post": {persona: 200 if persona in NAME_STAND_INS else 403 for persona in PERSONAS}}),
    "delegation-end": Row(frozenset(), refused=405, verbs={"post": END_THE_ABSENCE}),
    "hr-trail": Row(READ_TRAIL),
    "hr-trail-file": Row(READ_TRAIL, leaves="exported"),
    "comments": Row(EDIT_FRAMEWORK),
    "role-comment-answer": Row(EDIT_FRAMEWORK, kwargs=("comment",), verbs={"post": (200, 403)}),
    "role-comment-take-back": Row(frozenset(), refused=405, verbs={"post": 404}),  # it is nobody's own
    "disputes": Row(leaves="listed"),
    "disputes-file": Row(leaves="exported"),
    "dispute": Row(REACH_THE_NURSE, refused=404, kwargs=("dispute",), leaves="looked"),
    "dispute-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see their own tests
    "promises": Row(leaves="listed"),
    "promises-file": Row(leaves="exported"),
    "promise-new": Row(EMPLOYED, verbs={"post": (200, 403)}),
    "promises-introduction": Row(leaves="listed"),
    "promise": Row(RATE_THE_NURSE, refused=404, leaves="looked"),
    "promise-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see their own tests
    "hr": Row(READ_MOBILITY | READ_NIGHTLY, allowed=302),
    "hr-mobility": Row(READ_MOBILITY),
    "hr-mobility-table": Row(READ_MOBILITY, leaves="exported"),
    "hr-mobility-trend": Row(READ_MOBILITY, leaves="exported"),
    "hr-audits": Row(READ_MOBILITY),
    "hr-audits-ask": Row(ASK_AUDITS, verbs={"post": (400, 403)}),
    "hr-audit": Row(READ_THE_AUDIT, refused=404, kwargs=("audit",)),
    "hr-audit-pdf": Row(READ_THE_AUDIT, **PDF, refused=404, kwargs=("audit",)),
    "hr-audit-finding": Row(frozenset(), refused=405, verbs={"post": dict.fromkeys(READ_THE_AUDIT, 400)}),
    "hr-audit-table": Row(READ_THE_AUDIT, refused=404, kwargs=("audit",), leaves="exported"),
    "hr-reviews": Row(READ_MOBILITY, verbs={"post": (400, 403)}),
    "hr-review": Row(READ_THE_AUDIT, refused=404),  # it is of the hospital, as the audit is
    "hr-review-rows": Row(frozenset({"HR partner inside"}), refused=404, leaves="listed"),  # auditors read counts
    "hr-review-rows-file": Row(frozenset({"HR partner inside"}), refused=404, leaves="exported"),
    "hr-review-table": Row(READ_THE_AUDIT, refused=404, leaves="exported"),
    "hr-review-finding": Row(frozenset(), refused=405, verbs={"post": dict.fromkeys(READ_THE_AUDIT, 400)}),
    "hr-review-baseline": Row(frozenset(), refused=405, verbs={"post": REACH_THE_REVIEW}),
    "my-pulse": Row(EMPLOYED, verbs={"post": (302, 403)}),
    "hr-pulse": Row(READ_MOBILITY, verbs={"post": dict.fromkeys(SIGNED_IN, 403) | {"auditor": 400}}),
    "hr-pulse-file": Row(READ_MOBILITY, leaves="exported"),
    "hr-promises": Row(HR_PARTNERS),
    "hr-promises-file": Row(HR_PARTNERS, leaves="exported"),
    "hr-findings": Row(READ_MOBILITY),
    "hr-findings-file": Row(READ_MOBILITY, leaves="exported"),
    "hr-finding": Row(READ_THE_AUDIT, refused=404),
    "hr-finding-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see its own tests
    "hr-nightly": Row(READ_NIGHTLY),
    "hr-nightly-run": Row(frozenset(), refused=405, verbs={"post": 403}),  # for the administrator see its own test
    "hr-nightly-cancel": Row(frozenset(), refused=405, verbs={"post": 403}),  # as above
    "hr-directory": Row(MANAGE_WEBHOOKS),
    "hr-directory-group": Row(MANAGE_WEBHOOKS, kwargs=("group",), verbs={"post": (200, 403)}),
    "hr-directory-stop": Row(frozenset(), refused=405, kwargs=("group",), verbs={"post": 403}),  # as above
    "hr-webhooks": Row(MANAGE_WEBHOOKS),
    "hr-webhook-new": Row(MANAGE_WEBHOOKS, verbs={"post": (200, 403)}),
    "hr-webhook": Row(MANAGE_WEBHOOKS, kwargs=("webhook",)),
    "hr-webhook-change": Row(MANAGE_WEBHOOKS, kwargs=("webhook",), verbs={"post": (200, 403)}),
    "hr-webhook-step": Row(frozenset(), refused=405, kwargs=("webhook",), verbs={"post": 403}),  # for the administrator see its own tests
    "hr-delivery-again": Row(frozenset(), refused=405, kwargs=("webhook",), verbs={"post": 403}),  # as above
    "leavers": Row(frozenset({"administrator"}), leaves="listed"),
    "leaver": Row(frozenset({"administrator"}), leaves="looked"),
    "leaver-step": Row(frozenset(), refused=405, verbs={"post": dict.fromkeys(SIGNED_IN, 403) | {"administrator": 404}}),
    "my-plan": Row(),
    "my-plan-history": Row(),
    "my-plan-history-file": Row(EMPLOYED, refused=404, leaves="exported"),
    "my-plan-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see their own tests
    "plan-step": Row(frozenset(), refused=405, verbs={"post": 404}),  # as above
    "plan-aim": Row(kwargs=("role",), verbs={"post": {persona: 302 if persona in EMPLOYED else 200 for persona in PERSONAS}}),
    "goal": Row(REACH_THE_NURSE, refused=404, kwargs=("goal",), leaves="looked"),
    "person-plan": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-plan-history": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked"),
    "person-plan-history-file": Row(REACH_THE_NURSE, refused=404, kwargs=("employee",), leaves="looked exported"),
    "person-plan-propose": Row(LEAD_THE_NURSE, refused=404, kwargs=("employee",), verbs={"post": (200, 404)}, leaves="looked"),
    "feedback": Row(leaves="listed"),
    "feedback-request": Row(ASKED_FOR_FEEDBACK, refused=404, kwargs=("request",), verbs={"post": (200, 404)}, leaves="looked"),
    "learning": Row(),
    "learning-file": Row(leaves="exported"),
    "my-credentials": Row(),
    "my-data": Row(),
    "my-data-download": Row(frozenset(), refused=405, verbs={"post": 200}),
    "my-demographics": Row(verbs={"post": 200}),
    "my-demographics-withdraw": Row(frozenset(), refused=405, verbs={"post": 302}),
    "my-mentoring": Row(leaves="listed"),
    "mentee": Row(frozenset({"mentor"}), refused=404, kwargs=("employee",), leaves="looked"),
    "goal-sharing": Row(frozenset(), refused=405, verbs={"post": 404}),  # the steps that there are: see its own tests
    "my-nudges": Row(EMPLOYED, refused=404, verbs={"post": (302, 404)}),
    "nudges-unsubscribe": Row(allowed=404, public=True, verbs={"post": 404}, door=dict.fromkeys((*READS, "post"), 404)),  # a made-up link
    "my-notices": Row(leaves="listed"),
    "my-tokens": Row(verbs={"post": 200}),
    "my-token-revoke": Row(frozenset(), refused=405, verbs={"post": 404}),  # it is nobody's own
    "api-docs": Row(),
    "my-notices-read": Row(frozenset(), refused=405, verbs={"post": 302}),
    "styleguide": Row(EDIT_FRAMEWORK),
    "sign-in": Row(allowed=302, public=True, verbs={"post": 302, "put": 302, "delete": 302}, door={"post": 200, "put": 200}),
    "account_login": Row(allowed=302, public=True, verbs={"post": 302, "put": 302, "delete": 302}, door={"post": 200, "put": 200}),
    "mfa_authenticate": Row(allowed=302, public=True, verbs=dict.fromkeys(WRITES, 302), door=dict.fromkeys((*READS, *WRITES), 302)),
    "forgotten": Row(public=True, verbs={"post": 200}, door={"post": 200}),
    "set-password": Row(allowed=404, public=True, verbs={"post": 404}, door=dict.fromkeys((*READS, "post"), 404)),  # a made-up link
    "invitation": Row(allowed=404, public=True, verbs={"post": 404}, door=dict.fromkeys((*READS, "post"), 404)),  # as above
    # Without a provider in the settings these are nowhere; with one, see tests/employees/sign_in.
    "sign-in-oidc": Row(allowed=404, public=True, door=dict.fromkeys(READS, 404)),
    "sign-in-oidc-callback": Row(allowed=404, public=True, door=dict.fromkeys(READS, 404)),
    "sign-in-saml": Row(allowed=404, public=True, door=dict.fromkeys(READS, 404)),
    "sign-in-saml-acs": Row(allowed=405, public=True, verbs={"post": 404}, door=dict.fromkeys(READS, 405) | {"post": 404}),
    "sign-in-saml-finish": Row(allowed=404, public=True, door=dict.fromkeys(READS, 404)),
    "sign-in-saml-metadata": Row(allowed=404, public=True, door=dict.fromkeys(READS, 404)),
    "confirm": Row(verbs={"post": 200}),
    "my-sign-in": Row(),
    "my-language": Row(frozenset(), refused=405, verbs={"post": 400}),  # no language is named
    "end-session": Row(frozenset(), refused=405, verbs={"post": 302}),
    "sign-out-everywhere": Row(frozenset(), refused=405, verbs={"post": 302}),
    "my-password": Row(verbs={"post": 200}),
    "second-factor": Row(verbs={"post": 200}),
    "second-factor-app": Row(verbs={"post": 200}),
    "security-key": Row(verbs={"post": 200}),
    "security-key-off": Row(frozenset(), refused=405, verbs={"post": 404}),  # it is nobody's own
    "recovery-codes": Row(frozenset(), refused=405, verbs={"post": 302}),
    "second-factor-off": Row(frozenset(), refused=405, verbs={"post": 302}),
    "accounts": Row(MANAGE_ACCOUNTS),
    "invite": Row(MANAGE_ACCOUNTS, verbs={"post": (200, 403)}),
    "account": Row(MANAGE_ACCOUNTS),
    "account-step": Row(MANAGE_ACCOUNTS, allowed=405, refused=405, verbs={"post": (404, 403)}),
    "sign-out": Row(frozenset(), refused=405, verbs={"post": 302}),
    "healthz": Row(public=True),
    "readyz": Row(public=True),
}
OF_THE_ADMINISTRATOR = ("hr-nightly-run", "hr-nightly-cancel", "hr-webhook-step", "hr-delivery-again", "hr-directory-stop")
ADMIN_ARGUMENTS = {"content_type_id": "1", "app_label": "pathways", "url": "nowhere/"}


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every pattern the resolver knows, the admin's with their namespace."""

    def walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name or 'unnamed'}", route
            else:
                yield from walk(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""), route)

    return walk(get_resolver(), "", "/")


API = {name for name, _ in addresses() if name.startswith("api-") and name != "api-docs"}  # these: tests/test_api_matrix.py
OWN = {name: route for name, route in addresses() if not name.startswith(("admin:", "scim-")) and name not in API}  # SCIM: its own tests
ADMIN = sorted(route for name, route in addresses() if name.startswith("admin:"))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """Found the company once, in a transaction round those of all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found_company()
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: Company, db: None) -> Company:
    return founded


def client_of(company: Company, persona: str) -> Client:
    client = Client(raise_request_exception=True)
    if user := company.user(persona):
        client.force_login(user)
    return client


@cache
def values_of(company: Company) -> dict[str, str]:
    """Return what stands for each variable of an address: looked up once, as there are ten thousand addresses to ask."""
    return {
        "employee_id": str(company.subject.pk),
        "key": f"skill-{company.target.requirements.latest('pk').skill_id}",
        "dispute_id": str(company.subject.disputes.get().pk),
        "step": "nowhere",
        "kind": "nowhere",
        "conversation_id": str(company.subject.conversations.get().pk),
        "part": "skills",
        "skill_id": str(company.target.requirements.latest("pk").skill_id),
        "entry_id": str(company.subject.impact_entries.get().pk),
        "endorsement_id": str(company.subject.impact_entries.get().endorsements.get().pk),
        "round_id": str(company.subject.assessment_rounds.get().pk),
        "token_id": "987654321",
        "view_id": NOWHERE,
        "comment_id": str(company.target.role.comments.get().pk),
        "aspiration_id": str(company.subject.aspirations.get().pk),
        "account_id": str(company.users["stranger"].pk),
        "uid": "MQ",
        "token": "made-up",
        "figures": "groups",
        "key_id": "987654321",
        "audit_id": str(Audit.objects.get().pk),
        "review_id": str(Review.objects.get().pk),
        "finding_id": str(Finding.objects.get().pk),
        "table": "unit",
        "run_id": str(NightlyRun.objects.get().pk),
        "group_id": str(DirectoryGroup.objects.get().pk),
        "duty_id": str(GroupDuty.objects.get().pk),
        "thing": "goal",
        "row_id": str(Goal.objects.filter(shared_on=None).get().pk),
        "request_id": str(FeedbackRequest.objects.get().pk),
        "goal_id": str(Goal.objects.filter(shared_on=None).get().pk),
        "webhook_id": str(Webhook.objects.get().pk),
        "delivery_id": str(Delivery.objects.get().pk),
        "promise_id": str(company.subject.promises.get().pk),
        "delegation_id": str(absence_of_today().pk),
    }


def path_of(name: str, company: Company) -> str:
    slugs = {"family": company.role.family.slug, "role": company.target.role.slug}
    values = values_of(company) | {"slug": slugs.get((ROWS[name].kwargs or ("",))[-1], "")}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], OWN[name])


def reading_status(row: Row, persona: str) -> int:
    if persona in SHUT_OUT:
        return row.door.get("get", 200) if row.public else 302
    return row.allowed if persona in row.readers else row.refused


def text_of(response: Any) -> str:  # Any: the test client's answers carry more than Django's types know
    """Return the whole body, also of a file that is written while it is read; of a PDF what can be read on its sheets."""
    body = b"".join(response if response.streaming else [response.content])
    return words_of(body) if body.startswith(b"%PDF") else body.decode()


def without_tokens(text: str) -> str:
    """Return a page's text without the form token, which differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE|COPY (?!\(SELECT))", re.IGNORECASE)  # what is selected is copied out
INTO_THE_TRAIL = 'INSERT INTO "employees_auditevent" '


def writes(queries: CaptureQueriesContext) -> list[str]:
    """Return what was written besides the audit trail."""
    return [sql for query in queries.captured_queries if WRITING.match(sql := query["sql"]) and not sql.startswith(INTO_THE_TRAIL)]


def absence_of_today() -> Delegation:
    return Delegation.objects.get(colleague__number="stand-in-during")


def check_trail(company: Company, row: Row, persona: str, status: int, before: int, path: str) -> None:
    """Hold the events that one request left against what its row says."""
    events = list(AuditEvent.objects.filter(pk__gt=before))
    expected = row.leaves.split() if row.leaves and status == 200 and persona in row.readers else []
    if persona == "self":
        expected = [verb for verb in expected if verb != "looked"]
    if row.leaves == "listed":
        expected = expected[: len(events)]  # who is shown nobody else is not recorded; the pages' own tests say exactly when
    assert [event.verb for event in events] == expected, f"{path} left {events} for {persona}"
    for event in events:
        assert event.who == company.users[persona].pk
        if row.leaves == "looked":
            standing_in_for = absence_of_today().manager_id if persona == "delegate during" else None
            assert (event.whom, event.acting_for) == (company.subject.pk, standing_in_for), path


def names_allowed(company: Company, persona: str) -> set[str]:
    """Return the names that may stand on a page of this reader: their own, those they may see, and each one's manager."""
    user = company.user(persona)
    if user is None:
        return set()
    visible = Employee.objects.visible_to(user)
    own = Employee.objects.filter(user=user)
    managers = Employee.objects.filter(reports__employee__in=visible, reports__end__isnull=True)
    return {person.last_name for people in (visible, own, managers) for person in people}


def names_told(company: Company, persona: str, name: str) -> set[str]:
    """Return the names that one page may hold besides: who looked at one's record, both sides of an absence or of mentoring, who
    asks for feedback and who is asked, all of the trail."""
    user = company.user(persona)
    people = Employee.objects.none()
    if name == "my-record":
        people = Employee.objects.filter(user__in=AuditEvent.objects.filter(whom=company.subject.pk).values("who"))
    elif name == "my-delegations" and user:
        absences = Delegation.objects.visible_to(user)
        people = Employee.objects.filter(Q(delegations__in=absences) | Q(stands_in__in=absences))
    elif name in ("my-mentoring", "mentee") and user:
        pairs = Mentorship.objects.visible_to(user)
        people = Employee.objects.filter(Q(mentees__in=pairs) | Q(mentors__in=pairs))
    elif name.startswith("feedback") and user:
        people = Employee.objects.filter(plans__goals__cycles__requests__in=FeedbackRequest.objects.visible_to(user).to(user))
    elif name == "goal" and user:
        people = Employee.objects.filter(feedback_requests__in=FeedbackRequest.objects.visible_to(user))
    elif name.startswith("hr-trail") and persona in READ_TRAIL:
        people = Employee.objects.all()
    return set(people.values_list("last_name", flat=True))


def allows(named: str, allowed: set[str], *, broken: bool) -> bool:
    """Return whether a name may stand there; a sheet may have broken it over two lines, after a hyphen."""
    return named in allowed or (broken and named.endswith("-") and any(name.startswith(named) for name in allowed))


def test_every_address_has_its_row():
    assert set(OWN) == set(ROWS), "give a new address a row in ROWS, and take out the row of one that is gone"


@pytest.mark.parametrize("persona", PERSONAS)
def test_reading(company: Company, persona: str):
    client, allowed_names = client_of(company, persona), names_allowed(company, persona)
    for name, row in ROWS.items():
        path = path_of(name, company)
        for verb in ("get", "head"):
            before = last_event()
            with CaptureQueriesContext(connection) as queries:
                response = getattr(client, verb)(path)
                content = text_of(response)
            assert response.status_code == reading_status(row, persona), f"{persona}: {verb} {path}"
            assert writes(queries) == [], f"{verb} {path} wrote for {persona}"
            assert "no-store" in response.headers["Cache-Control"], f"{path} may be kept by a browser"
            check_trail(company, row, persona, response.status_code, before, path)
            allowed = allowed_names | names_told(company, persona, name)
            strays = {named for named in re.findall(r"Named-[\w-]+", content) if not allows(named, allowed, broken=path.endswith(".pdf"))}
            assert strays == set(), f"{path} names {strays} to {persona}"
        if persona in SHUT_OUT and not row.public:
            assert response.headers["Location"].startswith("/sign-in/?next="), path


def last_event() -> int:
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def signed_in(client: Client, persona: str) -> bool:
    return persona in SHUT_OUT or "_auth_user_id" in client.session


def expected_of(answer: int | tuple[int, int] | Mapping[str, int], row: Row, persona: str) -> int:
    if isinstance(answer, Mapping):
        return answer.get(persona, 404)
    return answer if isinstance(answer, int) else answer[persona not in row.readers]


@pytest.mark.parametrize("persona", PERSONAS)
def test_other_verbs(company: Company, persona: str):
    client = client_of(company, persona)
    for name, row in ROWS.items():
        path = path_of(name, company)
        client = client if signed_in(client, persona) else client_of(company, persona)
        for verb in ("put", "delete", "post"):  # posting last: it may end the session
            if name in OF_THE_ADMINISTRATOR and verb == "post" and persona == "administrator":
                continue
            response = getattr(client, verb)(path)
            if persona in SHUT_OUT:
                expected = row.door.get(verb, 405) if row.public else 302
            else:
                answer = row.verbs.get(verb, 405)
                expected = expected_of(answer, row, persona)
            assert response.status_code == expected, f"{persona}: {verb} {path}"


def rows_with_an_id() -> Iterator[tuple[str, str]]:
    """Yield the name of each address that names one row, with each verb it answers."""
    for name, route in OWN.items():
        if "<int:" in route and "step" not in name:  # the steps that there are: see their own tests
            yield from ((name, verb) for verb in ("get", "head", "post"))


def answer_of(client: Client, verb: str, path: str) -> tuple[Any, list[str]]:
    """Return all that a visitor can tell an answer by, and the queries behind it: as many and the same take as long."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, verb)(path)
    said = without_tokens(text_of(response)).replace(path, "")
    told = (response.status_code, sorted(response.headers.items()), said, sorted(response.cookies))
    return told, [re.sub(r"'[^']*'|\d+", "·", query["sql"]) for query in queries.captured_queries]


@pytest.mark.parametrize("persona", sorted(SIGNED_IN))
def test_a_row_out_of_reach_answers_as_one_that_does_not_exist(company: Company, persona: str):
    """Wherever this persona gets a 404: same status, headers, body, cookies and queries for a row that is there and one that is not."""
    client, compared = client_of(company, persona), 0
    paths = {name: path_of(name, company) for name, _ in rows_with_an_id()}  # before a step of an administrator takes a row away
    for name, verb in rows_with_an_id():
        path = paths[name]
        client.cookies.pop("messages", None)  # what an earlier step has told would stand on the next page, whichever that is
        refused, asked = answer_of(client, verb, path)
        if refused[0] == 404:
            missing, asked_of_nothing = answer_of(client, verb, nowhere(name, path, company))
            assert refused == missing, f"{persona}: {verb} {path} tells that the row is there"
            assert asked == asked_of_nothing, f"{persona}: {verb} {path} takes its time"
            compared += 1
    assert compared >= (2 if persona in REACH_THE_NURSE else 8)


def nowhere(name: str, path: str, company: Company) -> str:
    """Return the same address with the number of no row."""
    parts = [NOWHERE if re.search(r"<int:", part) else own for part, own in zip(OWN[name].split("/"), path.split("/"), strict=True)]
    return "/".join(parts)


@pytest.mark.parametrize("persona", sorted(SIGNED_IN - REACH_THE_NURSE))
def test_who_is_refused_leaves_no_look_in_the_trail(company: Company, persona: str):
    client, before = client_of(company, persona), last_event()
    for name in ("person", "person-gap", "dispute"):
        client.get(path_of(name, company))
    assert last_event() == before


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_framework_tables_open_to_editors_alone(company: Company, persona: str):
    client = client_of(company, persona)
    policy = str(PolicyVersion.objects.get().pk)
    for route in ADMIN:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: (ADMIN_ARGUMENTS | {"object_id": policy})[found[1]], as_path(route))
        response = client.get(path)
        if persona in SHUT_OUT or path == "/admin/login/":
            assert response.status_code == 302, path
            door = client.get(path, follow=True).redirect_chain[-1][0]
            assert door.startswith("/sign-in/?next=" if persona in SHUT_OUT else "/"), path
        elif persona == "administrator" or (persona in EDIT_FRAMEWORK and "/promotions/" not in path):
            assert response.status_code in (200, 302, 403, 404, 405), path
        elif persona in EDIT_FRAMEWORK and path.endswith(f"/policyversion/{policy}/"):
            assert response.status_code == 302, path  # to the change page, which refuses
        else:
            assert response.status_code in (403, 405), f"{persona}: {path}"
            assert client.post(path).status_code == 403 or path == "/admin/logout/", f"{persona}: {path}"


def as_path(route: str) -> str:
    """Return a route written as a regular expression as a plain path."""
    return re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^)]*\))*\)", r"\1", route).replace("^", "").replace("$", "")


def test_the_admin_holds_no_table_but_the_framework_and_the_policy(company: Company):
    assert {route.split("/")[3] for route in ADMIN if "/promotions/" in route} == {"policyversion"}
    assert not [route for route in ADMIN if "/auth/" in route or "/axes/" in route or "/employees/" in route]
    for persona, policy in (("framework editor", False), ("administrator", True)):
        page = client_of(company, persona).get("/admin/")
        assert page.status_code == 200
        assert "/admin/pathways/" in page.content.decode()
        assert ("/admin/promotions/" in page.content.decode()) == policy


def test_what_is_nowhere_is_404_for_all_who_signed_in(company: Company):
    for persona in SIGNED_IN:
        assert client_of(company, persona).get("/nowhere/").status_code == 404
