"""What several forms ask alike."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from employees.forms import colleague_at
from tests.factories.employees import EmployeeFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_colleague_is_named_by_the_address_they_sign_in_with():
    robin = EmployeeFactory(with_user=True)
    assert robin.user is not None
    assert colleague_at(f" {robin.user.email.upper()} ") == robin


@pytest.mark.parametrize(
    "dates", [{"left_on": TODAY}, {"hired_on": TODAY + dt.timedelta(days=1)}], ids=["who has left", "who begins tomorrow"]
)
def test_who_is_not_employed_today_is_no_colleague(dates):
    other = EmployeeFactory(with_user=True, **dates)
    assert other.user is not None
    with pytest.raises(ValidationError, match="No colleague has this address"):
        colleague_at(other.user.email)
