"""Groups of the directory, and the duties that they entrust: given with membership, taken with it, never the last administrator's."""

import pytest

from employees import accounts
from employees.access import Permission
from employees.access import of as access_of
from employees.accounts import LastAdministratorError
from employees.models import DirectoryGroup, Grant, User
from employees.scim import duties
from employees.scim.duties import DutyError
from employees.scim.schemas import GROUP
from tests.employees.scim.directory import Directory, new_directory, token_of
from tests.employees.scim.test_users import refusal
from tests.factories.employees import GrantFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(db: None) -> Directory:
    return new_directory()


def group_of(directory: Directory, name: str, *members: User) -> DirectoryGroup:
    document = {"schemas": [GROUP], "externalId": "8aa1", "displayName": name, "members": [{"value": str(user.pk)} for user in members]}
    answer = directory.ask("post", "Groups", document)
    assert answer.status_code == 201, answer.told
    return DirectoryGroup.objects.get(pk=answer.told["id"])


def duties_of(user: User) -> set[str]:
    return set(Grant.objects.filter(user=user).values_list("duty", flat=True))


def members(directory: Directory, group: DirectoryGroup) -> list[str]:
    return [one["value"] for one in directory.ask("get", f"Groups/{group.pk}").told.get("members", [])]


def test_a_group_is_made_shown_renamed_and_deleted(directory: Directory):
    ada = UserFactory()
    group = group_of(directory, "HR auditors", ada)
    told = directory.ask("get", f"Groups/{group.pk}").told
    assert (told["displayName"], told["externalId"]) == ("HR auditors", "8aa1")
    assert told["members"] == [{"value": str(ada.pk), "$ref": f"http://testserver/scim/v2/Users/{ada.pk}", "type": "User"}]
    assert directory.ask("get", f"Users/{ada.pk}").told["groups"][0]["display"] == "HR auditors"
    renamed = directory.patch(f"Groups/{group.pk}", {"op": "Replace", "path": "displayName", "value": "Auditors"}, If_Match='W/"1"')
    assert (renamed.told["displayName"], renamed.headers["ETag"]) == ("Auditors", 'W/"2"')
    assert refusal(directory.patch(f"Groups/{group.pk}", {"op": "Replace", "path": "displayName", "value": "x"}, If_Match='W/"1"')) == (
        412,
        None,
    )
    assert directory.ask("put", f"Groups/{group.pk}", {"displayName": "Auditors"}).status_code == 200
    assert members(directory, group) == []
    assert directory.ask("delete", f"Groups/{group.pk}").status_code == 204
    assert refusal(directory.ask("get", f"Groups/{group.pk}")) == (404, None)


def test_members_come_and_go_as_entra_and_okta_send_them(directory: Directory):
    ada, bob = UserFactory(), UserFactory()
    group = group_of(directory, "Auditors")
    path = f"Groups/{group.pk}"
    both = [{"$ref": None, "value": str(ada.pk)}, {"$ref": None, "value": str(bob.pk)}]
    assert directory.patch(path, {"op": "Add", "path": "members", "value": both}).status_code == 200
    assert members(directory, group) == [str(ada.pk), str(bob.pk)]
    directory.patch(path, {"op": "Remove", "path": "members", "value": both[:1]})
    assert members(directory, group) == [str(bob.pk)]
    directory.patch(path, {"op": "remove", "path": f'members[value eq "{bob.pk}"]'}, {"op": "add", "path": "members", "value": both[:1]})
    assert members(directory, group) == [str(ada.pk)]
    assert directory.patch(path, {"op": "replace", "value": {"id": str(group.pk), "displayName": "HR auditors"}}).status_code == 200
    assert members(directory, group) == [str(ada.pk)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"displayName": ""}, (400, "invalidValue")),
        ({"displayName": "x" * 300}, (400, "invalidValue")),
        ({"displayName": "AUDITORS"}, (409, "uniqueness")),
        ({"displayName": "x", "members": [{"value": "987654"}]}, (400, "invalidValue")),
        ({"displayName": "x", "members": [{"value": "me"}]}, (400, "invalidValue")),
        ({"displayName": "x", "members": [{"value": "1", "type": "Group"}]}, (400, "invalidValue")),
    ],
)
def test_what_is_no_group_is_refused(directory: Directory, document: dict, expected: tuple):
    group = group_of(directory, "Auditors")
    other = group_of(directory, "Others")
    assert refusal(directory.ask("post", "Groups", document)) == expected
    assert refusal(directory.ask("put", f"Groups/{other.pk}", document)) == expected
    assert DirectoryGroup.objects.count() == 2
    assert members(directory, group) == []


