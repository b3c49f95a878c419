"""What a night reads of everybody is read from indexes alone: the rows themselves lie all over their tables."""

import pytest
from django.db import connection

from employees.models import HeldSkill, Position

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's indexes take no columns along")]


@pytest.mark.parametrize(
    "rows",
    [
        HeldSkill.objects.values_list("employee_id", "skill_id", "level"),
        Position.objects.values_list("employee_id", "role_id", "start", "end").order_by("employee_id", "start"),
    ],
)
def test_skills_and_positions_of_a_range_of_people_are_read_from_an_index_alone(rows):
    with connection.cursor() as cursor:  # the tables are empty: any way would do
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = rows.filter(employee_id__gte=1, employee_id__lte=10_000).explain()
    assert plan.startswith("Index Only Scan")
