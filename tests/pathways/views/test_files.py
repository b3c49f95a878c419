"""The small tables of role, comparison and family as files."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from employees.models import AuditEvent
from tests.company import Company, found_company
from tests.factories.employees import HeldSkillFactory
from tests.factories.pathways import CredentialRequirementFactory, ProjectRequirementFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(client: Client) -> Company:
    found = found_company()
    client.force_login(found.users["self"])
    return found


def file_of(client: Client, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.getvalue().decode())))


def test_a_role_tells_all_that_it_asks(client: Client, company: Company):
    skill = RequirementFactory(profile=company.target, level=3, weight=5, core=True).skill
    credential = CredentialRequirementFactory(profile=company.target).credential
    ProjectRequirementFactory(profile=company.target, complexity=4, count=2, as_lead=True)
    rows = file_of(client, reverse("role-file", args=[company.target.role.slug]))
    assert rows[0] == ["Kind", "Asked", "Level", "Level in words", "Weight", "Core"]
    assert [row[:3] + row[4:] for row in rows if row[1] == skill.name] == [["skill", skill.name, "3", "5", "yes"]]
    assert ["credential", credential.name] in [row[:2] for row in rows]
    assert [row[0] for row in rows].count("project") == 1
    assert AuditEvent.objects.latest("pk").details["count"] == len(rows) - 1


def test_a_comparison_tells_what_both_ask_and_what_is_held(client: Client, company: Company):
    skill = RequirementFactory(profile=company.target, level=3).skill
    RequirementFactory(profile=company.role, skill=skill, level=1)
    HeldSkillFactory(employee=company.subject, skill=skill, level=2)
    address = reverse("compare-roles-file")
    rows = file_of(client, f"{address}?a={company.role.role.slug}&b={company.target.role.slug}")
    assert rows[0] == ["Kind", "Asked", company.role.name, company.target.name, "You hold"]
    assert ["skill", skill.name, "1", "3", "2"] in rows
    assert file_of(client, f"{address}?a=nothing&b=nowhere") == [["Kind", "Asked"]]


def test_a_family_tells_its_roles_the_highest_first(client: Client, company: Company):
    rows = file_of(client, reverse("family-roles-file", args=[company.role.family.slug]))
    names = [row[1] for row in rows]
    assert rows[0] == ["Level", "Role", "Track", "Usual months in it"]
    assert names.index(company.target.name) < names.index(company.role.name)
    assert client.get(reverse("family-roles-file", args=["none-such"])).status_code == 404


def test_the_pages_lead_to_their_files(client: Client, company: Company):
    role, target, family = company.role.role.slug, company.target.role.slug, company.role.family.slug
    pages = {
        f"/families/{family}/": "family-roles-file",
        f"/roles/{target}/": "role-file",
        f"/roles/compare/?a={role}&b={target}": "compare",
    }
    for page, name in pages.items():
        path = reverse("compare-roles-file") if name == "compare" else reverse(name, args=[family if "family" in name else target])
        assert path in client.get(page).content.decode(), page
