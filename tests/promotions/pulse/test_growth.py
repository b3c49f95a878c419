"""Growth satisfaction among the measures of mobility: of which areas, and from how many answers up."""

import datetime as dt
from fractions import Fraction
from types import SimpleNamespace

import pytest

from promotions.metrics.measures import UNTOLD
from promotions.metrics.selection import Axis, Selection
from promotions.metrics.units import UnitTree
from promotions.models import PulseCount
from promotions.pulse.growth import NO_PULSE, NO_SUCH_AREA, growth_card
from tests.factories.employees import EmployeeFactory, GrantFactory, UnitFactory
from tests.promotions.views.test_pulse import settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    top = UnitFactory(name="Hospital")
    ward = UnitFactory(name="Ward", parent=top)
    return SimpleNamespace(top=top, ward=ward, other=UnitFactory(name="Other", parent=top))


def card(company, unit, duty="hr-auditor", **chosen):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty=duty, unit=company.ward if duty == "hr-partner" else None)
    tree = UnitTree([company.top, company.ward, company.other])
    selection = Selection(tree, None, None, Axis.UNIT, unit=unit, company_wide=duty == "hr-auditor", **chosen)
    return growth_card(selection, PulseCount.objects.visible_to(user))


def test_it_is_of_the_areas_at_and_below_the_unit_with_the_pulse_before_and_the_company(company):
    settled(10, 20, opens_on=dt.date(2023, 4, 1), area=company.ward)
    settled(15, 20, area=company.ward)
    settled(5, 20, area=company.other)
    ward, whole = card(company, company.ward), card(company, company.top)
    assert (ward.figure.value, ward.figure.basis) == (Fraction(3, 4), "20 answers in April 2024")
    assert (ward.change, ward.company_text) == ("up 25.0 points from 50.0%", "50.0%")
    assert (whole.figure.value, whole.company) == (Fraction(1, 2), None)


def test_fewer_than_ten_answers_are_not_told_and_none_is_said_in_words(company):
    assert card(company, company.ward).figure.missing == NO_PULSE
    settled(9, 9, area=company.ward)
    settled(5, 20, area=company.other)
    assert card(company, company.ward).value == "fewer than 10 people"
    assert card(company, company.ward).company_text == ""
    assert card(company, company.ward, family="none").figure.missing == NO_SUCH_AREA


def test_a_unanimous_area_is_hidden_and_so_is_what_would_give_it_away(company):
    settled(20, 20, area=company.ward)
    settled(5, 20, area=company.other)
    assert card(company, company.ward).figure.missing == card(company, company.top).figure.missing == UNTOLD
    assert card(company, company.other).figure.value == Fraction(1, 4)


def test_partners_read_the_areas_of_their_units_alone(company):
    settled(15, 20, area=company.ward)
    settled(5, 20, area=company.other)
    assert card(company, company.ward, "hr-partner").figure.value == Fraction(3, 4)
    assert card(company, None, "hr-partner").figure.value == Fraction(3, 4)
