"""The pages of audits: who reads what, the question, the answer, its file."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employees.models import AuditEvent
from promotions.models import Audit, Finding
from promotions.presenters.audit_signals import signals_of
from promotions.presenters.audit_tables import TABLES
from skills import pdf
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory
from tests.factories.promotions import AuditFactory
from tests.pdf_text import sheets_of
from tests.promotions.audits.ward import Ward
from tests.skills.test_pdf import needs_pango

pytestmark = pytest.mark.django_db
WHY = "The yearly review of fairness."
QUESTION = {
    "attribute": "sex",
    "stage": "eligible-promoted",
    "strata": "level-family-cycle",
    "first_cycle": "2024",
    "last_cycle": "2024",
    "purpose": WHY,
}


@pytest.fixture
def ward():
    ward = Ward()
    ward.nurses("woman", 60, promoted=8)
    ward.nurses("man", 40, promoted=16)
    ward.nurses("non-binary", 4, promoted=1)
    ward.nurses(None, 12, promoted=3)
    return ward


def signed_in(client, duty, unit=None):
    user = EmployeeFactory(with_user=True).user
    if duty:
        GrantFactory(user=user, duty=duty, unit=unit)
    client.force_login(user)
    return user


@pytest.fixture
def auditor(client):
    return signed_in(client, "hr-auditor")


@pytest.fixture
def answered(client, ward, auditor, django_capture_on_commit_callbacks):
    """An audit asked for on the page, of the ward, and answered."""
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("hr-audits-ask"), QUESTION | {"unit": ward.unit.code, "reference": "man"})
    assert response.status_code == 302
    return Audit.objects.get()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client, audit):
    return client.get(reverse("hr-audit", args=[audit.pk]))


# --- Reading --------------------------------------------------------------------------------------


def test_the_verdict_comes_first_in_words_with_its_counts(client, answered):
    response = page(client, answered)
    text = text_of(response)
    assert "Sex: promoted, of those eligible" in text
    assert "Women beside men Disparity likely Women were promoted at 33% of men’s rate." in text
    assert "Women: 8 of 60 promoted (13%). Men: 16 of 40 promoted (40%)." in text
    assert text.index("What was found") < text.index("Counts and rates") < text.index("Definitions") < text.index("On record")
    assert WHY in text
    assert f"{answered.population_id}" in text


def test_a_hidden_group_is_nowhere_on_the_page_or_in_the_file(client, answered):
    text, file = text_of(page(client, answered)), client.get(reverse("hr-audit-table", args=[answered.pk, "groups"])).getvalue().decode()
    assert "Non-binary hidden hidden hidden" in text
    assert "non-binary,hidden,hidden,hidden" in file
    assert "Non-binary people" not in text


def test_the_file_is_the_pages_table_and_stands_on_the_trail(client, answered, auditor):
    file = client.get(reverse("hr-audit-table", args=[answered.pk, "groups"]))
    assert file.headers["Content-Type"].startswith("text/csv")
    assert file.getvalue().decode().splitlines()[0] == "Group,People,Reached it,Rate"
    event = AuditEvent.objects.get(verb="exported")
    assert (event.who, event.details["name"]) == (auditor.pk, f"audit-{answered.pk}-groups")


def test_partners_read_audits_of_their_units_coarser(client, answered, ward):
    signed_in(client, "hr-partner", ward.unit)
    text = text_of(page(client, answered))
    assert "Man compared with 40 15 38%" in text  # 16 of 40
    assert "Counts are rounded to five." in text
    assert "8 of 60" not in text
    assert "p = " not in text
    assert WHY not in text


def test_partners_of_other_units_find_nothing(client, answered):
    signed_in(client, "hr-partner", UnitFactory())
    for name, table in (("hr-audit", []), ("hr-audit-table", ["groups"]), ("hr-audit-pdf", [])):
        assert client.get(reverse(name, args=[answered.pk, *table])).status_code == 404
    assert "No audit of your units yet" in text_of(client.get(reverse("hr-audits")))
    assert client.get(reverse("hr-audit", args=[0])).status_code == 404


def test_partners_do_not_see_what_is_not_answered(client, ward):
    signed_in(client, "hr-partner", ward.unit)
    assert page(client, AuditFactory(unit=ward.unit)).status_code == 404


@pytest.mark.parametrize("duty", [None, "administrator", "framework-editor"])
def test_nobody_else_reads_audits(client, duty):
    audit = AuditFactory(done=True)
    signed_in(client, duty)
    assert client.get(reverse("hr-audits")).status_code == 403
    assert page(client, audit).status_code == 404


def test_who_has_not_signed_in_is_sent_to_the_door(client):
    assert client.get(reverse("hr-audits")).status_code == 302


def test_an_audit_under_way_says_how_far_it_is(client, auditor):
    text = text_of(page(client, AuditFactory(status="running", progress=40, doing="Reading what people said of themselves")))
    assert "Under way Reading what people said of themselves." in text
    assert "Handed" not in text


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_what_was_refused_or_failed_says_why(client, auditor, status):
    text = text_of(page(client, AuditFactory(status=status, error="It would tell of three people.")))
    assert "It would tell of three people." in text
    assert "What was found" not in text


def test_the_list_costs_the_same_for_one_and_for_thirty(client, auditor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("hr-audits")).status_code == 200
        return len(captured)

    AuditFactory(done=True)
    one = queries()
    AuditFactory.create_batch(29, done=True)
    assert queries() == one <= 15


# --- Asking ---------------------------------------------------------------------------------------


def test_the_question_is_kept_as_asked(answered, ward, auditor):
    assert (answered.asked_by, answered.purpose, answered.unit, answered.reference) == (auditor, WHY, ward.unit, "man")
    assert answered.status == "done", answered.error


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"purpose": ""}, "This field is required."),
        ({"purpose": "because"}, "Say why the audit is asked for"),
        ({"unit": "nowhere"}, "No unit has the name or code “nowhere”."),
        ({"reference": "White"}, "“White” is no answer to what is compared."),
        ({"crossed_with": "ethnicity", "reference": "man"}, "A crossing is compared with the group of the highest rate."),
        ({"crossed_with": "sex"}, "An attribute crossed with itself says nothing more."),
        ({"first_cycle": str(dt.date.today().year)}, "Select a valid choice."),  # noqa: DTZ011 # any zone's year will do
    ],
)
def test_a_question_that_cannot_be_asked_says_why(client, ward, auditor, change, message):
    response = client.post(reverse("hr-audits-ask"), QUESTION | change)
    assert response.status_code == 400
    assert message in text_of(response)
    assert not Audit.objects.exists()


def test_two_units_of_one_name_are_told_apart_by_code(client, ward, auditor):
    UnitFactory.create_batch(2, name="East")
    assert "Several units are called “east”." in text_of(client.post(reverse("hr-audits-ask"), QUESTION | {"unit": "east"}))


def test_partners_do_not_ask(client, ward):
    signed_in(client, "hr-partner", ward.unit)
    assert client.get(reverse("hr-audits-ask")).status_code == 403
    assert client.post(reverse("hr-audits-ask"), QUESTION).status_code == 403


def test_pages_are_read_and_never_written_to(client, auditor):
    audit = AuditFactory(done=True)
    for name, args in (("hr-audits", []), ("hr-audit", [audit.pk]), ("hr-audit-table", [audit.pk, "groups"]), ("hr-audit-pdf", [audit.pk])):
        assert client.post(reverse(name, args=args)).status_code == 405


# --- What stands beside the verdict -----------------------------------------------------------------


SECTIONS = ["What was found", "Counts and rates", "Where a gap opens", "How long it takes", "What else may explain it", "What size of gap"]


def test_the_sections_come_in_their_order_each_with_its_table_as_a_file(client, answered):
    text = text_of(page(client, answered))
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert "p = " in text
    for table in TABLES:
        file = client.get(reverse("hr-audit-table", args=[answered.pk, table]))
        assert file.status_code == 200
        assert file.headers["Content-Disposition"] == f'attachment; filename="audit-{answered.pk}-{table}.csv"'
    assert client.get(reverse("hr-audit-table", args=[answered.pk, "nothing"])).status_code == 404


def test_a_partner_reads_nothing_that_would_refine_the_counts(client, answered, ward):
    signed_in(client, "hr-partner", ward.unit)
    text = text_of(page(client, answered))
    for section in ("How long it takes", "Unit by unit", "What else may explain it", "What size of gap"):
        assert section not in text
    for table in set(TABLES) - {"groups", "steps", "earlier"}:
        file = client.get(reverse("hr-audit-table", args=[answered.pk, table])).getvalue().decode()
        assert len(file.splitlines()) == 1  # its heads alone


def test_the_same_question_again_is_set_beside_the_first(client, ward, auditor, answered, django_capture_on_commit_callbacks):
    ward.nurses("woman", 20, promoted=10)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-audits-ask"), QUESTION | {"unit": ward.unit.code, "reference": "man"})
    again = Audit.objects.first()
    assert again.result["earlier"] == {"audit": answered.pk, "gone": 0, "new": 20, "otherwise": 0}
    text = text_of(page(client, again))
    assert f"Audit {answered.pk} , with the records of" in text
    assert "New, or for more cycles: 20." in text
    assert "Woman Rate 13% (8 of 60) 23% (18 of 80) changed" in text
    assert "Man Rate 40% (16 of 40) 40% (16 of 40)" in text
    assert "Beside the audit that asked the same before" not in text_of(page(client, answered))


def test_the_same_people_are_said_to_be_the_same(client, ward, auditor, answered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-audits-ask"), QUESTION | {"unit": ward.unit.code, "reference": "man"})
    assert "It was about the same people and steps, to the last record." in text_of(page(client, Audit.objects.first()))


def test_the_page_costs_few_queries(client, answered):
    with CaptureQueriesContext(connection) as captured:
        page(client, answered)
    assert len(captured) <= 15


# --- On paper -------------------------------------------------------------------------------------


@needs_pango
def test_the_pdf_says_on_every_sheet_what_it_is(client, answered):
    response = client.get(reverse("hr-audit-pdf", args=[answered.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="audit-{answered.pk}.pdf"'
    sheets = sheets_of(response.content)
    assert len(sheets) > 1
    for nth, sheet in enumerate(sheets, 1):
        assert f"Audit {answered.pk} ·" in sheet
        assert f"method {answered.method}" in sheet
        assert answered.population_id[:16] in sheet
        assert f"{nth} / {len(sheets)}" in sheet
    assert "Disparity likely" in " ".join(sheets)
    assert AuditEvent.objects.filter(verb="exported").exists()


@needs_pango
def test_the_pdf_of_a_partner_names_no_population(client, answered):
    signed_in(client, "hr-partner", answered.unit)
    words = " ".join(sheets_of(client.get(reverse("hr-audit-pdf", args=[answered.pk])).content))
    assert answered.population_id[:16] not in words
    assert WHY not in words


def test_without_pango_the_page_works_and_has_no_button(client, answered, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)
    shown = page(client, answered)
    assert shown.status_code == 200
    assert reverse("hr-audit-pdf", args=[answered.pk]) not in shown.content.decode()
    assert client.get(reverse("hr-audit-pdf", args=[answered.pk])).status_code == 404
    assert not AuditEvent.objects.filter(verb="exported").exists()


# --- What becomes a finding -----------------------------------------------------------------------


def key_of(client, audit):
    [(key, _)] = re.findall(r'name="key" value="([^"]+)"( id)?', page(client, audit).content.decode()) or [("", "")]
    return key


def made_of(client, audit, **said):
    told = {"key": key_of(client, audit), "due_on": "2999-01-01"} | said
    return client.post(reverse("hr-audit-finding", args=[audit.pk]), told)


def test_a_comparison_becomes_a_finding_once(client, answered, ward):
    response = made_of(client, answered, text="Ask how people are put forward.")
    finding = Finding.objects.get()
    assert response.headers["Location"] == reverse("hr-finding", args=[finding.pk])
    assert (finding.audit, finding.unit, finding.kind) == (answered, ward.unit, "audit")
    assert finding.title == "Women beside men: promoted, of those eligible"
    assert finding.uncertainty.startswith("Disparity likely. ")
    assert finding.steps.get().text == "Ask how people are put forward."
    assert "A finding already, to be looked into until" in text_of(page(client, answered))


def test_a_unit_s_finding_tells_its_partners_no_more_than_their_audit_does(client, answered, ward):
    made_of(client, answered)
    assert Finding.objects.get().evidence["facts"] == [["Women", "10 of 60"], ["Men", "15 of 40"]], "8 and 16 are the auditor's to read"
    signed_in(client, "hr-partner", ward.unit)
    assert "10 of 60" in text_of(client.get(reverse("hr-finding", args=[Finding.objects.get().pk])))


def test_a_company_s_finding_is_the_auditors_alone_and_has_the_figures(client, ward, auditor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hr-audits-ask"), QUESTION | {"reference": "man"})
    made_of(client, Audit.objects.get())
    facts = dict(Finding.objects.get().evidence["facts"])
    assert (facts["Women"], facts["Men"]) == ("8 of 60", "16 of 40")
    assert "95% interval" in facts["Ratio of the rates, all together"]
    assert facts["Chance of a gap like this without a difference"].startswith("p = 0.0")
    signed_in(client, "hr-partner", ward.unit)
    assert client.get(reverse("hr-finding", args=[Finding.objects.get().pk])).status_code == 404


def test_partners_make_findings_of_their_units_audits_and_nobody_of_people_they_lead(client, answered, ward):
    partner = signed_in(client, "hr-partner", ward.unit)
    assert made_of(client, answered).status_code == 302
    finding = Finding.objects.get()
    assert finding.owner == partner
    finding.delete()
    PositionFactory(employee=EmployeeFactory(), unit=ward.unit, manager=partner.employee, start=dt.date(2020, 1, 1))
    assert "You lead people in this unit" in text_of(page(client, answered))
    [signal] = signals_of(answered)
    assert made_of(client, answered, key=signal.key).status_code == 400
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": "sex-eligible-promoted-all-0"}, "Nothing was made a finding"),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"owner": "nobody@example.org"}, "Nobody of HR signs in with this address."),
    ],
)
def test_what_cannot_be_made_a_finding_says_why(client, answered, wrong, sentence):
    response = made_of(client, answered, **wrong)
    assert (response.status_code, sentence in text_of(response)) == (400, True)
    assert not Finding.objects.exists()


def test_no_finding_is_made_of_what_is_hidden_or_not_there(client, auditor):
    assert signals_of(AuditFactory()) == []
    one = {"group": "woman", "focal": "women", "reference": "men", "sentence": "Hidden to protect individuals."}
    verdicts = ["Hidden", "No evidence"]
    audit = AuditFactory(done=True)
    audit.result |= {"comparisons": [one | {"verdict": verdict} for verdict in verdicts]}
    assert signals_of(audit) == []
