"""Every operation of the API × every persona × every verb × every scope, from one table. A new address without a row fails.

Strangers are answered 401 and told how to sign in; what a duty does not cover is 403; a row out of reach is 404, byte for byte as
one that does not exist. Reading writes nothing, and no answer names a person its reader may not see.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from rest_framework.response import Response

from config.api_docs import document
from config.rest.endpoint import Endpoint
from config.rest.problems import CONTENT_TYPE
from employees import tokens
from employees.access import Permission
from employees.models import ApiToken, Notice
from employees.scopes import Scope
from promotions.models import NightlyRun, PolicyVersion
from tests.company import Company, found_company
from tests.test_access_matrix import (
    API,
    ASK_AUDITS,
    ASKED_FOR_FEEDBACK,
    EDIT_FRAMEWORK,
    EMPLOYED,
    END_THE_ABSENCE,
    HOLD_THE_TALK,
    HR_PARTNERS,
    LEAD_THE_NURSE,
    NAME_STAND_INS,
    PERSONAS,
    RATE_THE_NURSE,
    REACH_THE_NURSE,
    READ_MOBILITY,
    READ_NIGHTLY,
    READ_THE_AUDIT,
    READ_THE_TALK,
    READ_TRAIL,
    SHUT_OUT,
    SIGNED_IN,
    addresses,
    client_of,
    names_allowed,
    names_told,
    values_of,
    writes,
)

ADMINISTRATOR = frozenset({"administrator"})
SELF = frozenset({"self"})
MENTOR = frozenset({"mentor"})
SEE_THE_ABSENCE = frozenset(END_THE_ABSENCE)
MANAGER = frozenset({"manager"})
NOBODY: frozenset[str] = frozenset()
VERBS = ("get", "post", "put", "patch", "delete")
TRAIL = 'INTO "employees_auditevent"'
UNKNOWN = "987654321"


@dataclass(frozen=True)
class Verb:
    """Who may use it and what they get for an empty body; `refused` is what the others get who have signed in."""

    scope: Scope | None
    readers: frozenset[str] = SIGNED_IN
    allowed: int = 200
    refused: int = 404
    others: dict[str, int] = field(default_factory=dict)  # persona → answer, where it is neither


@dataclass(frozen=True)
class Row:
    """The verbs of one operation. `duty` holds those whom the operation is open to at all: others are refused before any verb.

    `writers` are those of them who may write, where that takes another duty than reading.
    """

    get: Verb | None = None
    others: dict[str, Verb] = field(default_factory=dict)
    duty: frozenset[str] = SIGNED_IN
    writers: frozenset[str] | None = None

    def verb(self, name: str) -> Verb | None:
        return self.get if name in ("get", "head") else self.others.get(name)


def read(scope: Scope | None, readers: frozenset[str] = SIGNED_IN, **more: Any) -> Row:
    return Row(Verb(scope, readers, **more))


def for_duty(scope: Scope, duty: frozenset[str], allowed: int = 200) -> Row:
    return Row(Verb(scope, duty, allowed, refused=403), duty=duty)


def administered(scope: Scope, get: int | None = None, **others: int) -> Row:
    """Return the row of what administrators alone do; `others` are the answers to an empty body."""
    verbs = {name: Verb(scope, ADMINISTRATOR, allowed, refused=403) for name, allowed in others.items()}
    return Row(Verb(scope, ADMINISTRATOR, get, refused=403) if get else None, verbs, ADMINISTRATOR)


ROWS: dict[str, Row] = {
    "api-schema": read(None),
    "api-me": read(None),
    "api-my-path": read(Scope.READ_ME, EMPLOYED),
    "api-my-gap": read(Scope.READ_ME, EMPLOYED),
    "api-my-plan": read(Scope.READ_ME, EMPLOYED),
    "api-my-plan-aim": Row(None, {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-my-plan-steps": Row(None, {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-my-plan-history": read(Scope.READ_ME),
    "api-my-feedback": read(Scope.READ_ME),
    "api-my-feedback-answer": Row(None, {"post": Verb(Scope.WRITE_ME, ASKED_FOR_FEEDBACK, allowed=400)}),
    "api-learning": read(Scope.READ_ME),
    "api-person-plan": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-person-plan-history": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-person-proposals": Row(None, {"post": Verb(Scope.WRITE_PEOPLE, LEAD_THE_NURSE, allowed=400)}),
    "api-conversations": Row(Verb(Scope.READ_PEOPLE), {"post": Verb(Scope.WRITE_PEOPLE, allowed=400)}),
    "api-conversation": read(Scope.READ_PEOPLE, READ_THE_TALK),
    "api-conversation-calendar": read(Scope.READ_PEOPLE, HOLD_THE_TALK),
    "api-conversation-steps": Row(None, {"post": Verb(Scope.WRITE_PEOPLE, READ_THE_TALK, allowed=400)}),
    "api-conversation-notes": Row(Verb(Scope.READ_ME, HOLD_THE_TALK), {"patch": Verb(Scope.WRITE_ME, HOLD_THE_TALK, allowed=400)}),
    "api-my-impact": Row(Verb(Scope.READ_ME), {"post": Verb(Scope.WRITE_ME, EMPLOYED, allowed=400)}),
    "api-my-impact-ask": Row(None, {"post": Verb(Scope.WRITE_ME, SELF, allowed=400)}),
    "api-my-endorsements": read(Scope.READ_ME),
    "api-my-endorsement-steps": Row(None, {"post": Verb(Scope.WRITE_ME, MANAGER, allowed=400)}),
    "api-person-impact-endorsements": Row(
        None, {"post": Verb(Scope.WRITE_PEOPLE, REACH_THE_NURSE - {"self"}, allowed=400, others={"self": 403})}
    ),
    "api-person-impact": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-my-impact-entry": Row(  # below what asks about it: it is removed here
        Verb(Scope.READ_ME, SELF), {"patch": Verb(Scope.WRITE_ME, SELF, allowed=400), "delete": Verb(Scope.WRITE_ME, SELF, allowed=204)}
    ),
    "api-my-skills": read(Scope.READ_ME, EMPLOYED),
    "api-person-skills": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-person-assessments": Row(None, {"post": Verb(Scope.WRITE_PEOPLE, RATE_THE_NURSE, allowed=400)}),
    "api-assessment": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-assessment-steps": Row(None, {"post": Verb(Scope.WRITE_PEOPLE, REACH_THE_NURSE, allowed=400)}),
    "api-my-credentials": read(Scope.READ_ME, EMPLOYED),
    "api-my-nudges": Row(Verb(Scope.READ_ME, EMPLOYED), {"patch": Verb(Scope.WRITE_ME, EMPLOYED)}),
    "api-my-notices": read(Scope.READ_ME),
    "api-my-notice": Row(Verb(Scope.READ_ME, SELF), {"patch": Verb(Scope.WRITE_ME, SIGNED_IN, allowed=400)}),
    "api-my-notices-read": Row(None, {"post": Verb(Scope.WRITE_ME, allowed=204)}),
    "api-my-disputes": Row(Verb(Scope.READ_ME), {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-my-dispute": read(Scope.READ_ME, SELF),
    "api-my-dispute-steps": Row(None, {"post": Verb(Scope.WRITE_ME, SELF, allowed=400)}),
    "api-disputes": read(Scope.READ_PEOPLE),
    "api-dispute": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-dispute-steps": Row(None, {"post": Verb(Scope.WRITE_PEOPLE, REACH_THE_NURSE, allowed=400)}),
    "api-my-aspirations": Row(Verb(Scope.READ_ME, EMPLOYED), {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-my-aspiration": Row(
        Verb(Scope.READ_ME, SELF), {"patch": Verb(Scope.WRITE_ME, SELF), "delete": Verb(Scope.WRITE_ME, SELF, allowed=204)}
    ),
    "api-my-mentoring": read(Scope.READ_ME, EMPLOYED),
    "api-mentee": read(Scope.READ_PEOPLE, MENTOR),
    "api-my-goal-sharing": Row(None, {"patch": Verb(Scope.WRITE_ME, SELF, allowed=400)}),
    "api-my-record": read(Scope.READ_ME),
    "api-my-tokens": read(Scope.READ_ME),
    "api-my-token": Row(None, {"delete": Verb(Scope.WRITE_ME, NOBODY)}),  # it is nobody's own
    "api-my-demographics": Row(
        Verb(Scope.OWN_DEMOGRAPHICS, EMPLOYED),
        {"patch": Verb(Scope.OWN_DEMOGRAPHICS, EMPLOYED, allowed=400), "delete": Verb(Scope.OWN_DEMOGRAPHICS, EMPLOYED, allowed=204)},
    ),
    "api-my-data": read(Scope.EXPORT_ME),
    "api-promises": Row(Verb(Scope.READ_ME), {"post": Verb(Scope.WRITE_ME, EMPLOYED, 400, refused=403)}),
    "api-promise": read(Scope.READ_ME, RATE_THE_NURSE),
    "api-promise-steps": Row(None, {"post": Verb(Scope.WRITE_ME, RATE_THE_NURSE, allowed=400)}),
    "api-delegations": Row(Verb(Scope.READ_ME), {"post": Verb(Scope.WRITE_ME, NAME_STAND_INS, 400, refused=403)}),
    "api-delegation": Row(
        Verb(Scope.READ_ME, SEE_THE_ABSENCE), {"delete": Verb(Scope.WRITE_ME, SEE_THE_ABSENCE, 204, others={"delegate during": 403})}
    ),
    "api-people": read(Scope.READ_PEOPLE),
    "api-person": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-person-gap": read(Scope.READ_PEOPLE, REACH_THE_NURSE),
    "api-team-skills": read(Scope.READ_PEOPLE),
    "api-team": read(Scope.READ_PEOPLE),
    "api-team-views": Row(Verb(Scope.READ_ME), {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-team-view": Row(Verb(Scope.READ_ME, NOBODY), {"patch": Verb(Scope.WRITE_ME, NOBODY), "delete": Verb(Scope.WRITE_ME, NOBODY)}),
    "api-calibration": read(Scope.READ_PEOPLE),
    "api-calibration-usual": read(Scope.READ_PEOPLE),
    "api-families": read(Scope.READ_FRAMEWORK),
    "api-family": read(Scope.READ_FRAMEWORK),
    "api-roles": read(Scope.READ_FRAMEWORK),
    "api-compare-roles": read(Scope.READ_FRAMEWORK, allowed=400),
    "api-role-suggestions": read(Scope.READ_FRAMEWORK),
    "api-role": read(Scope.READ_FRAMEWORK),
    "api-role-comments": Row(Verb(Scope.READ_FRAMEWORK), {"post": Verb(Scope.WRITE_ME, allowed=400)}),
    "api-routes": read(Scope.READ_FRAMEWORK, allowed=400),
    "api-comments": for_duty(Scope.READ_FRAMEWORK, EDIT_FRAMEWORK),
    "api-comment": Row(Verb(Scope.READ_FRAMEWORK), {"delete": Verb(Scope.WRITE_ME, NOBODY)}),  # it is nobody's own
    "api-comment-answers": Row(None, {"post": Verb(Scope.WRITE_FRAMEWORK, EDIT_FRAMEWORK, 400, refused=403)}, EDIT_FRAMEWORK),
    "api-audits": Row(
        Verb(Scope.READ_AUDITS, READ_MOBILITY, refused=403), {"post": Verb(Scope.ASK_AUDITS, ASK_AUDITS, 400)}, READ_MOBILITY, ASK_AUDITS
    ),
    "api-audit": Row(Verb(Scope.READ_AUDITS, READ_THE_AUDIT), {}, READ_MOBILITY, ASK_AUDITS),
    "api-audit-findings": Row(None, {"post": Verb(Scope.WRITE_FINDINGS, READ_THE_AUDIT, 400)}, READ_MOBILITY),
    "api-review-findings": Row(None, {"post": Verb(Scope.WRITE_FINDINGS, READ_THE_AUDIT, 400)}, READ_MOBILITY),
    "api-reviews": Row(
        Verb(Scope.READ_FINDINGS, READ_MOBILITY, refused=403), {"post": Verb(Scope.WRITE_FINDINGS, READ_MOBILITY, 400)}, READ_MOBILITY
    ),
    "api-review": Row(Verb(Scope.READ_FINDINGS, READ_THE_AUDIT), {}, READ_MOBILITY),
    "api-pulse": for_duty(Scope.READ_FINDINGS, READ_MOBILITY),
    "api-promise-counts": for_duty(Scope.COUNT_PROMISES, HR_PARTNERS),
    "api-findings": for_duty(Scope.READ_FINDINGS, READ_MOBILITY),
    "api-finding": Row(Verb(Scope.READ_FINDINGS, READ_THE_AUDIT), {}, READ_MOBILITY),
    "api-finding-steps": Row(None, {"post": Verb(Scope.WRITE_FINDINGS, READ_THE_AUDIT, 400)}, READ_MOBILITY),
    "api-trail": for_duty(Scope.READ_TRAIL, READ_TRAIL),
    "api-accounts": administered(Scope.MANAGE_ACCOUNTS, 200, post=400),
    "api-account": administered(Scope.MANAGE_ACCOUNTS, 200),
    "api-account-steps": administered(Scope.MANAGE_ACCOUNTS, post=400),
    "api-account-duties": administered(Scope.MANAGE_ACCOUNTS, post=400),
    "api-account-duty": administered(Scope.MANAGE_ACCOUNTS, delete=404),  # the account has none
    "api-directory-groups": administered(Scope.MANAGE_ACCOUNTS, 200),
    "api-directory-group": administered(Scope.MANAGE_ACCOUNTS, 200),
    "api-directory-group-duties": administered(Scope.MANAGE_ACCOUNTS, post=400),
    "api-directory-group-duty": administered(Scope.MANAGE_ACCOUNTS, delete=204),
    "api-webhooks": administered(Scope.MANAGE_WEBHOOKS, 200, post=400),
    "api-webhook-secret": administered(Scope.MANAGE_WEBHOOKS, post=201),
    "api-webhook-test": administered(Scope.MANAGE_WEBHOOKS, post=202),
    "api-webhook-deliveries": administered(Scope.MANAGE_WEBHOOKS, 200),
    "api-webhook-delivery-again": administered(Scope.MANAGE_WEBHOOKS, post=202),
    "api-webhook": administered(Scope.MANAGE_WEBHOOKS, 200, patch=200, delete=204),  # after what happens to it
    "api-mobility": for_duty(Scope.READ_MOBILITY, READ_MOBILITY),
    "api-nightly-runs": Row(
        Verb(Scope.READ_NIGHTLY, READ_NIGHTLY, refused=403),
        {"post": Verb(Scope.RUN_NIGHTLY, ADMINISTRATOR, 400)},
        READ_NIGHTLY,
        ADMINISTRATOR,
    ),
    "api-nightly-run": Row(Verb(Scope.READ_NIGHTLY, READ_NIGHTLY), {}, READ_NIGHTLY, ADMINISTRATOR),
    "api-nightly-run-cancel": Row(None, {"post": Verb(Scope.RUN_NIGHTLY, ADMINISTRATOR, 409)}, READ_NIGHTLY, ADMINISTRATOR),
    "api-policy-versions": for_duty(Scope.READ_FRAMEWORK, ADMINISTRATOR),
    "api-policy-version": for_duty(Scope.READ_FRAMEWORK, ADMINISTRATOR),
}
SHOWS = {  # what the page of that name shows
    "api-my-feedback": "feedback",
    "api-my-record": "my-record",
    "api-my-mentoring": "my-mentoring",
    "api-mentee": "mentee",
    "api-delegations": "my-delegations",
    "api-delegation": "my-delegations",
    "api-trail": "hr-trail",
}
ROUTES = {name: route for name, route in addresses() if name in API}


@pytest.fixture
def company(db: None) -> Company:
    found = found_company()
    Notice.objects.create(to_person=found.subject, about=found.subject, kind="credential", on="2026-01-01", subject="Told", text="It ends.")
    return found


def path_of(name: str, company: Company) -> str:
    values = values_of(company) | {
        "slug": company.role.family.slug if name == "api-family" else company.target.role.slug,
        "notice_id": Notice.objects.get().pk,
        "run_id": NightlyRun.objects.exclude(kind="immediate").latest("pk").pk,
        "number": PolicyVersion.objects.get().number,
        "grant_id": UNKNOWN,
        "kind": "private",
    }
    return re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), ROUTES[name])


def send(client: Client, verb: str, path: str, **headers: str) -> Any:  # Any: the test client's answers carry more than its types know
    body = {} if verb in ("get", "head") else {"data": "{}", "content_type": "application/json"}
    return getattr(client, verb)(path, headers=headers, **body)


def expected(row: Row, verb: str, persona: str) -> int:
    found = row.verb(verb)
    if persona in SHUT_OUT:
        return 401
    if found is None:
        # a write that is not done here is refused like the others, to whom the duty is not given
        return 405 if persona in duty_of(row, verb) else 403
    if persona not in duty_of(row, verb):
        return 403
    return found.others.get(persona, found.allowed if persona in found.readers else found.refused)


def duty_of(row: Row, verb: str) -> frozenset[str]:
    """Return those whom the operation lets in for this verb, before it looks at what is done there."""
    if row.writers is not None and verb not in ("get", "head"):
        return row.writers
    return row.duty


def test_every_operation_has_its_row():
    assert set(ROUTES) == set(ROWS), "give a new operation a row in ROWS, and take out the row of one that is gone"


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_verb(company: Company, persona: str):
    allowed_names = names_allowed(company, persona)
    for name, row in ROWS.items():
        path = path_of(name, company)
        client = client_of(company, persona)
        for verb in ("head", *VERBS) if persona == "self" else VERBS:
            with CaptureQueriesContext(connection) as queries:
                answer = send(client, verb, path)
                content = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("latin-1")
            assert answer.status_code == expected(row, verb, persona), f"{persona}: {verb} {path}: {content}"
            assert answer.headers["Cache-Control"].startswith("private")
            if verb in ("get", "head"):
                assert [sql for sql in writes(queries) if TRAIL not in sql] == [], f"{verb} {path} wrote for {persona}"
            if answer.status_code >= 400:
                assert answer.headers["Content-Type"] == CONTENT_TYPE, path
            if persona in SHUT_OUT:
                assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Pathways"'
            told_too = names_told(company, persona, SHOWS.get(name, "")) if name in SHOWS else set()
            strays = set(re.findall(r"Named-[\w-]+", content)) - allowed_names - told_too
            assert strays == set(), f"{path} names {strays} to {persona}"


@pytest.mark.parametrize("persona", sorted(SIGNED_IN - REACH_THE_NURSE))
def test_a_row_out_of_reach_answers_as_one_that_does_not_exist(company: Company, persona: str):
    client = client_of(company, persona)
    for name, route in ROUTES.items():
        refused = [verb for verb in VERBS if expected(ROWS[name], verb, persona) == 404]
        for verb in refused if re.search(r"<int:\w+_id>", route) else ():
            path = path_of(name, company)
            if UNKNOWN in path:
                continue  # the row in reach, of which one is asked that does not exist
            nowhere = re.sub(r"/\d+/", f"/{UNKNOWN}/", path)
            (there, asked), (missing, asked_of_nothing) = (counted(client, verb, one) for one in (path, nowhere))
            assert (there.status_code, there.content) == (missing.status_code, missing.content), f"{verb} {path}"
            assert dict(there.headers) == dict(missing.headers)
            assert asked == asked_of_nothing, f"{verb} {path} takes its time"


def counted(client: Client, verb: str, path: str) -> tuple[Any, list[str]]:
    """Return an answer, and the queries behind it without their values: as many and the same take as long, whatever a clock says."""
    with CaptureQueriesContext(connection) as queries:
        answer = send(client, verb, path)
    return answer, [re.sub(r"'[^']*'|\d+", "·", query["sql"]) for query in queries.captured_queries]


# --- Tokens -------------------------------------------------------------------------------------


def token_for(company: Company, persona: str, scopes: set[Scope]) -> str:
    """Make a token whatever its owner may: a duty may be taken away after it was made."""
    user = company.user(persona)
    assert user is not None
    secret = tokens.MARK + persona + "-" + "-".join(sorted(scopes))
    digest = tokens.digest_of(secret)
    far = "2999-01-01T00:00:00Z"
    ApiToken.objects.create(user=user, name="x", prefix=secret[:12], digest=digest, scopes=" ".join(scopes) or "none", expires_at=far)
    return f"Bearer {secret}"


@pytest.mark.parametrize("persona", ["self", "auditor", "administrator"])
def test_a_token_may_what_its_owner_may_within_its_scopes(company: Company, persona: str):
    """With the scope alone the answer is the owner's own; with all but that one it is 403, whoever asks."""
    for scope in Scope:
        with transaction.atomic():  # what one scope takes away is there again for the next
            use(scope, company, persona)
            transaction.set_rollback(True)


