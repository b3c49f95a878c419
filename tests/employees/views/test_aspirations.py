"""The reader's own aspirations: kept, changed, shared, taken back, dropped; nobody else's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from employees.models import Aspiration, AuditEvent, Employee, Stale
from pathways.models import RoleProfile
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.factories.employees import AspirationFactory
from tests.factories.pathways import RoleProfileFactory

TODAY = timezone.localdate()
LIST = "/me/aspirations/"


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Employee:
    return company.subject


@pytest.fixture
def wish(nurse: Employee) -> Aspiration:
    return nurse.aspirations.get()


@pytest.fixture
def own(client: Client, company: Company) -> Client:
    client.force_login(company.users["self"])
    return client


def form_of(profile: RoleProfile) -> str:
    return f"/roles/{profile.role.slug}/aspire/"


def test_a_role_is_wanted_with_what_is_said_of_it(own: Client, company: Company, nurse: Employee):
    Stale.objects.all().delete()
    answer = own.post(form_of(company.target), {"goal": "expertise", "within_months": "18", "open_to_move": "on"}, follow=True)
    kept = nurse.aspirations.get(role=company.target.role)
    assert (kept.goal, kept.within_months, kept.open_to_move, kept.since, kept.shared_on) == ("expertise", 18, True, TODAY, None)
    page = answer.content.decode()
    assert "Charge nurse is among your aspirations." in page
    assert "expertise · within 1 year 6 months · would move for it" in page


def test_what_was_said_can_be_changed_and_stays_shared(own: Client, company: Company, nurse: Employee):
    AspirationFactory(employee=nurse, role=company.target.role, since=TODAY, shared_on=TODAY)
    assert '<option value="promotion" selected>' in own.get(form_of(company.target)).content.decode()
    own.post(form_of(company.target), {"goal": "wind-down"})
    kept = nurse.aspirations.get(role=company.target.role)
    assert (kept.goal, kept.within_months, kept.shared_on) == ("wind-down", None, TODAY)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"goal": "fame"}, "not one of the available choices"),
        ({"goal": "promotion", "within_months": "soon"}, "This is no whole number. Expected a number of months from 1 to 240, or nothing."),
        ({"goal": "promotion", "within_months": "0"}, "Expected a number of months from 1 to 240, or nothing."),
        ({}, "This field is required."),
    ],
)
def test_bad_input_changes_nothing_and_says_why(own: Client, company: Company, nurse: Employee, said: dict[str, str], sentence: str):
    answer = own.post(form_of(company.target), said)
    assert sentence in answer.content.decode()
    assert not nurse.aspirations.filter(role=company.target.role).exists()


def test_sharing_lets_the_line_know_and_taking_back_ends_it(own: Client, company: Company, nurse: Employee, wish: Aspiration):
    name = RoleProfile.objects.get(role=wish.role).name

    def seen_by_the_manager() -> bool:
        return name in page_of(Client(), company, "manager", f"/people/{nurse.pk}/")

    assert name in own.get("/").content.decode()
    assert not seen_by_the_manager()
    own.post(f"{LIST}{wish.pk}/share/")
    assert nurse.aspirations.get().shared_on == TODAY
    assert seen_by_the_manager()
    own.post(f"{LIST}{wish.pk}/keep-private/")
    assert not seen_by_the_manager()


def test_sharing_twice_keeps_the_first_day(own: Client, nurse: Employee, wish: Aspiration):
    Aspiration.objects.update(shared_on=wish.since)
    own.post(f"{LIST}{wish.pk}/share/")
    assert nurse.aspirations.get().shared_on == wish.since


def test_dropping_it(own: Client, nurse: Employee, wish: Aspiration):
    assert "no longer among" in own.post(f"{LIST}{wish.pk}/drop/", follow=True).content.decode()
    assert not nurse.aspirations.exists()


@pytest.mark.parametrize("step", ["share", "keep-private", "drop", "nowhere"])
@pytest.mark.parametrize("persona", ["manager", "HR partner inside", "stranger", "administrator"])
def test_nobody_else_can_do_anything_with_it(client: Client, company: Company, nurse: Employee, wish: Aspiration, persona: str, step: str):
    client.force_login(company.users[persona])
    assert client.post(f"{LIST}{wish.pk}/{step}/").status_code == 404
    assert nurse.aspirations.get().shared_on is None


def test_a_step_is_asked_for_by_posting_alone(own: Client, wish: Aspiration):
    assert own.get(f"{LIST}{wish.pk}/drop/").status_code == 405
    assert own.post(f"{LIST}{wish.pk}/nowhere/").status_code == 404


def test_without_signing_in_the_door_is_shown(client: Client, company: Company, wish: Aspiration):
    for path in (LIST, form_of(company.target)):
        assert client.get(path).status_code == 302
    assert client.post(f"{LIST}{wish.pk}/drop/").status_code == 302
    assert Aspiration.objects.filter(pk=wish.pk).exists()


def test_an_account_without_a_record_is_told_so(client: Client, company: Company):
    for path in (LIST, form_of(company.target)):
        assert "no employee record" in page_of(client, company, "auditor", path).lower()


def test_a_role_typed_beyond_doubt_leads_to_its_form(own: Client, company: Company):
    assert own.get(LIST, {"role": "charge nurse"}).headers["Location"] == form_of(company.target)
    assert own.get(LIST, {"role": company.target.role.slug}).headers["Location"] == form_of(company.target)
    assert "No role in force has a name" in own.get(LIST, {"role": "astronaut"}).content.decode()


def test_an_unknown_role_is_not_found(own: Client, company: Company):
    assert own.get("/roles/nowhere/aspire/").status_code == 404


def test_a_wish_for_a_role_that_is_gone_stays_and_says_so(own: Client, nurse: Employee):
    gone = AspirationFactory(employee=nurse).role
    page = own.get(LIST).content.decode()
    assert "No framework in force describes this role any more" in page
    assert gone.code in page


def test_as_many_queries_for_thirty_as_for_one(own: Client, company: Company, nurse: Employee):
    with CaptureQueriesContext(connection) as few:
        own.get(LIST)
    for _ in range(30):
        AspirationFactory(employee=nurse, role=RoleProfileFactory(version=company.role.version, track=company.role.track).role)
    with CaptureQueriesContext(connection) as many:
        assert own.get(LIST).status_code == 200
    assert len(few) == len(many) <= MOST_QUERIES


def test_the_trail_keeps_that_it_was_shared_and_taken_back(own: Client, nurse: Employee, wish: Aspiration):
    own.post(f"{LIST}{wish.pk}/share/")
    own.post(f"{LIST}{wish.pk}/keep-private/")
    told = AuditEvent.objects.filter(kind="employees.aspiration").order_by("pk").values_list("verb", "whom", "details")
    assert list(told) == [("shared", nurse.pk, {}), ("changed", nurse.pk, {"outcome": "private"})]
