"""Finding a role by what somebody types: what fits best stands first, and never more than a dozen."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pathways.models import FrameworkVersion
from pathways.role_search import MOST_FOUND, RoleField, find_roles, with_parameters
from tests.factories.employees import UserFactory
from tests.factories.pathways import FrameworkVersionFactory, RoleProfileFactory, TrackFactory

TODAY = dt.date(2026, 3, 10)


@pytest.fixture
def version(db: None) -> FrameworkVersion:
    """Nursing and medicine, with a role whose name holds another's."""
    found = FrameworkVersionFactory()
    nursing = TrackFactory(family__framework=found.framework, family__name="Nursing")
    for name, code in (
        ("Staff nurse", "n-1"),
        ("Nurse", "n-2"),
        ("Senior nurse practitioner", "n-3"),
        ("Nurse educator", "n-4"),
        ("Porter", "29-1141"),
    ):
        RoleProfileFactory(version=found, track=nursing, name=name, role__code=code)
    return found


def names(typed: str) -> list[str]:
    return [profile.name for profile in find_roles(typed, TODAY).profiles]


def test_the_same_name_comes_first_then_its_beginning_then_a_word_of_it(version: FrameworkVersion):
    assert names("nurse") == ["Nurse", "Nurse educator", "Staff nurse", "Senior nurse practitioner"]


def test_every_word_counts_wherever_it_stands(version: FrameworkVersion):
    assert names("nurse senior") == ["Senior nurse practitioner"]
    assert names("nursing porter") == ["Porter"]  # a family, a name
    assert names("29-11") == ["Porter"]  # a code


@pytest.mark.parametrize("typed", ["", "   ", "\x00"])
def test_nothing_typed_finds_nothing(version: FrameworkVersion, typed: str):
    with CaptureQueriesContext(connection) as queries:
        assert names(typed) == []
    assert len(queries) == 0


@pytest.mark.parametrize("typed", ["%", "_", "'", "nurse%' OR 1=1"])
def test_what_means_something_to_a_database_means_itself(version: FrameworkVersion, typed: str):
    assert names(typed) == []


def test_what_is_meant_beyond_doubt(version: FrameworkVersion):
    def meant(typed: str) -> str | None:
        only = find_roles(typed, TODAY).only
        return only.name if only else None

    assert meant("nurse") == "Nurse"  # one of this very name, though others hold it
    assert meant("educator") == "Nurse educator"
    assert meant("staff") == "Staff nurse"
    assert meant("practitioner nurs") == "Senior nurse practitioner"
    assert meant("nurs") is None
    assert meant("pilot") is None


def test_two_roles_of_one_name_are_asked_about(version: FrameworkVersion):
    RoleProfileFactory(version=version, name="Nurse")
    assert find_roles("nurse", TODAY).only is None


def test_drafts_and_versions_out_of_force_are_not_found(version: FrameworkVersion):
    RoleProfileFactory(version__draft=True, name="Nurse to be")
    assert "Nurse to be" not in names("nurse")


def test_of_two_thousand_roles_a_dozen_come_in_one_query(version: FrameworkVersion, client: Client):
    for number in range(30):
        RoleProfileFactory(version=version, name=f"Clerk {number}")
    with CaptureQueriesContext(connection) as queries:
        found = find_roles("clerk", TODAY)
    assert len(queries) == 1
    assert len(found.profiles) == MOST_FOUND
    assert found.more
    assert not find_roles("porter", TODAY).more


def test_a_fragment_of_options_for_the_script(version: FrameworkVersion, client: Client):
    client.force_login(UserFactory())
    page = client.get("/roles/suggestions/", {"q": "educat"}).content.decode()
    assert page.count('role="option"') == 1
    assert "Nurse educator" in page
    assert "Nursing" in page
    assert client.get("/roles/suggestions/").content.decode().strip() == ""


def test_a_field_offers_links_that_keep_the_rest_of_the_question(version: FrameworkVersion):
    query = QueryDict("to=educator&order=months&change=to&route=3")
    (option,) = RoleField("to", "To", query, found=find_roles("educator", TODAY)).options
    assert option[1] == f"?to={option[0].role.slug}&order=months"


def test_a_chosen_field_is_open_only_to_be_chosen_anew(version: FrameworkVersion):
    chosen = find_roles("porter", TODAY).only
    assert not RoleField("to", "To", QueryDict("to=porter"), chosen).open
    assert RoleField("to", "To", QueryDict("to=porter&change=to"), chosen).open
    assert not RoleField("to", "To", QueryDict("to=porter&change=from"), chosen).open
    assert with_parameters(QueryDict("to=porter"), change="to") == "?to=porter&change=to"