def use(scope: Scope, company: Company, persona: str) -> None:
    narrow, wide = (token_for(company, persona, scopes) for scopes in ({scope}, set(Scope) - {scope}))
    for name, row in ROWS.items():
        for verb in VERBS:
            found = row.verb(verb)
            if found and found.scope == scope:
                path = path_of(name, company)
                answer = send(Client(), verb, path, Authorization=narrow)
                status = told_alone(name, verb, expected(row, verb, persona))
                assert answer.status_code == status, f"{verb} {path} with {scope}"
                refused = send(Client(), verb, path, Authorization=wide)
                assert refused.status_code == 403, f"{verb} {path} without {scope}"
                assert f'error="insufficient_scope", scope="{scope}"' in refused.headers["WWW-Authenticate"]


def told_alone(name: str, verb: str, status: int) -> int:
    """Return what somebody is answered whose token has an operation's own scope and no other."""
    writes_and_tells = verb != "get" and status < 400 and endpoint_of(name).told_with()
    return 204 if writes_and_tells else status


def endpoint_of(name: str) -> type[Endpoint]:
    path = re.sub(r"<\w+:\w+>", "1", ROUTES[name])
    found: Any = resolve(path).func  # Any: a view that knows its class
    return found.view_class


WRITING = [(name, verb) for name, row in ROWS.items() for verb in row.others]


