"""The pages of reviews: asked, answered, their tables and cases, and what is made a finding."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employees.models import AuditEvent, Employee
from promotions.models import Decision, Finding, Review
from promotions.models.readiness import Status
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory
from tests.factories.pathways import RoleProfileFactory
from tests.factories.promotions import CaseFactory, PolicyRuleFactory, ReadinessChangeFactory, RequisitionFactory, ReviewFactory

pytestmark = pytest.mark.django_db
MAY = dt.date(2024, 5, 1)
ASKED = {"kind": "replay", "unit": "", "first_day": "2024-01-01", "last_day": "2024-12-31"}
FROZEN = {"score": 9500, "gates": {"core": "pass", "time": "pass"}, "status": "ready"}


def signed_in(client, duty, unit=None):
    user = EmployeeFactory(with_user=True).user
    if duty:
        GrantFactory(user=user, duty=duty, unit=unit)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def ward():
    return UnitFactory(code="ward", name="Ward")


@pytest.fixture
def decided(ward):
    """Thirty ready people refused without a reason in one ward; thirty promoted in another."""
    profile, policy, other = RoleProfileFactory(name="Charge nurse"), PolicyRuleFactory(time_counts=False).version, UnitFactory()
    for nth in range(60):
        person = EmployeeFactory(first_name="Ada", last_name=f"Refused-{nth}")
        PositionFactory(employee=person, unit=ward if nth < 30 else other, start=dt.date(2022, 1, 1))
        case = CaseFactory(employee=person, role=profile.role, nominated_on=MAY, policy=policy, readiness=FROZEN)
        Decision.objects.create(case=case, outcome="refused" if nth < 30 else "promoted", on=MAY)
    return ward


@pytest.fixture
def answered(client, decided, django_capture_on_commit_callbacks):
    signed_in(client, "hr-auditor")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("hr-reviews"), ASKED)
    assert response.status_code == 302
    return Review.objects.get()


# --- Asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["replay", "overlooked", "flow", "paths"])
def test_every_kind_is_answered_also_for_a_company_without_anything(client, kind, django_capture_on_commit_callbacks):
    signed_in(client, "hr-auditor")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-reviews"), ASKED | {"kind": kind})
    review = Review.objects.get()
    assert (review.status, review.error) == ("done", "")
    assert "What was found" in text_of(client.get(reverse("hr-review", args=[review.pk])))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"unit": "nowhere"}, "No unit in your reach has the name or code “nowhere”."),
        ({"first_day": "2025-01-02"}, "The first day comes after the last."),
        ({"last_day": "2999-01-01"}, "The last day is still to come."),
        ({"first_day": "1999-01-01"}, "A review covers at most ten years."),
        ({"first_day": "May"}, "Enter a valid date."),
    ],
)
def test_a_question_that_cannot_be_asked_says_why_and_keeps_what_was_typed(client, said, sentence):
    signed_in(client, "hr-auditor")
    response = client.post(reverse("hr-reviews"), ASKED | said)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert next(iter(said.values())) in response.content.decode()
    assert not Review.objects.exists()


def test_partners_ask_about_their_units_alone(client, ward, django_capture_on_commit_callbacks):
    signed_in(client, "hr-partner", ward)
    assert "Choose one of the units that you look after" in text_of(client.post(reverse("hr-reviews"), ASKED))
    assert client.post(reverse("hr-reviews"), ASKED | {"unit": UnitFactory(code="elsewhere").code}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("hr-reviews"), ASKED | {"unit": "Ward"}).status_code == 302
    assert Review.objects.get().unit == ward


def test_partners_read_reviews_of_their_units_alone(client, ward):
    review = ReviewFactory(done=True)
    own = ReviewFactory(done=True, unit=ward)
    signed_in(client, "hr-partner", ward)
    assert client.get(reverse("hr-review", args=[review.pk])).status_code == 404
    assert client.get(reverse("hr-review", args=[own.pk])).status_code == 200


# --- Reading --------------------------------------------------------------------------------------


def test_what_was_found_comes_first_in_words(client, answered, decided):
    text = text_of(client.get(reverse("hr-review", args=[answered.pk])))
    assert "30 of 60 decisions depart from the policy of their day and give no reason." in text
    assert "Ward: more decisions depart from policy without a reason than elsewhere" in text
    assert "100%, 95% interval 89% to 100%, against 0% elsewhere; chance of such a gap less than 0.001, adjusted." in text


def test_a_review_under_way_and_one_that_failed_say_so(client):
    signed_in(client, "hr-auditor")
    assert "A worker is answering" in text_of(client.get(reverse("hr-review", args=[ReviewFactory().pk])))
    failed = ReviewFactory(status="failed", error="KeyError")
    assert "The review stopped (KeyError)." in text_of(client.get(reverse("hr-review", args=[failed.pk])))


def test_the_file_is_the_pages_table_and_stands_on_the_trail(client, answered):
    file = client.get(reverse("hr-review-table", args=[answered.pk, "unit"]))
    lines = file.getvalue().decode().splitlines()
    assert lines[0].startswith("Unit,Decisions,Depart,Without a reason")
    assert lines[1] == "Ward,30,30,30,0,30,100%,89% to 100%,0%,less than 0.001,above the rest"
    assert AuditEvent.objects.get(verb="exported").details["name"] == f"review-{answered.pk}-unit"
    assert client.get(reverse("hr-review-table", args=[answered.pk, "nothing"])).status_code == 404


def test_an_auditor_reads_counts_and_a_partner_the_cases_of_their_people(client, answered, decided):
    path, file_path = (reverse(name, args=[answered.pk]) for name in ("hr-review-rows", "hr-review-rows-file"))
    page = client.get(reverse("hr-review", args=[answered.pk])).content.decode()
    assert path not in page
    assert client.get(path).status_code == client.get(file_path).status_code == 404
    assert not AuditEvent.objects.filter(verb="listed").exists()
    Review.objects.update(unit=decided)
    signed_in(client, "hr-partner", decided)
    Employee.objects.get(last_name="Refused-4").positions.update(unit=UnitFactory())
    text = text_of(client.get(path))
    assert "Ada Refused-3" in text
    assert "Refused-4 " not in text, "who works elsewhere today is in the counts alone"
    Employee.objects.get(last_name="Refused-4").positions.update(unit=decided)
    partner = signed_in(client, "hr-partner", decided)
    assert path in client.get(reverse("hr-review", args=[answered.pk])).content.decode()
    assert "Ada Refused-3" in text_of(client.get(path))
    event = AuditEvent.objects.get(verb="listed", who=partner.pk)
    assert event.details["count"] == 30
    file = client.get(file_path).getvalue().decode()
    assert file.count("Ada Refused-") == 30


def test_seats_over_ready_insiders_are_listed(client, ward, django_capture_on_commit_callbacks):
    profile, person = RoleProfileFactory(name="Charge nurse"), EmployeeFactory(last_name="Overlooked")
    RequisitionFactory(number="R-77", role=profile.role, unit=ward, opened_on=MAY, filled_on=MAY, filled_inside=False)
    ReadinessChangeFactory(employee=person, role=profile.role, on=MAY, new=Status.READY)
    PositionFactory(employee=person, unit=ward, start=dt.date(2022, 1, 1))
    signed_in(client, "hr-partner", ward)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-reviews"), ASKED | {"kind": "overlooked", "unit": "ward"})
    path = reverse("hr-review-rows", args=[Review.objects.get().pk])
    text = text_of(client.get(path))
    assert "R-77" in text
    assert f"{person.name} did not ask, and was not nominated" in text
    person.positions.update(unit=UnitFactory())
    text = text_of(client.get(path))
    assert "and 1 more" in text
    assert "did not ask" not in text, "what became of somebody whom the reader does not look after is not told"


def test_a_review_without_single_cases_has_no_list_of_them(client):
    signed_in(client, "hr-auditor")
    assert client.get(reverse("hr-review-rows", args=[ReviewFactory().pk])).status_code == 404
    assert client.get(reverse("hr-review-rows", args=[ReviewFactory(kind="flow").pk])).status_code == 404


def test_the_page_asks_as_much_for_many_as_for_few(client, answered, decided):
    counts = []
    Review.objects.update(unit=decided)
    signed_in(client, "hr-partner", decided)
    for keep in (3, 30):
        result = dict(answered.result)
        result["cases"] = answered.result["cases"][:keep]
        Review.objects.update(result=result)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("hr-review-rows", args=[answered.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("hr-review", args=[answered.pk]))
    assert len(queries) <= 15


# --- Findings and baselines -----------------------------------------------------------------------


def test_what_stands_out_becomes_a_finding_once(client, answered, decided):
    page = reverse("hr-review-finding", args=[answered.pk])
    said = {"key": f"unit-{decided.pk}", "due_on": timezone.localdate().isoformat()}
    response = client.post(page, said)
    finding = Finding.objects.get()
    assert response.headers["Location"] == reverse("hr-finding", args=[finding.pk])
    assert (finding.unit, finding.review) == (decided, answered)
    assert ["Depart without a reason", "30"] in finding.evidence["facts"]
    assert "A finding already, to be looked into until" in text_of(client.get(reverse("hr-review", args=[answered.pk])))
    client.post(page, said)
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"key": "unit-0", "due_on": "2999-01-01"}])
def test_nothing_is_made_a_finding_that_does_not_stand_out(client, answered, said):
    response = client.post(reverse("hr-review-finding", args=[answered.pk]), said)
    assert (response.status_code, "Nothing was made a finding" in text_of(response)) == (400, True)
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": "yesterday"}, "Enter a valid date."),
        ({"due_on": "2001-01-01"}, "has passed"),
        ({"owner": "nobody@example.org"}, "Nobody of HR signs in with this address."),
    ],
)
def test_a_refused_finding_says_why_and_keeps_what_was_typed(client, answered, wrong, sentence):
    said = {"key": "all", "due_on": "2999-01-01", "text": "Ask for the minutes."} | wrong
    response = client.post(reverse("hr-review-finding", args=[answered.pk]), said)
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    assert "Ask for the minutes." in response.content.decode()
    assert next(iter(wrong.values())) in response.content.decode()
    assert not Finding.objects.exists()


def test_a_finding_of_a_review_names_its_owner_and_holds_no_case(client, answered, decided):
    partner = EmployeeFactory(with_user=True).user
    GrantFactory(user=partner, duty="hr-partner", unit=decided)
    said = {"key": f"unit-{decided.pk}", "due_on": "2999-01-01", "owner": partner.email, "text": "Ask for the minutes."}
    assert client.post(reverse("hr-review-finding", args=[answered.pk]), said).status_code == 302
    finding = Finding.objects.get()
    assert (finding.owner, finding.steps.get().text) == (partner, "Ask for the minutes.")
    text = text_of(client.get(reverse("hr-finding", args=[finding.pk])))
    assert "Ask for the minutes." in text
    assert "Refused-" not in text
    assert reverse("hr-review-rows", args=[answered.pk]) not in text


def test_whoever_leads_people_there_makes_no_finding_of_it(client, answered, decided):
    auditor = signed_in(client, "hr-auditor")
    PositionFactory(employee=EmployeeFactory(), unit=decided, manager=auditor.employee, start=dt.date(2020, 1, 1))
    assert "You lead people in this unit" in text_of(client.get(reverse("hr-review", args=[answered.pk])))
    client.post(reverse("hr-review-finding", args=[answered.pk]), {"key": f"unit-{decided.pk}", "due_on": "2999-01-01"})
    assert not Finding.objects.exists()


def test_a_baseline_is_one_and_later_reviews_stand_beside_it(client, answered, django_capture_on_commit_callbacks):
    client.post(reverse("hr-review-baseline", args=[answered.pk]))
    Decision.objects.filter(case__employee__last_name__in=["Refused-1", "Refused-2"]).update(reason="No budget.")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-reviews"), ASKED)
    later = Review.objects.first()
    text = text_of(client.get(reverse("hr-review", args=[later.pk])))
    assert "Since the baseline" in text
    assert "Refused though ready 50% 47% -3.3 points" in text
    client.post(reverse("hr-review-baseline", args=[later.pk]))
    assert list(Review.objects.filter(baseline=True)) == [later]
    waiting = ReviewFactory()
    client.post(reverse("hr-review-baseline", args=[waiting.pk]))
    assert list(Review.objects.filter(baseline=True)) == [later]
