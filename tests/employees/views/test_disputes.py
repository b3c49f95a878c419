"""Disputes on pages: raised in place, answered by whoever leads the person, read by those who may."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees import disputes, reporting_line
from employees.models import Dispute
from promotions.models import PolicyRule
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.factories.employees import DisputeFactory, EmployeeFactory, PositionFactory
from tests.factories.pathways import CredentialRequirementFactory, ProjectRequirementFactory
from tests.factories.skills import SkillFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


def raised(company: Company) -> Dispute:
    return company.subject.disputes.earliest("pk")


def at(company: Company, key: str) -> str:
    return reverse("dispute-input", args=[company.target.role.slug, key])


def skill_of(company: Company, level: int) -> str:
    return f"skill-{company.target.requirements.get(level=level).skill_id}"


def step(client: Client, company: Company, persona: str, step: str, **said: str):
    user = company.user(persona)
    assert user is not None
    client.force_login(user)
    return client.post(reverse("dispute-step", args=[raised(company).pk, step]), said)


# --- Raising --------------------------------------------------------------------------------------


def test_every_input_of_the_arithmetic_can_be_disputed_in_place(client: Client, company: Company):
    credential = CredentialRequirementFactory(profile=company.target).credential
    ProjectRequirementFactory(profile=company.target)
    PolicyRule.objects.update(minimum_rating=3)
    page = page_of(client, company, "self", reverse("my-gap", args=[company.target.role.slug]))
    for key in (skill_of(company, 2), f"credential-{credential.pk}", "time", "projects", "rating"):
        assert f'href="{at(company, key)}#{key}"' in page
        form = page_of(client, company, "self", at(company, key))
        assert form.count("<textarea") == 1
        assert "This goes to Ada Named-manager" in form


def test_a_form_stands_at_its_own_line_and_at_no_other(client: Client, company: Company):
    key = skill_of(company, 2)
    page = page_of(client, company, "self", at(company, key))
    assert page.index(f'id="{key}"') < page.index("<textarea") < page.index('id="gates"')


def test_what_is_written_is_kept_with_what_was_on_record(client: Client, company: Company):
    client.force_login(company.users["self"])
    key = skill_of(company, 2)
    response = client.post(at(company, key), {"wrong": "I teach it.", "wanted": "2"})
    assert response["Location"] == reverse("my-gap", args=[company.target.role.slug]) + f"#{key}"
    kept = company.subject.disputes.get(wrong="I teach it.")
    assert (kept.stood, kept.wanted, kept.wanted_level) == ("never assessed", "level 2 · working", 2)
    assert company.target.name not in kept.stood + kept.wanted


def test_other_inputs_are_disputed_in_words(client: Client, company: Company):
    client.force_login(company.users["self"])
    client.post(at(company, "time"), {"wrong": "The year before counts.", "wanted": "since 1 March 2019"})
    kept = company.subject.disputes.get(kind="time")
    assert re.fullmatch(r"\d+ full months since 1 January 2020", kept.stood)
    assert kept.wanted == "since 1 March 2019"


@pytest.mark.parametrize("said", [{}, {"wrong": "x"}, {"wanted": "2"}, {"wrong": " ", "wanted": "2"}, {"wrong": "x", "wanted": "99"}])
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(client: Client, company: Company, said: dict[str, str]):
    client.force_login(company.users["self"])
    response = client.post(at(company, skill_of(company, 2)), said)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert company.subject.disputes.count() == 1


def test_a_second_dispute_of_an_open_one_is_refused_in_a_sentence(client: Client, company: Company):
    client.force_login(company.users["self"])
    response = client.post(at(company, skill_of(company, 3)), {"wrong": "Again.", "wanted": "3"}, follow=True)
    assert "You have disputed this already" in response.content.decode()
    assert company.subject.disputes.count() == 1


@pytest.mark.parametrize("key", ["skill-999999", "credential-1", "projects", "nonsense", "skill-x"])
def test_what_the_role_does_not_ask_cannot_be_disputed_there(client: Client, company: Company, key: str):
    client.force_login(company.users["self"])
    assert client.get(at(company, key)).status_code == 404
    assert client.post(at(company, key), {"wrong": "x", "wanted": "x"}).status_code == 404


def test_the_gap_shows_where_a_dispute_stands(client: Client, company: Company):
    path = reverse("my-gap", args=[company.target.role.slug])
    link = reverse("dispute", args=[raised(company).pk])
    assert f'href="{link}">disputed' in page_of(client, company, "self", path)
    assert f'href="{link}">disputed' in page_of(
        client, company, "manager", reverse("person-gap", args=[company.subject.pk, company.target.role.slug])
    )
    disputes.decline(dispute=raised(company), text="No.", by=company.users["manager"])
    page = page_of(client, company, "self", path)
    assert f'href="{link}">declined' in page
    assert "dispute again" in page


def test_nobody_disputes_for_somebody_else(client: Client, company: Company):
    page = page_of(client, company, "manager", reverse("person-gap", args=[company.subject.pk, company.target.role.slug]))
    assert ">dispute<" not in page


# --- Answering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["manager", "skip-level manager"])
def test_the_line_corrects_and_the_correction_counts_at_once(client: Client, company: Company, persona: str):
    assert step(client, company, persona, "correct", **{"correct-level": "3", "correct-text": "Seen twice."}).status_code == 302
    assert company.subject.held_skills.get().level == 3
    page = page_of(client, company, "self", reverse("dispute", args=[raised(company).pk]))
    assert "corrected it" in page
    assert "Seen twice." in page
    assert re.search(r"Level 3, judged by manager on", page)


def test_the_line_declines_with_a_reason(client: Client, company: Company):
    assert step(client, company, "manager", "decline", **{"decline-text": "Nobody saw it."}).status_code == 302
    assert "Nobody saw it." in page_of(client, company, "self", reverse("dispute", args=[raised(company).pk]))
    assert company.subject.held_skills.get().level == 2


@pytest.mark.parametrize("name", ["correct", "decline", "remark"])
def test_an_answer_without_words_is_not_kept(client: Client, company: Company, name: str):
    response = step(client, company, "manager", name)
    assert response.status_code == 200
    assert "Nothing is written here." in response.content.decode()
    assert not raised(company).steps.exists()


def test_both_sides_may_add_words(client: Client, company: Company):
    step(client, company, "manager", "remark", **{"remark-text": "Which rounds?"})
    step(client, company, "self", "remark", **{"remark-text": "Those of March."})
    page = page_of(client, company, "manager", reverse("dispute", args=[raised(company).pk]))
    assert page.index("Which rounds?") < page.index("Those of March.")


def test_the_person_withdraws(client: Client, company: Company):
    assert step(client, company, "self", "withdraw").status_code == 302
    assert "withdrawn" in page_of(client, company, "self", reverse("dispute", args=[raised(company).pk]))


@pytest.mark.parametrize(
    ("persona", "name", "status"),
    [
        ("self", "correct", 403),
        ("self", "decline", 403),
        ("manager", "withdraw", 403),
        ("HR partner inside", "correct", 403),
        ("HR partner inside", "remark", 403),
        ("sideways manager", "decline", 404),
        ("former manager", "correct", 404),
        ("HR partner outside", "remark", 404),
        ("manager", "nonsense", 404),
    ],
)
def test_nobody_else_says_anything(client: Client, company: Company, persona: str, name: str, status: int):
    said = {"correct-level": "3", "correct-text": "x", "decline-text": "x", "remark-text": "x"}
    assert step(client, company, persona, name, **said).status_code == status
    assert not raised(company).steps.exists()


def test_an_answer_that_comes_too_late_is_told_so(client: Client, company: Company):
    disputes.withdraw(dispute=raised(company), by=company.users["self"])
    step(client, company, "manager", "decline", **{"decline-text": "No."})
    page = page_of(client, company, "manager", reverse("dispute", args=[raised(company).pk]))
    assert "closed in the meantime" in page
    assert "Your answer" not in page


@pytest.mark.parametrize(
    ("issued", "expires", "sentence"),
    [
        ("2999-01-01", "", "still to come"),
        ("2024-05-01", "2024-05-01", "lapse before it was issued"),
        ("", "", "No day is given"),
        ("yesterday", "", "not a day"),
    ],
)
def test_a_credential_that_cannot_be_is_refused_at_its_field(client: Client, company: Company, issued: str, expires: str, sentence: str):
    credential = CredentialRequirementFactory(profile=company.target).credential
    Dispute.objects.update(kind="credential", skill=None, credential=credential, wanted_level=None)
    said = {"correct-issued_on": issued, "correct-expires_on": expires, "correct-text": "Seen."}
    assert sentence in step(client, company, "manager", "correct", **said).content.decode()
    said = {"correct-issued_on": "2024-05-01", "correct-expires_on": "", "correct-text": "Seen."}
    assert step(client, company, "manager", "correct", **said).status_code == 302
    assert company.subject.credentials.get().expires_on is None


@pytest.mark.parametrize(("kind", "words"), [("time", "HR system"), ("projects", "project&#x27;s record"), ("rating", "The rating is")])
def test_each_kind_is_corrected_in_its_own_way(client: Client, company: Company, kind: str, words: str):
    Dispute.objects.update(kind=kind, skill=None, wanted_level=None)
    assert words in page_of(client, company, "manager", reverse("dispute", args=[raised(company).pk]))
    said = {"correct-text": "Done there."} | ({"correct-value": "4"} if kind == "rating" else {})
    assert step(client, company, "manager", "correct", **said).status_code == 302
    assert raised(company).steps.get().kind == "corrected"


# --- Reading --------------------------------------------------------------------------------------


def test_lists_hold_what_waits_for_the_reader_and_what_is_the_readers_own(client: Client, company: Company):
    link = reverse("dispute", args=[raised(company).pk])
    for persona in ("self", "manager", "skip-level manager"):
        assert link in page_of(client, company, persona, "/disputes/"), persona
    partner = page_of(client, company, "HR partner inside", "/disputes/")
    assert "Nothing waits for you" in partner
    assert link in page_of(client, company, "HR partner inside", "/disputes/?show=all")
    assert link not in page_of(client, company, "manager", "/disputes/?show=own")
    for persona in ("stranger", "sideways manager", "former manager", "auditor"):
        assert link not in page_of(client, company, persona, "/disputes/?show=all"), persona


def test_an_answered_one_waits_no_longer_but_can_be_read(client: Client, company: Company):
    disputes.decline(dispute=raised(company), text="No.", by=company.users["manager"])
    assert "Nothing waits for you" in page_of(client, company, "manager", "/disputes/")
    assert "declined" in page_of(client, company, "manager", "/disputes/?show=all")


def test_the_file_holds_the_whole_list(client: Client, company: Company):
    client.force_login(company.users["manager"])
    lines = b"".join(client.get("/disputes/disputes.csv?show=all")).decode().splitlines()
    assert lines[0] == "Raised,Person,Input,On record then,Should be,Manager today,Outcome"
    assert "Ada Named-nurse" in lines[1]
    assert lines[1].endswith("Ada Named-manager,open")


def queries_of(client: Client, company: Company, persona: str, path: str) -> int:
    client.force_login(company.users[persona])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_queries_are_few_and_do_not_grow(client: Client, company: Company):
    one = reverse("dispute", args=[raised(company).pk])
    readers = [("manager", "/disputes/"), ("HR partner inside", "/disputes/?show=all"), ("self", one), ("manager", one)]
    before = [queries_of(client, company, *reader) for reader in readers]
    manager = company.subject.positions.get(end__isnull=True).manager
    for _ in range(20):
        person = EmployeeFactory()
        PositionFactory(employee=person, unit=company.subject.positions.get(end__isnull=True).unit, manager=manager)
        DisputeFactory(employee=person)
        disputes.remark(dispute=raised(company), text="More.", by=company.users["manager"])
        DisputeFactory(employee=company.subject, skill=SkillFactory(), closed_at=timezone.now() + dt.timedelta(hours=1))
    reporting_line.rebuild(timezone.localdate())
    assert [queries_of(client, company, *reader) for reader in readers] == before
    assert max(before) <= MOST_QUERIES, before
