"""Time in a level, out of dated positions."""

import datetime as dt

import pytest

from promotions.audits.answers import groups_of, read_answers
from promotions.audits.pool import read_pool
from promotions.audits.spells import careers_of, months_at_opening, ratings_at_opening, read_spells
from tests.factories.employees import PerformanceRatingFactory, PositionFactory
from tests.promotions.audits.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return Ward()


def careers(*years):
    pool = read_pool(years or (2024,))
    found = careers_of(pool, read_spells(pool), groups_of(pool, ["sex"], read_answers(["sex"], by=None)))
    return {
        int(person): (entry, end, status)
        for person, entry, end, status in zip(found.person, found.entry, found.exit, found.status, strict=True)
    }


def test_a_career_is_watched_from_the_first_opening_to_its_end(ward):
    promoted = ward.nurse("woman", promoted_on=dt.date(2024, 6, 1))  # since 1 March 2022
    stays = ward.nurse("man")
    left = ward.nurse("man", left_on=dt.date(2024, 9, 1))
    left.positions.update(end=dt.date(2024, 9, 1))
    assert careers() == {promoted.pk: (22, 27, 1), stays.pk: (22, 34, 0), left.pk: (22, 30, 2)}


def test_whoever_left_with_an_open_position_is_not_watched_on(ward):
    left = ward.nurse("man", left_on=dt.date(2024, 9, 1))
    assert careers() == {left.pk: (22, 30, 2)}


def test_a_move_within_the_level_goes_on_and_years_are_one_career(ward):
    person = ward.nurse("woman")
    person.positions.update(end=dt.date(2023, 5, 1))
    PositionFactory(employee=person, role=ward.lower.role, unit=ward.unit, start=dt.date(2023, 5, 1), reason="lateral")
    assert careers(2023, 2024) == {person.pk: (10, 34, 0)}


def test_an_absence_begins_the_time_anew(ward):
    person = ward.nurse("woman")
    person.positions.update(end=dt.date(2022, 6, 1))
    PositionFactory(employee=person, role=ward.lower.role, unit=ward.unit, start=dt.date(2023, 6, 1), reason="re-entry")
    assert careers() == {person.pk: (7, 19, 0)}


def test_a_step_down_is_no_promotion_and_no_leaving(ward):
    person = ward.nurse("woman")
    person.positions.update(end=dt.date(2024, 6, 1))
    PositionFactory(employee=person, role=ward.higher.role, unit=ward.unit, start=dt.date(2024, 6, 1), reason="reorganisation")
    assert careers() == {person.pk: (22, 27, 0)}


def test_nobody_eligible_has_no_career(ward):
    assert careers() == {}


def test_months_and_the_newest_rating_at_each_opening(ward):
    person = ward.nurse("woman")
    for day, value in ((dt.date(2022, 12, 1), 2), (dt.date(2023, 12, 1), 4), (dt.date(2024, 1, 1), 5)):
        PerformanceRatingFactory(employee=person, on=day, value=value)
    unrated = ward.nurse("man")
    pool = read_pool([2023, 2024])
    assert pool.employee.tolist() == [person.pk, person.pk, unrated.pk, unrated.pk]
    assert months_at_opening(pool, read_spells(pool)).tolist() == [10, 22, 10, 22]
    assert ratings_at_opening(pool).tolist() == [2, 4, 0, 0]
