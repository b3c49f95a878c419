"""Every operation, asked what its own document allows and what it does not: no fault of ours, and nothing undeclared in an answer.

Few examples here, the same on every run; `API_FUZZ=200` asks each operation that often, differently each time, as CI does.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from config.api_docs import document
from employees.models import Employee, Grant, Notice
from promotions.models import NightlyRun, PolicyVersion
from tests.asking import asker
from tests.company import Company, found_company
from tests.test_access_matrix import values_of

EXAMPLES = int(os.environ.get("API_FUZZ", "0")) or 3
HELD_TO = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {found.label: found for found in (operation.ok() for operation in SCHEMA.get_all_operations() if isinstance(operation, Ok))}


@pytest.fixture
def company(db: None) -> Company:
    found = found_company()
    told = {"kind": "dispute", "on": "2026-01-01", "subject": "Told", "text": "."}
    Notice.objects.create(to_person=company_manager(found), **told)
    return found


def company_manager(company: Company) -> Employee:
    return company.users["manager"].employee


@pytest.fixture
def secret(company: Company) -> str:
    """Return a token of somebody with every duty and a line below: whoever may most finds most."""
    manager = company.users["manager"]
    for duty in ("hr-auditor", "framework-editor", "administrator"):
        Grant.objects.create(user=manager, duty=duty)
    return asker(manager).secret


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between requests, as Django's own test client does: its transaction is never committed."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def real(company: Company) -> dict[str, Any]:
    """Return parameters that lead somewhere: by chance alone none ever would."""
    return values_of(company) | {
        "slug": company.target.role.slug,
        "notice_id": Notice.objects.earliest("pk").pk,  # a dispute that is answered leaves another
        "run_id": NightlyRun.objects.latest("pk").pk,
        "number": PolicyVersion.objects.get().number,
        "grant_id": Grant.objects.earliest("pk").pk,
        "kind": "private",
    }


def led_there(case: Any, company: Company) -> Iterator[Any]:
    """Yield the case as it was made, and once more with parameters that lead somewhere."""
    yield case
    if case.path_parameters:
        case.path_parameters = {name: real(company)[name] for name in case.path_parameters}
        yield case


@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_that_is_asked_breaks_it(company: Company, secret: str, label: str):
    operation = OPERATIONS[label]
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @settings(
        max_examples=EXAMPLES,
        derandomize="API_FUZZ" not in os.environ,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(modes))
    def ask(case: Any) -> None:
        for asked in led_there(case, company):
            answer = asked.call(headers={"Authorization": f"Bearer {secret}"})
            asked.validate_response(answer, checks=HELD_TO)

    ask()
