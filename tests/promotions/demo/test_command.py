"""`manage.py demo`: prints what came in, and refuses where it must not write."""

import io

import pytest
from django.core.management import CommandError, call_command

from employees.models import Employee
from promotions.demo import PASSWORD, personas
from tests.factories.employees import EmployeeFactory

pytestmark = pytest.mark.django_db


def demo(**options) -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def test_it_loads_counts_and_names_the_personas():
    text = demo(employees=50)
    assert "units" in text
    assert PASSWORD in text
    assert all(persona.email in text for persona in personas())
    assert Employee.objects.filter(left_on=None).count() == 50


def test_personas_alone_writes_nothing():
    assert "nurse@demo.example.org" in demo(personas=True)
    assert not Employee.objects.exists()


def test_a_second_time_needs_force():
    demo(employees=50)
    with pytest.raises(CommandError, match="--force") as refusal:
        demo(employees=60)
    assert refusal.value.returncode == 2
    demo(employees=60, force=True)
    assert Employee.objects.filter(left_on=None).count() == 60


def test_people_who_are_not_the_demos_are_never_touched():
    EmployeeFactory()
    with pytest.raises(CommandError, match="not the demo's"):
        demo(force=True)
    assert Employee.objects.count() == 1


def test_production_is_refused(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        demo()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"employees": 3}, "expected 40 to 1,000,000"), ({"employees": 2_000_000}, "expected 40"), ({"seed": -1}, "from 0 up")],
)
def test_figures_out_of_range_are_refused(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        demo(**options)
