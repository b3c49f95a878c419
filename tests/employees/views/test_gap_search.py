"""Measuring against any role: found by what is typed; and who made the move, as counts that name nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.company import Company, found_company
from tests.employees.views.test_my_path import page_of
from tests.employees.views.test_routes import words
from tests.factories.employees import RoleMoveFactory, UserFactory
from tests.factories.pathways import RoleProfileFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.mark.parametrize("typed", ["{slug}", "charge", "Charge nurse"])
def test_what_means_one_role_leads_to_the_gap(client: Client, company: Company, typed: str):
    client.force_login(company.users["self"])
    slug = company.target.role.slug
    answer = client.get("/gap/", {"role": typed.format(slug=slug)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("my-gap", args=[slug])


def test_what_means_several_offers_them(client: Client, company: Company):
    page = page_of(client, company, "self", "/gap/?role=nurse")
    assert f'href="?role={company.target.role.slug}"' in page
    assert "Try one word of it" in page_of(client, company, "self", "/gap/?role=astronaut")


def test_a_manager_measures_somebody_of_their_line(client: Client, company: Company):
    client.force_login(company.users["manager"])
    answer = client.get(reverse("person-gaps", args=[company.subject.pk]), {"role": "charge"})
    assert answer.headers["Location"] == reverse("person-gap", args=[company.subject.pk, company.target.role.slug])


def test_without_a_record_there_is_nothing_to_measure(client: Client, db: None):
    client.force_login(UserFactory())
    answer = client.get("/gap/?role=nurse")
    assert next(template.name for template in answer.templates) == "employees/no_record.html"


def test_the_gap_page_has_the_search(client: Client, company: Company):
    path = reverse("my-gap", args=[company.target.role.slug])
    assert 'action="/gap/"' in page_of(client, company, "self", path)
    path = reverse("person-gap", args=[company.subject.pk, company.target.role.slug])
    assert f'action="/people/{company.subject.pk}/roles/"' in page_of(client, company, "manager", path)


class TestMadeMoves:
    def read(self, client: Client, company: Company) -> str:
        page = page_of(client, company, "self", reverse("my-gap", args=[company.target.role.slug]))
        return words(page[page.index('id="made"') :])

    def test_nobody_yet(self, client: Client, company: Company):
        assert "Straight from your present role: never made so far ." in self.read(client, company)

    def test_few_people_are_not_counted_out_and_have_no_typical_time(self, client: Client, company: Company):
        RoleMoveFactory(source=company.role.role, target=company.target.role, people=4, months=20)
        page = self.read(client, company)
        assert "made by fewer than 5 people ." in page
        assert "typically" not in page

    def test_enough_people_are_counted_with_their_typical_time(self, client: Client, company: Company):
        RoleMoveFactory(source=company.role.role, target=company.target.role, people=5, months=20)
        assert "made by 5 people, typically after 1 year 8 months there ." in self.read(client, company)

    def test_others_are_told_of_from_five_people_on_the_most_first(self, client: Client, company: Company):
        for name, people in (("Porter", 5), ("Clerk", 9), ("Cook", 4)):
            role = RoleProfileFactory(name=name, version=company.role.version).role
            RoleMoveFactory(source=role, target=company.target.role, people=people)
        page = self.read(client, company)
        assert page.index("from Clerk") < page.index("from Porter")
        assert "Cook" not in page

    def test_a_role_that_no_rule_describes_any_more_is_left_out(self, client: Client, company: Company):
        gone = RoleProfileFactory(version__draft=True, name="Almoner").role
        RoleMoveFactory(source=gone, target=company.target.role, people=9)
        assert "Almoner" not in self.read(client, company)
