"""Audits of the demo company find what was planted in it, and nothing where nothing was."""

import pytest

from pathways.models import JobFamily
from promotions.audits import runs
from promotions.demo import truths
from promotions.models import Audit
from tests.factories.promotions import AuditFactory
from tests.promotions.demo.conftest import company  # noqa: F401 # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
YEARS = {"first_cycle": 2022, "last_cycle": 2025}


def answered(**question):
    audit = AuditFactory(**YEARS, **question)
    runs.run(audit.pk)
    audit.refresh_from_db()
    assert audit.status == Audit.Status.DONE, audit.error
    return audit.result


def about(result, group):
    return next(one for one in result["comparisons"] if one["group"] == group)


def test_women_in_software_engineering_are_decided_against_though_ready():
    family = JobFamily.objects.get(code=truths.UNEQUAL_FAMILY)
    found = about(answered(attribute="sex", family=family, stage="ready-promoted", reference="man"), truths.UNEQUAL_SEX)
    assert found["verdict"] == "Disparity likely"
    assert found["stratified"]["high"] < 0.8
    assert found["p"] < 0.001


def test_they_are_nominated_as_often():
    family = JobFamily.objects.get(code=truths.UNEQUAL_FAMILY)
    found = about(answered(attribute="sex", family=family, stage="eligible-nominated", reference="man"), truths.UNEQUAL_SEX)
    assert found["verdict"] in {"No evidence", "Not enough data"}


def test_a_gap_by_ethnic_group_vanishes_by_family():
    found = about(answered(attribute="ethnicity", reference="White"), truths.SIMPSON_GROUP)
    assert found["pooled"]["ratio"] < 0.85
    assert found["pooled"]["p"] < 0.05
    assert found["stratified"]["ratio"] > 0.9
    assert found["verdict"] in {"No evidence", "Not enough data"}


def test_nothing_is_found_by_disability_where_nothing_was_planted():
    assert about(answered(attribute="disability", reference="no"), "yes")["verdict"] in {"No evidence", "Not enough data"}
