"""The main navigation holds what its reader may open, by audience, and says where the page at hand belongs."""

import pytest
from django.test import Client

from employees import access, navigation
from tests.company import Company, found_company
from tests.factories.employees import GrantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return found_company()


def groups_of(company: Company, who: str, path: str = "/") -> dict[str, list[str]]:
    found = navigation.groups(access.of(company.users[who]), path)
    return {group.label or group.links[0].label: [link.label for link in group.links] for group in found}


def test_an_employee_has_four_places(company: Company):
    assert list(groups_of(company, "self")) == ["My path", "Explore", "Me", "Notices"]


def test_a_manager_finds_the_team_in_one_place(company: Company):
    found = groups_of(company, "manager")
    assert {"Team", "People", "Disputes", "Standing in"} <= {*found["My team"]}
    assert "HR" not in found


def test_an_hr_partner_finds_people_under_hr_and_a_partner_who_leads_among_the_team_alone(company: Company):
    assert {"Mobility", "Audits", "People", "Disputes"} <= {*groups_of(company, "HR partner inside")["HR"]}
    GrantFactory(user=company.users["manager"], duty="hr-partner", unit=company.subject.positions.get(end=None).unit)
    found = groups_of(company, "manager")
    assert "People" in found["My team"]
    assert "People" not in found["HR"]


def test_an_administrator_has_one_calm_row_and_no_link_twice(company: Company):
    found = groups_of(company, "administrator")
    assert len(found) <= 6
    labels = [label for labels in found.values() for label in labels]
    assert len(labels) == len({*labels})
    assert {"Accounts", "Nightly run", "Audit trail"} <= {*found["Administration"]}


def test_a_visitor_has_none(client: Client):
    assert 'aria-label="Main"' not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("path", "group", "links"),
    [
        ("/", "", ["My path"]),
        ("/roles/", "Explore", ["Roles"]),
        ("/roles/compare/", "Explore", ["Two roles compared"]),
        ("/roles/a-role/", "Explore", ["Roles"]),
        ("/people/12/", "My team", ["People"]),
    ],
)
def test_one_link_says_where_the_page_belongs(company: Company, path: str, group: str, links: list[str]):
    found = navigation.groups(access.of(company.users["manager"]), path)
    assert [(one.label, [link.label for link in one.links if link.current]) for one in found if one.current] == [(group, links)]


def test_a_group_folds_without_a_script_and_one_link_stands_alone(company: Company, client: Client):
    client.force_login(company.users["manager"])
    page = client.get("/roles/").content.decode()
    assert page.count('<details class="nav-group" name="navigation">') == page.count("<summary") >= 3
    assert '<summary aria-current="true">Explore' in page
    assert not navigation.Group("HR", [navigation.link("Mobility", "/hr/mobility/", "/", 0)]).folded
