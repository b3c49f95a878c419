"""HTML and JSON cannot disagree: what a page shows and what the API answers are one and the same."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.asking import Asker, asker
from tests.company import Company, found_company
from tests.factories.employees import HeldCredentialFactory
from tests.factories.pathways import CredentialRequirementFactory, RequirementFactory

PERCENT = re.compile(r"(\d+) %")


@pytest.fixture
def company(db: None) -> Company:
    found = found_company()
    asked = CredentialRequirementFactory(profile=found.target).credential
    HeldCredentialFactory(employee=found.subject, credential=asked, issued_on="2026-01-01", expires_on="2026-02-01")
    return found


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def manager(company: Company) -> Asker:
    return asker(company.users["manager"])


def page(company: Company, persona: str, name: str, *args: object) -> str:
    """Return the text of a page as its reader sees it."""
    client = Client()
    client.force_login(company.users[persona])
    html = client.get(reverse(name, args=args)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2])).replace("&#x27;", "'").replace("&quot;", '"')


def test_readiness_is_the_same_arithmetic(company, nurse):
    slug = company.target.role.slug
    told, shown = nurse.json(f"me/gaps/{slug}/"), page(company, "self", "my-gap", slug)
    assert told["sum"] in shown
    assert told["status_sentence"] in shown
    assert f"{told['standing']['percent']} %" in shown
    assert f"{told['met']} of {told['total']} requirements met" in shown
    for gate in told["gates"]:
        assert f"{gate['name']}: {gate['verdict']}. {gate['sentence']}" in shown, gate
    for line in told["requirements"]:
        assert line["skill"] in shown
    assert 10_000 * sum(line["points"] for line in told["requirements"]) // told["possible"] == told["score"] == 4444


def test_a_change_of_what_is_asked_shows_in_both(company, nurse):
    slug = company.target.role.slug
    before = nurse.json(f"me/gaps/{slug}/")
    RequirementFactory(profile=company.target, level=4, weight=9)
    told, shown = nurse.json(f"me/gaps/{slug}/"), page(company, "self", "my-gap", slug)
    assert told["score"] != before["score"]
    assert told["sum"] in shown
    assert told["stored"]["differs"]


def test_a_manager_is_told_of_a_person_what_the_page_tells(company, manager):
    person, slug = company.subject.pk, company.target.role.slug
    told, shown = manager.json(f"people/{person}/gaps/{slug}/"), page(company, "manager", "person-gap", person, slug)
    assert told["sum"] in shown
    path, path_page = manager.json(f"people/{person}/"), page(company, "manager", "person", person)
    assert [step["role"]["name"] for step in path["next_steps"]] == ["Charge nurse"]
    assert "Secret wish" not in path_page + str(path)
    for gate in path["next_steps"][0]["gates"]:
        assert gate["words"] in path_page


def test_my_path_has_the_same_steps_in_the_same_order(company, nurse):
    told, shown = nurse.json("me/path/"), page(company, "self", "my-path")
    names = [step["role"]["name"] for step in told["next_steps"]]
    assert names == ["Charge nurse", "Secret wish"]
    for step in told["next_steps"]:
        assert step["role"]["name"] in shown
    assert [station["mark"] for station in told["map"]["stations"] if station["role"] == company.role.role.slug] == ["here"]
    assert {(move["source"], move["target"]) for move in told["map"]["moves"]} == {(company.role.role.slug, company.target.role.slug)}


def test_a_role_and_a_comparison_ask_the_same(company, nurse):
    slug = company.target.role.slug
    role, shown = nurse.json(f"roles/{slug}/"), page(company, "self", "role", slug)
    assert [asked["skill"] for asked in role["requirements"]] == [asked.skill.name for asked in company.target.requirements.all()]
    assert all(asked["skill"] in shown for asked in role["requirements"])
    assert role["own_standing"] == {"word": "developing", "percent": 44}
    compared = nurse.json(f"roles/compare/?b={slug}")
    assert {line["skill"] for line in compared["comparison"]["skills"] if line["second"]} == {a["skill"] for a in role["requirements"]}
    assert [side["role"]["name"] for side in compared["roles"]] == ["Staff nurse", "Charge nurse"]


def test_routes_are_the_page_s(company, nurse):
    slug = company.target.role.slug
    client = Client()
    client.force_login(company.users["self"])
    shown = client.get(reverse("routes"), {"to": slug}).context["page"]
    told = nurse.json(f"routes/?to={slug}")
    assert [route["levels"] for route in told["routes"]] == [card.route.cost.levels for card in shown.cards] == [3]
    assert [leg["role"]["slug"] for leg in told["in_full"]] == [slug]
    assert told["in_full"][0]["credentials"] == list(shown.lines[0].lacking.credentials)
    assert told["own"]
    back = nurse.json(f"routes/?from={slug}&to={company.role.role.slug}")
    assert back["routes"] == []
    assert back["dead_end"]["reason"] in page_of_routes(client, slug, company.role.role.slug)


def page_of_routes(client: Client, start: str, target: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse("routes"), {"from": start, "to": target}).content.decode())


def test_credentials_say_what_lapsed_and_what_that_closes(company, nurse):
    told, shown = nurse.json("me/credentials/")["results"], page(company, "self", "my-credentials")
    assert [(one["state"], one["expires_on"]) for one in told] == [("lapsed", "2026-02-01")]
    assert [role["name"] for role in told[0]["closing"]] == ["Charge nurse"]
    assert told[0]["name"] in shown


@pytest.mark.parametrize(("reach", "found"), [("", ["manager", "sideways"]), ("line", ["manager", "nurse", "sideways", "clerk"])])
def test_the_team_is_the_board_s(company, reach, found):
    matron = asker(company.users["skip-level manager"])
    client = Client()
    client.force_login(company.users["skip-level manager"])
    board = client.get(reverse("team"), {"reach": reach}).context["members"]
    told = matron.json(f"team/?reach={reach}")["results"]
    assert sorted(one["person"]["number"] for one in told) == sorted(member.person.number for member in board) == sorted(found)
    by_number = {member.person.number: member for member in board}
    for one in told:
        member = by_number[one["person"]["number"]]
        assert (one["best_step"], one["months_in_role"]) == (member.step, member.months)
        assert (one["standing"] or {}).get("percent") == (member.standing and member.standing.percent)
    assert matron.get("team/?show=everything").status_code == 400


def test_people_are_those_of_the_page(company, manager):
    told, shown = manager.json("people/")["results"], page(company, "manager", "people")
    assert [one["number"] for one in told] == ["manager", "nurse"]
    assert all(one["name"] in shown and one["role"] in shown for one in told)
    assert manager.json("people/?q=nurse")["results"][0]["id"] == company.subject.pk
    assert manager.json("people/?q=clerk")["results"] == []
