"""Filters: read as the standard writes them, refused with a sentence, and the same to one object and to the database."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employees.models import DirectoryGroup
from employees.scim import filters, groups, lookups, users
from employees.scim.errors import ScimError
from employees.scim.filters import Both, Compare, Not, Within, matches, read
from employees.scim.schemas import GROUPS, USERS
from tests.employees.scim.directory import new_directory

HOME = {"type": "home", "value": "Ada@example.org", "primary": True, "rank": 3}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('userName eq "ada"', Compare("userName", "eq", "ada")),
        ('userName EQ "a \\"b\\" (c)"', Compare("userName", "eq", 'a "b" (c)')),
        ("active eq True", Compare("active", "eq", True)),
        ("title pr", Compare("title", "pr")),
        ("x eq null", Compare("x", "eq", None)),
        ("not (title pr)", Not(Compare("title", "pr"))),
        ("a pr or b pr and c pr", Both(False, (Compare("a", "pr"), Both(True, (Compare("b", "pr"), Compare("c", "pr")))))),
        ("(a pr or b pr) and c pr", Both(True, (Both(False, (Compare("a", "pr"), Compare("b", "pr"))), Compare("c", "pr")))),
        ('emails[type eq "work"]', Within("emails", Compare("type", "eq", "work"))),
    ],
)
def test_a_filter_is_read(text: str, tree: filters.Filter):
    assert read(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "userName",
        "userName eq",
        "userName is 3",
        'userName eq "open',
        "userName eq word",
        "(a pr",
        "a pr)",
        "a pr b pr",
        "not a pr",
        "emails[type pr",
        '"x" eq 3',
        "and",
        "a pr and",
        "x" * 2001,
        "(" * 30 + "a pr" + ")" * 30,
    ],
)
def test_what_is_no_filter_is_refused_with_a_sentence(text: str):
    with pytest.raises(ScimError) as refusal:
        read(text)
    assert refusal.value.kind == "invalidFilter"
    assert len(refusal.value.detail) > 10


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ('type eq "HOME"', True),
        ('TYPE ne "work"', True),
        ('value co "EXAMPLE"', True),
        ('value sw "ada"', True),
        ('value ew ".com"', False),
        ("primary eq true", True),
        ("primary pr and not (missing pr)", True),
        ('type eq "work" or rank eq 3', True),
        ('type gt "a" and type ge "home" and type lt "z" and type le "home"', True),
        ("rank gt 2", False),
        ('missing eq "x"', False),
    ],
)
def test_one_object_is_judged(text: str, met: bool):
    assert matches(read(text), HOME) is met


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str):
    with suppress(ScimError):  # and nothing else
        read(text)


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_any_value_in_quotation_marks_comes_back(value: str):
    assert read(f"a eq {json.dumps(value)}") == Compare("a", "eq", value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('userName eq "ADA@example.org"', ["ada"]),
        ('userName ne "ada@example.org" and userName ne "provisioning@example.org"', ["bob"]),
        ('externalId eq "X-1"', ["ada"]),
        ('externalId eq "x-1"', []),
        ('emails.value eq "bob@example.org"', ["bob"]),
        ('emails[type eq "x"]', None),
        ('emails[value sw "bob"]', ["bob"]),
        ('emails eq "bob@example.org"', ["bob"]),
        ("active eq false", ["bob"]),
        ('active eq "False"', ["bob"]),
        ("title pr", ["ada"]),
        ("not (title pr) and active eq false", ["bob"]),
        ('name.givenName sw "A"', ["ada"]),
        ('urn:ietf:params:scim:schemas:core:2.0:User:name.familyName co "LOV"', ["ada"]),
        ('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "0042"', ["ada"]),
        ('meta.lastModified gt "2020-01-01T00:00:00Z" and title pr', ["ada"]),
        ('meta.created lt "2020-01-01T00:00:00Z"', []),
        ('id eq "no-number"', []),
        ('shoeSize eq "44"', None),
        ("active gt true", None),
        ("userName eq 3", None),
        ('meta.created gt "yesterday"', None),
        ('id co "1"', None),
    ],
)
def test_the_database_is_asked_the_same(text: str, names: list[str] | None):
    directory = new_directory()
    for name, more in (
        ("ada", {"title": "Matron", "externalId": "X-1", "name": {"givenName": "Ada", "familyName": "Lovelace"}, "active": True}),
        ("bob", {"active": False}),
    ):
        enterprise = {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "0042"}} if name == "ada" else {}
        users.create({"userName": f"{name}@example.org", **more, **enterprise}, by=directory.owner)
    if names is None:
        with pytest.raises(ScimError):
            users.known().filter(lookups.question(read(text), USERS, users.COLUMNS)).count()
        return
    found = users.known().filter(lookups.question(read(text), USERS, users.COLUMNS)).exclude(pk=directory.owner.pk)
    assert [user.email.partition("@")[0] for user in found.order_by("pk")] == names


@pytest.mark.django_db
def test_groups_are_found_by_name_and_member():
    directory = new_directory()
    made = groups.create({"displayName": "HR auditors", "members": [{"value": str(directory.owner.pk)}]}, by=directory.owner)
    groups.create({"displayName": "Others"}, by=directory.owner)
    for text in ('displayName eq "hr AUDITORS"', f'members.value eq "{directory.owner.pk}"', f'members[value eq "{directory.owner.pk}"]'):
        assert list(DirectoryGroup.objects.filter(lookups.question(read(text), GROUPS, groups.COLUMNS))) == [made]
