"""PATCH, in the forms that Entra ID and Okta document and send. Pure: a document in, a document out."""

import pytest

from employees.scim.errors import ScimError
from employees.scim.patches import patched
from employees.scim.schemas import ENTERPRISE, GROUPS, USER, USERS

EMAILS = [{"value": "ada@example.org", "type": "work", "primary": True}]
DOCUMENT = {
    "schemas": [USER],
    "id": "7",
    "userName": "ada@example.org",
    "name": {"givenName": "Ada", "familyName": "Byron"},
    "emails": EMAILS,
    "active": True,
}
GROUP = {"id": "3", "displayName": "Auditors", "members": [{"value": "1", "type": "User"}, {"value": "2", "type": "User"}]}


def after(*operations: dict, document: dict = DOCUMENT, kind=USERS) -> dict:
    return patched(document, {"Operations": list(operations)}, kind)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        # Entra ID
        ({"op": "Replace", "path": "active", "value": "False"}, {"active": False}),
        ({"op": "Replace", "value": {"active": "False"}}, {"active": False}),
        ({"op": "Add", "path": "title", "value": "Matron"}, {"title": "Matron"}),
        ({"op": "Add", "path": "name.givenName", "value": "A."}, {"name": {"givenName": "A.", "familyName": "Byron"}}),
        (
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "al@example.org"},
            {"emails": [{"value": "al@example.org", "type": "work", "primary": True}]},
        ),
        (
            {"op": "Add", "path": 'emails[type eq "home"].value', "value": "al@example.org"},
            {"emails": [*EMAILS, {"type": "home", "value": "al@example.org"}]},
        ),
        (
            {"op": "Replace", "value": {"name.familyName": "Lovelace", f"{ENTERPRISE}:employeeNumber": "42", "displayName": "Ada L."}},
            {"name": {"givenName": "Ada", "familyName": "Lovelace"}, ENTERPRISE: {"employeeNumber": "42"}, "displayName": "Ada L."},
        ),
        ({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "27"}, {ENTERPRISE: {"manager": {"value": "27"}}}),
        (
            {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": "…/27", "value": "27"}]},
            {ENTERPRISE: {"manager": {"value": "27"}}},
        ),
        ({"op": "Add", "path": f"{ENTERPRISE}:manager.value", "value": "27"}, {ENTERPRISE: {"manager": {"value": "27"}}}),
        ({"op": "Add", "path": ENTERPRISE, "value": {"department": "Ward"}}, {ENTERPRISE: {"department": "Ward"}}),
        ({"op": "Remove", "path": "name.familyName"}, {"name": {"givenName": "Ada"}}),
        ({"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"}, {}),
        ({"op": "Replace", "path": 'addresses[type eq "work"].country', "value": "CH"}, {}),
        # Okta
        ({"op": "replace", "value": {"active": False}}, {"active": False}),
        ({"op": "replace", "value": {"id": "7", "schemas": ["x"], "displayName": "Ada"}}, {"displayName": "Ada"}),
        # The standard
        ({"op": "replace", "path": "USERNAME", "value": "al"}, {"userName": "al"}),
        ({"op": "replace", "path": f"{USER}:userName", "value": "al"}, {"userName": "al"}),
        ({"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": 42}, {ENTERPRISE: {"employeeNumber": "42"}}),
        ({"op": "replace", "path": "name", "value": {"givenName": "A."}}, {"name": {"givenName": "A.", "familyName": "Byron"}}),
        ({"op": "remove", "path": "name"}, {"name": None}),
        ({"op": "remove", "path": 'emails[type eq "work"]'}, {"emails": []}),
        ({"op": "remove", "path": 'emails[type eq "work"].type'}, {"emails": [{"value": "ada@example.org", "primary": True}]}),
        ({"op": "replace", "path": "title", "value": None}, {"title": None}),
        ({"op": "add", "path": "emails", "value": [{"value": "ada@example.org"}]}, {}),
    ],
)
def test_a_user(operation: dict, expected: dict):
    found = after(operation)
    whole = DOCUMENT | expected
    assert found == {name: value for name, value in whole.items() if value is not None}


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ({"op": "Add", "path": "members", "value": [{"$ref": None, "value": "9"}]}, ["1", "2", "9"]),
        ({"op": "add", "path": "members", "value": [{"value": "2", "display": "bob"}, {"value": "9"}]}, ["1", "2", "9"]),
        ({"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "2"}]}, ["1"]),
        ({"op": "remove", "path": 'members[value eq "2"]'}, ["1"]),
        ({"op": "remove", "path": 'members[value eq "404"]'}, ["1", "2"]),
        ({"op": "remove", "path": "members"}, None),
        ({"op": "replace", "path": "members", "value": [{"value": "5"}]}, ["5"]),
        ({"op": "replace", "value": {"displayName": "Auditors", "members": [{"value": "5"}]}}, ["5"]),
        ({"op": "replace", "value": {"id": "3", "displayName": "Renamed"}}, ["1", "2"]),
    ],
)
def test_the_members_of_a_group(operation: dict, members: list[str] | None):
    found = after(operation, document=GROUP, kind=GROUPS).get("members")
    assert (found and [one["value"] for one in found]) == members


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "dance", "path": "title", "value": "x"}, "invalidSyntax"),
        ({"path": "title", "value": "x"}, "invalidSyntax"),
        ({"op": "replace", "value": "x"}, "invalidSyntax"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "replace", "path": 'emails[value co "zzz"].value', "value": "y"}, "noTarget"),
        ({"op": "replace", "path": "emails[", "value": "y"}, "invalidPath"),
        ({"op": "replace", "path": 'emails[type eq "work"]value', "value": "y"}, "invalidPath"),
        ({"op": "replace", "path": "emails[type]", "value": "y"}, "invalidFilter"),
        ({"op": "replace", "path": "emails[emails[type pr]]", "value": "y"}, "invalidFilter"),
        ({"op": "replace", "path": 7, "value": "y"}, "invalidPath"),
        ({"op": "replace", "path": " ", "value": "y"}, "invalidPath"),
        ({"op": "replace", "path": 'name[givenName eq "Ada"]', "value": "y"}, "invalidPath"),
        ({"op": "remove", "path": "id"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": {"a": 1}}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": ["a", "b"]}, "invalidValue"),
        ({"op": "replace", "path": "name", "value": 7}, "invalidValue"),
        ({"op": "replace", "path": "emails", "value": [[]]}, "invalidValue"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_done(operation: dict, kind: str):
    with pytest.raises(ScimError) as refusal:
        after({"op": "replace", "path": "title", "value": "Matron"}, operation)
    assert (refusal.value.status, refusal.value.kind) == (400, kind)
    assert "title" not in DOCUMENT


@pytest.mark.parametrize("body", [{}, {"Operations": []}, {"Operations": "x"}, {"Operations": [3]}])
def test_no_operations_are_refused(body: dict):
    with pytest.raises(ScimError, match="Operations"):
        patched(DOCUMENT, body, USERS)


def test_too_many_are_refused():
    with pytest.raises(ScimError, match="at most"):
        after(*[{"op": "remove", "path": "title"}] * 1001)
