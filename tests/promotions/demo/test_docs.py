"""The queries of docs/demo.md run as printed, and find what the page says."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from employees.demographics.for_audits import values_by_employee
from tests.promotions.demo.test_truths import BEGINNING

pytestmark = pytest.mark.django_db
PAGE = (Path(settings.BASE_DIR) / "docs" / "demo.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)


def answer(number: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[number - 1].replace("2021-11-23", BEGINNING.isoformat()).rstrip().rstrip(";").replace("%", "%%"), [])
        return cursor.fetchall()


def test_there_is_a_query_for_each_truth():
    assert len(QUERIES) == 6


def test_1_senior_staff_nurses(company):
    promoted = {name: count / people for name, count, people in answer(1)}
    assert promoted["Senior staff nurse"] < 0.3 * promoted["Staff nurse"]


def test_2_stores_1(company):
    moved = dict(answer(2))
    assert moved.get("Stores 1", 0) <= 2
    assert moved["Stores 2"] > 30


def test_3_women_in_software_engineering(company):
    sex = values_by_employee(attribute="sex", purpose="equality-audit", by=None)
    counts = Counter((sex.get(employee), outcome) for employee, outcome in answer(3))
    assert f"{counts['woman', 'promoted']} of {counts['woman', 'promoted'] + counts['woman', 'refused']} women" in PAGE
    assert f"{counts['man', 'promoted']} of {counts['man', 'promoted'] + counts['man', 'refused']} men" in PAGE


def test_4_nursing_promotes_both_groups_alike(company):
    ethnicity = values_by_employee(attribute="ethnicity", purpose="equality-audit", by=None)
    people, risen = Counter(), Counter()
    for family, employee, promoted in answer(4):
        people[family, ethnicity.get(employee)] += 1
        risen[family, ethnicity.get(employee)] += promoted
    share = {group: risen[group] / people[group] for group in people}
    assert 0.7 < share["Nursing", "Asian"] / share["Nursing", "White"] < 1.4
    assert share["Stores", "White"] > 1.3 * share["Nursing", "White"]


def test_5_decisions_against_policy(company):
    counts = dict(answer(5))
    assert f"{counts['promoted']} people promoted though not ready, {counts['refused']} refused though ready" in PAGE


def test_6_passed_over(company):
    ((seats, people),) = answer(6)
    assert f"{seats} of the" in PAGE
    assert f"{people} in all" in PAGE
