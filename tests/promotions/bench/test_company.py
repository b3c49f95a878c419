"""The company is what the docs say, the same from the same seed, and goes into whole tables."""

from itertools import pairwise

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Max

from employees.models import Employee, HeldSkill, Position, ReportingLine
from pathways.models import JobFamily, Requirement, Role, Transition
from promotions.bench import architecture, company
from promotions.models import Readiness, Requisition
from tests.promotions.bench.conftest import DAY, PEOPLE


def constraints():
    """Return names and kinds of all that the database holds the people's tables to."""
    with connection.cursor() as cursor:
        return {
            model: sorted((name, kind["primary_key"], kind["unique"]) for name, kind in found.items())
            for model in (Employee, Position, HeldSkill, Requisition)
            for found in [connection.introspection.get_constraints(cursor, model._meta.db_table)]
        }


def test_rules_are_of_the_announced_size():
    moves = architecture.moves()
    roles = np.arange(architecture.ROLES)
    assert architecture.asked_of_pool(roles).sum() + architecture.COMMON_ASKED * architecture.ROLES == 20_000
    assert len(set(zip(moves.source.tolist(), moves.target.tolist(), strict=True))) == len(moves.source) == 7_693
    assert architecture.rank(roles).max() == architecture.RANKS


def test_the_same_seed_draws_the_same_company():
    one, same, other = (company.drawn(500, DAY, seed) for seed in (1, 1, 2))
    assert (one.role == same.role).all()
    assert (company.held_skills(one)["level"] == company.held_skills(same)["level"]).all()
    assert (one.role != other.role).any()


def test_a_million_are_nine_levels_deep():
    layers, left = 0, 1_000_000
    while left > 0:
        left -= company.REPORTS**layers
        layers += 1
    assert layers == 10  # from 0: nine below the top


@pytest.mark.django_db(transaction=True)
def test_the_company_stands_in_whole_tables():
    before = constraints()
    company.load(PEOPLE, 1, DAY)
    assert constraints() == before
    assert (JobFamily.objects.count(), Role.objects.count(), Requirement.objects.count()) == (60, 2_000, 20_000)
    assert Transition.objects.count() == 7_693
    assert set(HeldSkill.objects.values("employee").annotate(skills=Count("*")).values_list("skills", flat=True)) == {12}
    assert Position.objects.on(DAY).count() == PEOPLE == ReportingLine.objects.count()
    assert ReportingLine.objects.aggregate(deepest=Max("depth"))["deepest"] == 3
    held = Position.objects.order_by("employee", "start").values_list("employee", "end", "start")
    assert all(end == start for (one, end, _), (other, _, start) in pairwise(held) if one == other)
    Employee.objects.create(number="new", first_name="A", last_name="B", hired_on=DAY)


def test_people_have_about_four_targets_and_some_are_ready(bench):
    assert 3.5 < bench.first.written / PEOPLE < 4.5
    assert set(Readiness.objects.values_list("status", flat=True)) == {0, 1, 2}


@pytest.mark.django_db
def test_a_database_with_people_is_not_filled():
    Employee.objects.create(number="1", first_name="A", last_name="B", hired_on=DAY)
    with pytest.raises(CommandError, match="wants an empty database"):
        call_command("bench", fill=True)
    assert Employee.objects.count() == 1