def test_lists_leave_members_out_where_nobody_asks(directory: Directory, django_assert_max_num_queries):
    for number in range(20):
        group_of(directory, f"Group {number}", directory.owner)
    with django_assert_max_num_queries(8):
        told = directory.ask("get", "Groups?excludedAttributes=members").told
    assert "members" not in told["Resources"][0]
    with django_assert_max_num_queries(9):
        told = directory.ask("get", 'Groups?filter=displayName eq "group 7"').told
    assert [len(one["members"]) for one in told["Resources"]] == [1]


# --- Duties -----------------------------------------------------------------------------------


def test_a_duty_comes_with_membership_and_goes_with_it(directory: Directory):
    ada, ward = UserFactory(), UnitFactory(code="ward")
    group = group_of(directory, "Auditors", ada)
    assert duties_of(ada) == set()
    entrusted = duties.entrust(group=group, duty="hr-auditor", code="", by=directory.owner)
    duties.entrust(group=group, duty="hr-partner", code="ward", by=directory.owner)
    assert duties_of(ada) == {"hr-auditor", "hr-partner"}
    assert Grant.objects.get(user=ada, duty="hr-partner").unit == ward
    assert access_of(User.objects.get(pk=ada.pk)).may(Permission.READ_NIGHTLY)
    bob = UserFactory()
    directory.patch(f"Groups/{group.pk}", {"op": "Add", "path": "members", "value": [{"value": str(bob.pk)}]})
    assert duties_of(bob) == {"hr-auditor", "hr-partner"}
    directory.patch(f"Groups/{group.pk}", {"op": "Remove", "path": f'members[value eq "{ada.pk}"]'})
    assert duties_of(ada) == set()
    duties.stop_entrusting(entrusted=entrusted, by=directory.owner)
    assert duties_of(bob) == {"hr-partner"}
    directory.ask("delete", f"Groups/{group.pk}")
    assert duties_of(bob) == set()


def test_what_was_granted_by_hand_or_by_another_group_stays(directory: Directory):
    ada, bob = GrantFactory(duty="hr-auditor").user, UserFactory()
    groups = [group_of(directory, name, ada, bob) for name in ("One", "Two")]
    for group in groups:
        duties.entrust(group=group, duty="hr-auditor", code="", by=directory.owner)
    directory.ask("delete", f"Groups/{groups[0].pk}")
    assert (duties_of(ada), duties_of(bob)) == ({"hr-auditor"}, {"hr-auditor"})
    directory.ask("delete", f"Users/{bob.pk}")
    directory.ask("delete", f"Groups/{groups[1].pk}")
    assert (duties_of(ada), duties_of(bob)) == ({"hr-auditor"}, set())


def test_deleting_a_user_leaves_its_groups_and_their_duties(directory: Directory):
    ada = UserFactory()
    group = group_of(directory, "Editors", ada)
    duties.entrust(group=group, duty="framework-editor", code="", by=directory.owner)
    directory.ask("delete", f"Users/{ada.pk}")
    assert (duties_of(ada), members(directory, group)) == (set(), [])


def test_no_mistake_in_the_directory_takes_the_last_administrator(directory: Directory):
    ada = UserFactory()
    group = group_of(directory, "Administrators", ada)
    entrusted = duties.entrust(group=group, duty="administrator", code="", by=directory.owner)
    Grant.objects.filter(user=directory.owner).delete()
    acts = Directory(ada, token_of(User.objects.get(pk=ada.pk)))
    path = f"Groups/{group.pk}"
    for answer in (
        acts.patch(path, {"op": "Remove", "path": "members"}),
        acts.ask("put", path, {"displayName": "Administrators"}),
        acts.ask("delete", path),
    ):
        assert refusal(answer) == (409, "mutability")
        assert "nobody to administer" in answer.told["detail"]
    with pytest.raises(LastAdministratorError):
        duties.stop_entrusting(entrusted=entrusted, by=ada)
    assert (duties_of(ada), group.duties.count(), members(acts, group)) == ({"administrator"}, 1, [str(ada.pk)])
    accounts.grant(user=UserFactory(), duty=Grant.Duty.ADMINISTRATOR, unit=None, by=ada)
    assert acts.ask("delete", path).status_code == 204
    assert duties_of(ada) == set()


@pytest.mark.parametrize(("duty", "code"), [("hr-partner", ""), ("hr-auditor", "ward"), ("hr-partner", "nowhere")])
def test_a_mapping_that_makes_no_sense_is_refused_with_a_sentence(directory: Directory, duty: str, code: str):
    UnitFactory(code="ward")
    with pytest.raises(DutyError, match=r"\.$"):
        duties.entrust(group=group_of(directory, "Auditors"), duty=duty, code=code, by=directory.owner)
