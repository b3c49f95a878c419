"""The OpenAPI document: complete, in the product's words, with examples that its own schemas allow; and the page about it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.api_docs import document, groups
from employees.scopes import Scope
from tests.asking import asker
from tests.factories.employees import UserFactory
from tests.test_api_matrix import ROWS


@pytest.fixture(scope="module")
def told() -> dict:
    return document()


def operations(told):
    return [(path, method, operation) for path, methods in told["paths"].items() for method, operation in methods.items()]


def test_it_is_openapi_3_1_and_served_as_json(db, told):
    answer = asker(UserFactory()).client.get("/api/schema/")
    assert answer.status_code == 401
    who = asker(UserFactory())
    served = who.client.get("/api/schema/", headers={"Authorization": f"Bearer {who.secret}"})
    assert served.json() == told
    assert told["openapi"].startswith("3.1")


def test_it_tells_of_every_operation_and_of_no_other(told):
    reads = sum(row.get is not None for name, row in ROWS.items() if name != "api-schema")
    writes = sum(len(row.others) for row in ROWS.values())
    assert len(operations(told)) == reads + writes


def test_every_operation_says_what_it_does_and_how_it_refuses(told):
    for path, method, operation in operations(told):
        assert operation["summary"], path
        assert len(operation["description"]) > 20, path
        assert operation["tags"] != ["Other"], path
        refusals = {"401", "403", "406", "429"} | ({"413", "415", "422", "400", "409", "412"} if method != "get" else {"304"})
        assert refusals <= set(operation["responses"]), f"{method} {path}"
        assert ("404" in operation["responses"]) >= ("{" in path), path
        assert operation.get("x-scope", "read:me") in set(Scope), path
        assert all(parameter.get("description") or parameter["in"] == "path" for parameter in operation["parameters"]), path


def test_no_two_things_share_a_name():
    """Of two serializers of one name only the one that comes first would be told, and of both."""
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)
    assert [told for told in GENERATOR_STATS._warn_cache if "identical names" in told] == []


def test_every_example_is_what_its_schema_allows(told):
    count = 0
    for path, method, operation in operations(told):
        for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
            for content in body.get("content", {}).values():
                schema = {**content["schema"], "components": told["components"]}
                faults = [error.message for error in Draft202012Validator(schema).iter_errors(content["example"])]
                assert faults == [], f"{method} {path}: {faults}"
                count += 1
    assert count > 200


# --- The page -------------------------------------------------------------------------------------


def test_the_page_tells_of_every_operation_refusal_and_scope(db, client: Client, told):
    client.force_login(UserFactory())
    page = client.get(reverse("api-docs")).content.decode()
    for path, _, operation in operations(told):
        assert f'id="{operation["operationId"]}"' in page, path
    for status in re.findall(r"#problem-(\d+)", page):
        assert f'id="problem-{status}"' in page
    assert all(f"<code>{scope}</code>" in page for scope in Scope)


def test_the_page_has_no_inline_script_and_nothing_from_elsewhere(db, client: Client, told):
    client.force_login(UserFactory())
    answer = client.get(reverse("api-docs"))
    page = answer.content.decode()
    scripts = re.findall(r"<script\b.*?</script>", page, re.DOTALL)
    assert all(re.fullmatch(r'<script src="/static/[^"]+" defer></script>', script) for script in scripts), scripts
    assert page.count("<script") == len(scripts)
    assert re.findall(r'(?:src|href)="(?!/(?!/)|#)', page) == []
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert len(answer.content) < 3_500 * len(operations(told))


def test_every_subject_has_operations():
    assert [group.name for group in groups()] == [
        "Me",
        "People",
        "Plans",
        "Conversations",
        "Promises",
        "Disputes",
        "Framework",
        "Comments",
        "HR",
    ]
    assert all(group.operations for group in groups())
