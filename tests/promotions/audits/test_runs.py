"""Audits asked for and answered, from rows to verdict."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from employees.models import AuditEvent
from promotions.audits import runs
from promotions.audits.asking import AuditError, ask_audit, closed_cycles
from promotions.models import Audit, AuditPopulation
from promotions.tasks import run_audit
from tests.factories.employees import GrantFactory, UnitFactory
from tests.factories.promotions import AuditFactory
from tests.promotions.audits.ward import Ward

pytestmark = pytest.mark.django_db
WHY = "The yearly review of fairness."


@pytest.fixture
def ward():
    return Ward()


@pytest.fixture
def auditor():
    return GrantFactory(duty="hr-auditor").user


@pytest.fixture
def ask(auditor, django_capture_on_commit_callbacks):
    """Ask for an audit of sex in 2024 and have it answered."""

    def asked(**question):
        with django_capture_on_commit_callbacks(execute=True):
            audit = ask_audit(**{"attribute": "sex", "first_cycle": 2024, "last_cycle": 2024, "purpose": WHY, "by": auditor} | question)
        audit.refresh_from_db()
        return audit

    return asked


def only(audit):
    assert audit.error == ""
    (comparison,) = audit.result["comparisons"]
    return comparison


# --- Answers --------------------------------------------------------------------------------------


def test_a_gap_is_found_with_its_counts(ward, ask):
    ward.nurses("woman", 60, promoted=8)
    ward.nurses("man", 40, promoted=16)
    audit = ask()
    found = only(audit)
    assert found["verdict"] == "Disparity likely"
    assert found["counts"] == "Women: 8 of 60 promoted (13%). Men: 16 of 40 promoted (40%)."
    assert found["pooled"]["ratio"] == 0.33
    assert (audit.progress, audit.method, audit.nth_look) == (100, runs.METHOD, 1)
    assert audit.population.size == 100
    assert audit.result["coverage"] == "100% of these people"


def test_equal_rates_of_many_are_no_evidence_and_of_few_not_enough(ward, ask):
    ward.nurses("woman", 12, promoted=4)
    ward.nurses("man", 12, promoted=4)
    assert only(ask())["verdict"] == "Not enough data"


def test_a_small_group_is_hidden_with_everything_derived(ward, ask):
    ward.nurses("woman", 30, promoted=5)
    ward.nurses("man", 30, promoted=5)
    ward.nurses("non-binary", 4, promoted=1)
    result = ask().result
    hidden = {group["name"] for group in result["groups"] if group["hidden"]}
    assert "non-binary" in hidden
    assert len(hidden) == 2  # the total would give it away otherwise
    assert all(group["moved"] is None and group["rate"] is None for group in result["groups"] if group["hidden"])
    assert result["comparisons"] == []  # one group alone is left
    assert all(len([group for group in stage["groups"] if group["hidden"]]) != 1 for stage in result["funnel"])


def test_low_coverage_takes_the_confidence_out_of_a_verdict(ward, ask):
    ward.nurses("woman", 60, promoted=6)
    ward.nurses("man", 40, promoted=16)
    ward.nurses(None, 60)
    found = ask()
    assert found.result["coverage"] == "62% of these people"
    assert (only(found)["verdict"], only(found)["reason"]) == ("Watch", "COVERAGE")
    assert only(found)["extremes"]["worst"] < 0.25


def test_the_step_from_nomination_rests_on_cases(ward, ask):
    for sex, decided in (("woman", 3), ("man", 15)):
        for nth, person in enumerate(ward.nurses(sex, 30)):
            if nth < 20:
                ward.case(person, outcome="promoted" if nth < decided else "refused")
    found = only(ask(stage="ready-promoted"))
    assert found["counts"] == "Women: 3 of 20 promoted (15%). Men: 15 of 20 promoted (75%)."
    assert found["verdict"] == "Disparity likely"


def test_a_gap_that_comes_of_where_people_work_is_gone_within_families(ask, ward):
    nursing, office = ward, Ward("Office")
    nursing.nurses("woman", 120, promoted=6)
    nursing.nurses("man", 30, promoted=1)
    office.nurses("woman", 30, promoted=15)
    office.nurses("man", 120, promoted=60)
    found = only(ask(reference="man"))
    assert found["pooled"]["ratio"] == 0.34
    assert found["pooled"]["p"] < 0.001
    assert 0.9 < found["stratified"]["ratio"] < 1.2
    assert found["verdict"] in {"No evidence", "Not enough data"}
    assert len(found["families"]) == 2


def test_an_attribute_may_be_crossed_with_another(ward, ask):
    ward.nurses("woman", 20, promoted=2, ethnicity="Asian")
    ward.nurses("man", 20, promoted=9, ethnicity="White")
    found = only(ask(crossed_with="ethnicity"))
    assert (found["focal"], found["reference"]) == ("women, Asian people", "men, White people")


def test_a_unit_is_audited_with_the_units_below_it(ward, ask):
    below = UnitFactory(parent=ward.unit)
    for sex in ("woman", "man"):
        ward.nurses(sex, 15, promoted=3)
        for person in ward.nurses(sex, 15, promoted=3):
            person.positions.update(unit=below)
    ward.nurse("man", unit=UnitFactory())
    assert ask(unit=ward.unit).result["people"] == 60


# --- Refusals -------------------------------------------------------------------------------------


def test_nearly_the_same_people_are_refused_with_the_reason(ward, ask):
    ward.nurses("woman", 20, promoted=4)
    ward.nurses("man", 20, promoted=4)
    elsewhere = UnitFactory()
    for person in ward.nurses("man", 3):
        person.positions.update(unit=elsewhere)
    first, second = ask(), ask(unit=ward.unit)
    assert second.status == "refused"
    assert second.result is None
    assert f"Set beside audit {first.pk} (Sex 2024, The whole company)" in second.error
    assert "fewer than 10 people (man)" in second.error


def test_two_audits_at_once_are_set_beside_each_other_too(ward, ask, monkeypatch):
    """Two workers answered two that differ by three people, as neither had ended when the other looked for what to compare with."""
    ward.nurses("woman", 20, promoted=4)
    ward.nurses("man", 20, promoted=4)
    elsewhere = UnitFactory()
    for person in ward.nurses("man", 3):
        person.positions.update(unit=elsewhere)
    meanwhile = []

    def answer_another_meanwhile(audit, pool):
        if not meanwhile:
            meanwhile.append(None)
            meanwhile[0] = ask(unit=ward.unit)
        return around_of(audit, pool)

    around_of = runs.around_of
    monkeypatch.setattr(runs, "around_of", answer_another_meanwhile)
    first = ask()
    assert [meanwhile[0].status, first.status] == ["done", "refused"]
    assert f"Set beside audit {meanwhile[0].pk}" in first.error


def test_the_same_people_again_and_quite_other_people_are_answered(ward, ask):
    other = UnitFactory()
    for sex in ("woman", "man"):
        ward.nurses(sex, 15, promoted=3)
        for person in ward.nurses(sex, 15, promoted=3):
            person.positions.update(unit=other)
    assert [ask(**question).status for question in ({}, {}, {"unit": other}, {"unit": ward.unit})] == ["done"] * 4
    assert AuditPopulation.objects.count() == 3
    assert Audit.objects.first().nth_look == 4


def test_a_correction_of_one_person_since_the_last_audit_is_not_told(ward, ask):
    women, _ = ward.nurses("woman", 20, promoted=4), ward.nurses("man", 20, promoted=4)
    assert ask().status == "done"
    women[0].positions.filter(reason="promotion").delete()
    assert ask().status == "refused"


def test_another_attribute_of_nearly_the_same_people_tells_nothing(ward, ask):
    ward.nurses("woman", 20, promoted=4, disability="no")
    ward.nurses("man", 20, promoted=4, disability="yes")
    elsewhere = UnitFactory()
    for person in ward.nurses("man", 3, disability="yes"):
        person.positions.update(unit=elsewhere)
    assert ask().status == "done"
    assert ask(attribute="disability", unit=ward.unit).status == "done"


def test_too_few_people_are_refused(ward, ask):
    ward.nurses("woman", 9, promoted=2)
    assert "Fewer than 10 people in the whole company could take this step in 2024." in ask().error
    ward.nurse("woman")
    assert ask().status == "done"


def test_readiness_of_a_cycle_before_the_first_night_is_not_guessed(ward, ask):
    ward.nurses("woman", 20)
    assert "not before the first nightly run" in ask(stage="eligible-ready").error
    ward.night(dt.date(2024, 3, 1))
    assert "only since 1 March 2024" in ask(stage="eligible-ready").error
    ward.night(dt.date(2023, 12, 1))
    assert ask(stage="eligible-ready").status == "done"


def test_a_reference_that_nobody_gave_is_refused(ward, ask):
    ward.nurses("woman", 20)
    assert "Nobody eligible gave the answer “man”" in ask(reference="man").error


def test_what_goes_wrong_stands_in_the_row(ward, ask, monkeypatch):
    ward.nurses("woman", 20)
    monkeypatch.setattr(runs, "findings", lambda *_: 1 / 0)
    audit = ask()
    assert (audit.status, audit.result) == ("failed", None)
    assert audit.error == "The audit stopped at “Working out the comparisons”: ZeroDivisionError. Ask again, or tell your administrator."


def test_an_audit_is_answered_once_and_a_gone_one_is_skipped(ward):
    done = AuditFactory(done=True)
    run_audit(audit_id=done.pk)
    run_audit(audit_id=0)
    done.refresh_from_db()
    assert done.result["people"] == 0


# --- Asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("duty", ["hr-partner", "administrator", "framework-editor"])
def test_only_auditors_ask(duty, ward):
    user = GrantFactory(duty=duty, unit=ward.unit if duty == "hr-partner" else None).user
    with pytest.raises(PermissionDenied):
        ask_audit(attribute="sex", first_cycle=2024, last_cycle=2024, purpose=WHY, by=user)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"purpose": "why not"}, "Say why the audit is asked for"),
        ({"first_cycle": 2025}, "2025 comes after 2024"),
        ({"last_cycle": 2099}, "Only cycles that have ended can be audited"),
        ({"first_cycle": 1990}, "Only cycles that have ended can be audited"),
        ({"crossed_with": "sex"}, "crossed with itself"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(ward, auditor, question, message):
    ward.nurse("woman", start=dt.date(2010, 5, 1))
    with pytest.raises(AuditError, match=message):
        ask_audit(**{"attribute": "sex", "first_cycle": 2024, "last_cycle": 2024, "purpose": WHY, "by": auditor} | question)
    assert not Audit.objects.exists()


def test_an_audit_has_ten_cycles_at_most(ward, auditor):
    ward.nurse("woman", start=dt.date(2010, 5, 1))
    with pytest.raises(AuditError, match=r"at most 10 cycles\. Choose 2015 or later"):
        ask_audit(attribute="sex", first_cycle=2014, last_cycle=2024, purpose=WHY, by=auditor)


def test_cycles_are_years_that_have_ended_and_were_staffed_when_they_opened(ward):
    assert closed_cycles(dt.date(2026, 5, 1)) == []
    ward.nurse(start=dt.date(2022, 3, 1))
    assert closed_cycles(dt.date(2026, 5, 1)) == [2025, 2024, 2023]


def test_asking_reading_answers_and_ending_stand_on_the_trail(ward, ask, auditor):
    ward.nurses("woman", 12)
    audit = ask()
    events = [(event.verb, event.kind.split(".")[1], event.who) for event in AuditEvent.objects.order_by("pk")]
    assert events == [("started", "audit", auditor.pk), ("looked", "demographics", auditor.pk), ("ended", "audit", auditor.pk)]
    assert AuditEvent.objects.get(verb="started").why == WHY
    assert AuditEvent.objects.get(verb="ended").object_id == str(audit.pk)
