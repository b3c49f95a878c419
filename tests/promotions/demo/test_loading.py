"""The rows of a small demo company: whole, consistent, the same every time."""

import datetime as dt
import hashlib
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import connection
from django.db.models import BinaryField, Count, F, Q

from employees import models as employees
from employees.demographics.for_audits import values_by_employee
from pathways.models import RoleProfile, Transition
from promotions import models as promotions
from promotions.demo import PASSWORD, erasing, loading, personas
from tests.promotions.demo.conftest import SEED, TODAY

pytestmark = pytest.mark.django_db
STAMPS = {"created_at", "joined_at", "password", "at", "asked_at", "answered_at"}  # when and how a row was written, not what it says


def fingerprint(today: dt.date, count: int, seed: int) -> str:
    """Load a company, return a digest of all its rows with their numbers made relative, and take it out again."""
    loading.load(count=count, seed=seed, today=today)
    digest = hashlib.sha256()
    for app in ("skills", "pathways", "employees", "promotions"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model is employees.AuditEvent:
                continue  # what this very test did
            fields = [field.attname for field in model._meta.concrete_fields if field.name not in STAMPS and not _is_key(field)]
            rows = model._default_manager.values_list(*fields) if fields else [[]] * model._default_manager.count()
            for row in sorted(repr([_said(value) for value in row]) for row in rows):
                digest.update(row.encode())
    for attribute in employees.demographics.ATTRIBUTES:
        said = values_by_employee(attribute=attribute, purpose="equality-audit", by=None)
        digest.update(repr(sorted(said.values())).encode())
    erasing.erase()
    return digest.hexdigest()


def _is_key(field) -> bool:
    """Numbers go on counting after an earlier company was taken out, and what is sealed looks different each time."""
    return field.primary_key or field.is_relation or isinstance(field, BinaryField)


def _said(value: object) -> object:
    """Return a value without the numbers of other rows, which frozen readiness names its versions by."""
    return {key: part for key, part in value.items() if key not in {"policy", "version"}} if isinstance(value, dict) else value


def test_same_arguments_same_rows():
    first = fingerprint(TODAY, 60, 5)
    assert fingerprint(TODAY, 60, 5) == first
    assert fingerprint(TODAY, 60, 6) != first
    assert fingerprint(TODAY + dt.timedelta(days=1), 60, 5) != first


def test_every_reference_points_somewhere(small_company):
    connection.check_constraints()


def test_every_table_of_people_has_rows(small_company):
    empty = {model.__name__ for model in apps.get_app_config("employees").get_models() if not model._default_manager.exists()}
    # Marks, reminders, notices, counts of moves and the audit trail are written by the nights and the changes after it, the rest by people.
    by_nights = {"AuditEvent", "CredentialReminder", "Notice", "NoticeLine", "NudgeDigest", "RoleMove", "Stale"}
    by_people = {
        "ApiToken",
        "BrowserSession",
        "Delegation",
        "Delivery",
        "Erasure",
        "Invitation",
        "KeptAnswer",
        "LegalHold",
        "NudgePreference",
        "TeamView",
        "Webhook",
    }
    by_the_directory = {"DirectoryGrant", "DirectoryGroup", "DirectoryMember", "DirectoryUser", "GroupDuty"}
    round_the_personas = {"AssessmentRound", "RatingEvidence", "RatingSheet", "SkillRating", "AgendaPoint", "Commitment", "PromiseStep"}
    assert empty <= by_nights | by_people | by_the_directory | round_the_personas


def test_held_skills_follow_from_the_assessments(small_company):
    counting = {}
    for employee, skill, level, source, on, pk in employees.SkillAssessment.objects.values_list(
        "employee", "skill", "level", "source", "on", "pk"
    ):
        grade = {"self": 0, "peer": 1}.get(source, 2)
        counting[employee, skill] = max(counting.get((employee, skill), (-1,)), (grade, on, pk, level, source))
    held = employees.HeldSkill.objects.values_list("employee", "skill", "level", "source", "on")
    assert {(employee, skill): (level, source, on) for employee, skill, level, source, on in held} == {
        key: (level, source, on) for key, (_, on, _, level, source) in counting.items()
    }


def test_assessments_are_never_of_the_future_or_before_the_hire_of_nobody(small_company):
    assert not employees.SkillAssessment.objects.filter(on__gt=TODAY).exists()
    assert not employees.SkillAssessment.objects.filter(level=0).exists()


def test_credentials_lapse_this_month_and_have_lapsed(small_company):
    held = employees.HeldCredential.objects
    assert held.filter(expires_on__gt=TODAY, expires_on__lte=TODAY + dt.timedelta(days=31)).exists()
    assert held.filter(expires_on__lte=TODAY).exists()


def test_a_seat_filled_inside_is_taken_by_somebody_employed_the_day_before(small_company):
    inside = promotions.Requisition.objects.filter(filled_inside=True)
    assert inside.exists()
    assert not inside.filter(filled_by__hired_on__gte=F("filled_on")).exists()
    statuses = promotions.Requisition.objects.aggregate(
        open=Count("pk", filter=Q(filled_on=None, withdrawn_on=None)), withdrawn=Count("pk", filter=Q(withdrawn_on__isnull=False))
    )
    assert min(statuses.values()) >= 3


def test_demographics_have_gaps_of_both_kinds(small_company):
    answers = Counter(values_by_employee(attribute="sex", purpose="equality-audit", by=None).values())
    assert 0 < answers[employees.demographics.UNDISCLOSED] < 0.12 * sum(answers.values())
    assert 0.02 < 1 - sum(answers.values()) / employees.Employee.objects.count() < 0.2


def test_growth_has_its_raw_material(small_company):
    assert employees.Promise.objects.filter(kept_on=None, due_on__lt=TODAY).exists()
    assert employees.Aspiration.objects.filter(shared_on=None).exists()
    assert employees.Aspiration.objects.filter(shared_on__isnull=False).exists()
    assert employees.ConversationNote.objects.filter(kind="private", sealed__isnull=False).exists()
    assert employees.Assignment.objects.filter(as_lead=True, finished=True).exists()


def test_one_lead_a_project(small_company):
    leads = employees.Project.objects.annotate(leads=Count("assignments", filter=Q(assignments__as_lead=True)))
    assert not leads.filter(leads__gt=1).exists()


def test_the_framework_is_in_force_in_all_its_shapes(small_company):
    profiles = RoleProfile.objects.in_force(TODAY)
    assert set(profiles.values_list("track__family__shape", flat=True)) == {"ladder", "dual-ladder", "lattice", "skills", "projects"}
    assert Transition.objects.in_force(TODAY).filter(kind="diagonal").exists()


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.key)
def test_every_persona_signs_in_but_the_leaver(small_company, rf, persona):
    user = authenticate(rf.post("/"), username=persona.email, password=PASSWORD)
    assert (user is None) == (persona.key == "leaver")
    if user:
        assert user.employee.name == persona.name


def test_personas_are_what_they_say(company_of_personas):
    people = company_of_personas
    assert people["manager"].reports.open().count() == 8
    assert people["matron"].line.depth < people["manager"].line.depth
    assert not people["newcomer"].assessments.exists()
    assert people["nurse"].held_skills.count() >= 8
    assert people["leaver"].left_on is not None
    assert set(employees.Grant.objects.values_list("duty", flat=True)) == set(employees.Grant.Duty.values)


@pytest.fixture
def company_of_personas(small_company) -> dict[str, employees.Employee]:
    return {persona.key: employees.Employee.objects.get(email=persona.email) for persona in personas()}


def test_another_row_can_follow(small_company):
    """The numbers given by the loading are released: the next row gets one of its own."""
    unit = employees.Unit.objects.create(code="one-more", name="One more")
    person = employees.Employee.objects.create(number="X1", first_name="One", last_name="More", hired_on=TODAY)
    employees.Position.objects.create(employee=person, unit=unit, start=TODAY, reason="hire")
    assert SEED == 1
