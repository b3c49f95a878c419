"""Users as a directory opens, changes and closes them: whole requests, as Entra ID and Okta send them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from employees import tokens
from employees.models import ApiToken, AuditEvent, DirectoryUser, Employee, Grant, SkillAssessment, User
from employees.scim import users
from employees.scim.schemas import ENTERPRISE, ERROR, USER
from employees.scopes import Scope
from tests.employees.scim.directory import Directory, new_directory, token_of
from tests.factories.employees import EmployeeFactory, GrantFactory, SkillAssessmentFactory, UserFactory

pytestmark = pytest.mark.django_db

# As Entra ID's documentation of its SCIM client has it
ENTRA = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "ada_lovelace@example.org",
    "active": True,
    "emails": [{"primary": True, "type": "work", "value": "Ada@Example.org"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
    "roles": [],
    ENTERPRISE: {"employeeNumber": "0042", "department": "Ward 3"},
}
# As Okta's
OKTA = {
    "schemas": [USER],
    "userName": "bob@example.org",
    "name": {"givenName": "Bob", "familyName": "Burns"},
    "emails": [{"primary": True, "value": "bob@example.org", "type": "work"}],
    "displayName": "Bob Burns",
    "locale": "en-US",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}


@pytest.fixture
def directory(db: None) -> Directory:
    return new_directory()


def opened(directory: Directory, document: dict = ENTRA) -> dict:
    answer = directory.ask("post", "Users", document)
    assert answer.status_code == 201, answer.told
    return answer.told


def refusal(answer) -> tuple[int, str | None]:
    assert answer.told["schemas"] == [ERROR]
    assert answer.told["status"] == str(answer.status_code)
    assert answer.told["detail"].endswith(".")
    return answer.status_code, answer.told.get("scimType")


# --- The door ---------------------------------------------------------------------------------


def test_a_token_of_an_administrator_with_the_scope_opens_and_nothing_else_does(directory: Directory):
    assert directory.ask("get", "Users").status_code == 200
    other = Directory(directory.owner, "pathways_nonsense")
    answer = other.ask("get", "Users")
    assert refusal(answer) == (401, None)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for headers in ({}, {"Authorization": ""}, {"Authorization": "Bearer "}, {"Authorization": f"Basic {directory.token}"}):
        assert Client().get("/scim/v2/Users", headers=headers).status_code == 401
    reading = Directory(directory.owner, token_of(directory.owner, Scope.READ_ME))
    assert refusal(reading.ask("get", "Users")) == (403, None)
    Grant.objects.filter(user=directory.owner).delete()
    assert refusal(directory.ask("get", "Users")) == (403, None)


def test_a_session_opens_nothing(client: Client, directory: Directory):
    client.force_login(directory.owner)
    assert client.get("/scim/v2/Users").status_code == 401
    assert client.post("/scim/v2/Users", ENTRA, content_type="application/json").status_code == 401
    assert User.objects.count() == 1


def test_the_scope_is_offered_to_administrators_alone():
    auditor = GrantFactory(duty="hr-auditor").user
    with pytest.raises(tokens.TokenError):
        token_of(auditor)


def test_a_revoked_token_opens_no_more(directory: Directory):
    tokens.revoke(token=ApiToken.objects.get(), by=directory.owner)
    assert directory.ask("get", "Users").status_code == 401


# --- Opening ----------------------------------------------------------------------------------


def test_entra_opens_an_account_that_is_joined_to_the_record_of_its_number(directory: Directory):
    ada = EmployeeFactory(number="0042")
    answer = directory.ask("post", "Users", ENTRA)
    told = answer.told
    user = User.objects.get(pk=told["id"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/scim+json")
    assert answer.headers["Location"] == told["meta"]["location"] == f"http://testserver/scim/v2/Users/{user.pk}"
    assert answer.headers["ETag"] == told["meta"]["version"]
    assert (user.email, user.is_active, user.has_usable_password()) == ("ada@example.org", True, False)
    assert Employee.objects.get(pk=ada.pk).user == user
    assert {key: told[key] for key in ("externalId", "userName", "active", "name", "emails", ENTERPRISE)} == {
        "externalId": ENTRA["externalId"],
        "userName": "ada_lovelace@example.org",
        "active": True,
        "name": {"familyName": "Lovelace", "givenName": "Ada"},
        "emails": [{"value": "ada@example.org", "type": "work", "primary": True}],
        ENTERPRISE: {"employeeNumber": "0042", "department": "Ward 3"},
    }
    assert directory.ask("get", f"Users/{user.pk}").told == told
    events = set(AuditEvent.objects.filter(kind="employees.user", object_id=str(user.pk)).values_list("verb", "channel", "who"))
    assert ("granted", "token", directory.owner.pk) in events
    assert ("added", "token", directory.owner.pk) in events


def test_okta_opens_an_account_and_its_password_is_not_taken(directory: Directory):
    told = opened(directory, OKTA)
    user = User.objects.get(pk=told["id"])
    assert not user.has_usable_password()
    assert "password" not in told
    assert "locale" not in told


def test_a_name_that_is_an_address_is_enough(directory: Directory):
    assert opened(directory, {"userName": "Carl@example.org"})["emails"][0]["value"] == "carl@example.org"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"userName": ""}, (400, "invalidValue")),
        ({"emails": [{"value": "a@example.org"}]}, (400, "invalidValue")),
        ({"userName": "no-address"}, (400, "invalidValue")),
        ({"userName": "x", "emails": [{"value": "no address"}]}, (400, "invalidValue")),
        ({"userName": "x@example.org", "active": "perhaps"}, (400, "invalidValue")),
        ({"userName": "x@example.org", "title": "y" * 300}, (400, "invalidValue")),
        ({"userName": "x@example.org", "title": "a\0b"}, (400, "invalidValue")),
        ({"userName": ["a", "b"]}, (400, "invalidValue")),
        ([], (400, "invalidSyntax")),
        ("text", (400, "invalidSyntax")),
    ],
)
def test_what_is_no_account_is_refused_and_nothing_is_written(directory: Directory, document, expected: tuple):
    before = User.objects.count()
    assert refusal(directory.ask("post", "Users", document)) == expected
    assert User.objects.count() == before


def test_what_is_no_json_is_refused(directory: Directory):
    headers = {"Authorization": f"Bearer {directory.token}"}
    for body in ("{", "[" * 100_000, b"\xff\xfe"):
        answer = Client().post("/scim/v2/Users", body, content_type="application/scim+json", headers=headers)
        assert answer.status_code == 400


def test_an_account_that_is_there_is_found_and_taken_over_and_not_opened_twice(directory: Directory):
    invited = UserFactory(email="ada@example.org")
    assert refusal(directory.ask("post", "Users", ENTRA)) == (409, "uniqueness")
    found = directory.ask("get", 'Users?filter=userName eq "ADA@example.org"').told
    assert [one["id"] for one in found["Resources"]] == [str(invited.pk)]
    assert directory.patch(f"Users/{invited.pk}", {"op": "Add", "path": "externalId", "value": "x"}).told["externalId"] == "x"
    assert refusal(directory.ask("post", "Users", ENTRA | {"userName": "ADA@EXAMPLE.ORG"})) == (409, "uniqueness")


def test_a_leaver_gets_no_account_and_a_number_of_somebody_else_is_refused(directory: Directory):
    EmployeeFactory(number="0042", left_on=dt.date(2024, 1, 1))
    answer = directory.ask("post", "Users", ENTRA)
    assert refusal(answer) == (400, "invalidValue")
    assert "left on" in answer.told["detail"]
    EmployeeFactory(number="0043", with_user=True)
    assert refusal(directory.ask("post", "Users", ENTRA | {ENTERPRISE: {"employeeNumber": "0043"}})) == (409, "uniqueness")
    assert not User.objects.filter(email="ada@example.org").exists()


def test_a_number_that_nobody_has_yet_waits_for_the_person(directory: Directory):
    told = opened(directory)
    assert users.join_waiting() == 0
    ada = EmployeeFactory(number="0042")
    assert users.join_waiting() == 1
    ada.refresh_from_db()
    assert str(ada.user_id) == told["id"]
    assert users.join_waiting() == 0


# --- Closing ----------------------------------------------------------------------------------

CLOSINGS = {
    "Entra ID, text": [{"op": "Replace", "path": "active", "value": "False"}],
    "Entra ID, without path": [{"op": "Replace", "value": {"active": False}}],
    "Okta": [{"op": "replace", "value": {"active": False}}],
}


@pytest.mark.parametrize("operations", CLOSINGS.values(), ids=CLOSINGS.keys())
def test_closing_ends_sessions_and_tokens_at_once_and_deletes_nothing(directory: Directory, operations: list):
    ada = EmployeeFactory(number="0042")
    judged = SkillAssessmentFactory(employee=ada)
    told = opened(directory)
    user = User.objects.get(pk=told["id"])
    browser = Client()
    browser.force_login(user)
    own = token_of(user, Scope.READ_ME)
    assert browser.get("/").status_code == 200
    answer = directory.patch(f"Users/{user.pk}", *operations)
    assert (answer.status_code, answer.told["active"]) == (200, False)
    assert browser.get("/").status_code == 302
    assert tokens.find(own) is None
    assert user.sessions.count() == 0
    assert SkillAssessment.objects.get() == judged
    assert directory.ask("get", f"Users/{user.pk}").told["active"] is False
    assert directory.patch(f"Users/{user.pk}", {"op": "Replace", "path": "active", "value": "True"}).told["active"] is True
    assert browser.get("/").status_code == 302, "a session of before lives no more"


def test_okta_replaces_whole_users(directory: Directory):
    told = opened(directory, OKTA)
    answer = directory.ask("put", f"Users/{told['id']}", OKTA | {"active": False, "displayName": "Robert"})
    assert (answer.told["active"], answer.told["displayName"]) == (False, "Robert")
    answer = directory.ask("put", f"Users/{told['id']}", {"userName": "bob@example.org"})
    assert "displayName" not in answer.told
    assert answer.told["active"] is False, "a document that does not say opens nobody"


def test_deleting_closes_and_the_same_account_is_opened_anew(directory: Directory):
    ada = EmployeeFactory(number="0042")
    told = opened(directory)
    path = f"Users/{told['id']}"
    assert directory.ask("delete", path).status_code == 204
    user = User.objects.get(pk=told["id"])
    assert not user.is_active
    assert Employee.objects.get(pk=ada.pk).user == user
    entry = DirectoryUser.objects.get(account=user)
    assert (entry.given_name, entry.external_id, entry.employee_number) == ("", "", "")
    for method in ("get", "delete"):
        assert refusal(directory.ask(method, path)) == (404, None)
    assert refusal(directory.patch(path, {"op": "replace", "path": "title", "value": "x"})) == (404, None)
    assert directory.ask("get", 'Users?filter=userName eq "ada_lovelace@example.org"').told["totalResults"] == 0
    again = opened(directory)
    assert again["id"] == told["id"]
    assert User.objects.get(pk=user.pk).is_active


def test_the_last_administrator_and_the_tokens_own_account_stay_open(directory: Directory):
    other = GrantFactory(duty="administrator").user
    own = f"Users/{directory.owner.pk}"
    answer = directory.patch(own, {"op": "replace", "path": "active", "value": False})
    assert refusal(answer) == (409, "mutability")
    assert "own account" in answer.told["detail"]
    assert refusal(directory.ask("delete", own)) == (409, "mutability")
    assert directory.patch(f"Users/{other.pk}", {"op": "replace", "path": "active", "value": False}).told["active"] is False
    assert User.objects.get(pk=directory.owner.pk).is_active


# --- Changing ---------------------------------------------------------------------------------


def test_names_addresses_and_numbers_are_changed(directory: Directory):
    first, second = EmployeeFactory(number="0042"), EmployeeFactory(number="0050")
    told = opened(directory)
    answer = directory.patch(
        f"Users/{told['id']}",
        {"op": "Replace", "path": "userName", "value": "ada.king@example.org"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ada.king@example.org"},
        {"op": "Add", "path": f"{ENTERPRISE}:employeeNumber", "value": "0050"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "27"},
    )
    assert answer.told["emails"][0]["value"] == "ada.king@example.org"
    assert answer.told[ENTERPRISE]["manager"] == {"value": "27"}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.user_id, str(second.user_id)) == (None, told["id"])
    assert User.objects.get(pk=told["id"]).email == "ada.king@example.org"


def test_a_name_of_another_is_refused_and_nothing_is_changed(directory: Directory):
    told = opened(directory)
    opened(directory, OKTA)
    for operation in (
        {"op": "replace", "path": "userName", "value": "BOB@example.org"},
        {"op": "replace", "path": "emails", "value": [{"value": "bob@example.org"}]},
        {"op": "replace", "path": "userName", "value": directory.owner.email},
    ):
        title = {"op": "add", "path": "title", "value": "Countess"}
        assert refusal(directory.patch(f"Users/{told['id']}", title, operation)) == (409, "uniqueness")
    assert "title" not in directory.ask("get", f"Users/{told['id']}").told


def test_tags_guard_against_writing_over_what_has_changed(directory: Directory):
    told = opened(directory)
    path, version = f"Users/{told['id']}", told["meta"]["version"]
    assert directory.ask("get", path, If_None_Match=version).status_code == 304
    changed = directory.patch(path, {"op": "add", "path": "title", "value": "Countess"}, If_Match=version)
    assert changed.status_code == 200
    assert changed.told["meta"]["version"] != version
    assert directory.ask("get", path, If_None_Match=version).status_code == 200
    for method in ("put", "delete"):
        assert refusal(directory.ask(method, path, ENTRA, If_Match=version)) == (412, None)
    assert directory.ask("put", path, ENTRA, If_Match="*").status_code == 200


# --- Asking -----------------------------------------------------------------------------------


def test_lists_are_paged_sorted_and_cut_to_what_is_asked_for(directory: Directory):
    for name in "cab":
        opened(directory, {"userName": f"{name}@example.org", "displayName": name.upper()})
    first = directory.ask("get", "Users?startIndex=1&count=2&sortBy=userName&attributes=userName,emails.value").told
    assert (first["totalResults"], first["startIndex"], first["itemsPerPage"]) == (4, 1, 2)
    assert [one["userName"] for one in first["Resources"]] == ["a@example.org", "b@example.org"]
    assert set(first["Resources"][0]) == {"schemas", "id", "userName", "emails"}
    assert first["Resources"][0]["emails"] == [{"value": "a@example.org"}]
    rest = directory.ask("get", "Users?startIndex=3&count=2&sortBy=userName&excludedAttributes=emails,meta").told
    assert [one["userName"] for one in rest["Resources"]] == ["c@example.org", directory.owner.email]
    assert "meta" not in rest["Resources"][0]
    assert "displayName" in rest["Resources"][0]
    assert directory.ask("get", "Users?count=0").told["Resources"] == []
    assert directory.ask("get", "Users?startIndex=-5&count=-1").told["startIndex"] == 1
    assert directory.ask("get", "Users?startIndex=999").told["Resources"] == []
    assert refusal(directory.ask("get", "Users?count=many")) == (400, "invalidValue")
    assert refusal(directory.ask("get", "Users?filter=userName")) == (400, "invalidFilter")
    assert refusal(directory.ask("get", "Users?sortBy=shoeSize")) == (400, "invalidFilter")


def test_the_queries_do_not_grow_with_the_users(directory: Directory, django_assert_max_num_queries):
    for number in range(30):
        UserFactory(email=f"{number}@example.org")
    with django_assert_max_num_queries(9):
        assert directory.ask("get", "Users").told["itemsPerPage"] == 31


@pytest.mark.parametrize("number", ["0", "-1", "999999", "x", "9" * 30, "1' or 1=1", "²"])
def test_what_is_nowhere_is_404(directory: Directory, number: str):
    assert refusal(directory.ask("get", f"Users/{number}")) == (404, None)
    assert refusal(directory.ask("get", f"Groups/{number}")) == (404, None)


def test_wrong_methods_and_what_is_not_offered_are_told(directory: Directory):
    assert refusal(directory.ask("put", "Users")) == (405, None)
    assert refusal(directory.ask("post", "ServiceProviderConfig", {})) == (405, None)
    for rest in ("Bulk", "Me", ".search"):
        assert refusal(directory.ask("post", rest, {})) == (501, None)
    assert refusal(directory.ask("get", "Teapots")) == (404, None)


def test_every_address_asks_for_the_token():
    from config.urls import urlpatterns  # noqa: PLC0415  # the one table of addresses

    names = [name for name in (getattr(pattern, "name", None) or "" for pattern in urlpatterns) if name.startswith("scim-")]
    assert len(names) == 10
    for name in names:
        args = ["x"] if name in ("scim-resource-type", "scim-schema", "scim-user", "scim-group", "scim-nowhere") else []
        for method in ("get", "post", "put", "patch", "delete"):
            assert getattr(Client(), method)(reverse(name, args=args)).status_code == 401
