"""The promises of the demo: each state that the pages can show, for the nurse and for the ward's manager."""

import pytest
from django.utils import timezone

from employees.models import Employee, Promise
from promotions.demo import promised
from promotions.demo.names import DOMAIN
from tests.factories.employees import EmployeeFactory, PositionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def nurse() -> Employee:
    matron, manager, former, nurse = (EmployeeFactory(with_user=True) for _ in range(4))
    Employee.objects.filter(pk=nurse.pk).update(email=f"nurse@{DOMAIN}")
    for person, lead in ((matron, None), (manager, matron), (former, matron), (nurse, manager)):
        PositionFactory(employee=person, manager=lead)
    return nurse


def test_every_state_of_a_promise_is_there(nurse: Employee):
    promised.play(TODAY)
    own = nurse.promises
    assert own.overdue(TODAY).filter(side="manager").count() >= 1
    assert own.filter(kept_on=TODAY).get().steps.get().text
    assert own.filter(steps__kind="postponed").exists()
    assert own.open().filter(side="employee").exists()
    assert Promise.objects.passed_on(TODAY, to=nurse.manager_on(TODAY)).exists()


def test_a_nurse_whom_nobody_leads_is_promised_nothing(nurse: Employee):
    nurse.positions.update(manager=None)
    promised.play(TODAY)
    assert not Promise.objects.exists()