@pytest.mark.parametrize(("name", "verb"), WRITING)
def test_a_token_that_may_not_read_is_told_nothing_of_what_it_writes(company: Company, monkeypatch: Any, name: str, verb: str):
    """Whatever an operation would answer: without the scope that reads it, it is done and that is all, also for a key used before."""
    endpoint, path = endpoint_of(name), path_of(name, company)
    told = lambda *_, **__: Response({"record": "Named-nurse"}, status=201, headers={"Location": "/there/"})  # noqa: E731  # stands for a method
    monkeypatch.setattr(endpoint, verb, told)
    persona = "auditor" if endpoint.needs in (Permission.READ_AUDITS, Permission.READ_FINDINGS) else "administrator"
    scope, reading = ROWS[name].others[verb].scope, endpoint.told_with()
    assert scope is not None
    narrow = token_for(company, persona, {scope})
    wide = token_for(company, persona, {scope, reading}) if reading else narrow
    key = {} if endpoint.sealed else {"Idempotency-Key": "one"}  # of what is sealed no word is kept under a key
    for secret, whole in ((wide, True), (narrow, reading is None)):
        for _ in range(2):
            answer = send(Client(), verb, path, Authorization=secret, **key)
            assert (answer.status_code, "Named-" in answer.content.decode()) == ((201, True) if whole else (204, False))
            assert answer.headers["Location"] == "/there/"
    documented = document()["paths"][re.sub(r"<\w+:(\w+)>", r"{\1}", ROUTES[name])][verb]["responses"]
    assert reading is None or "204" in documented
