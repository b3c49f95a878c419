"""What people said of themselves, as groups."""

import pytest

from employees.models.demographics import UNDISCLOSED
from promotions.audits.answers import NOT_DISCLOSED, band, called, groups_of, read_answers
from promotions.audits.pool import read_pool
from tests.factories.employees import DemographicsFactory
from tests.promotions.audits.ward import Ward


@pytest.mark.django_db
def test_only_answers_given_and_agreed_to_make_a_group():
    ward = Ward()
    ward.nurse("woman", ethnicity="Asian", birth_year=1980)
    ward.nurse(UNDISCLOSED, ethnicity="Asian")
    ward.nurse()
    DemographicsFactory(employee=ward.nurse(), sex="man")  # did not agree
    pool = read_pool([2024])

    def groups(*attributes):
        found = groups_of(pool, list(attributes), read_answers(list(attributes), by=None))
        return [found.names[code] for code in found.code]

    assert groups("sex") == ["woman", NOT_DISCLOSED, NOT_DISCLOSED, NOT_DISCLOSED]
    assert groups("sex", "ethnicity") == ["woman, Asian", NOT_DISCLOSED, NOT_DISCLOSED, NOT_DISCLOSED]
    assert groups("birth_year") == ["40–49", NOT_DISCLOSED, NOT_DISCLOSED, NOT_DISCLOSED]


@pytest.mark.parametrize(("age", "words"), [(19, "under 30"), (29, "under 30"), (30, "30–39"), (59, "50–59"), (60, "60 and over")])
def test_ages_come_in_bands(age, words):
    assert band(age) == words


@pytest.mark.parametrize(
    ("attributes", "group", "words"),
    [
        (["sex"], "woman", "women"),
        (["sex"], "non-binary", "non-binary people"),
        (["ethnicity"], "Asian", "Asian people"),
        (["disability"], "yes", "people with a disability"),
        (["disability"], "sometimes", "people who answered “sometimes”"),
        (["birth_year"], "under 30", "people under 30"),
        (["birth_year"], "40–49", "people aged 40–49"),
        (["sex", "ethnicity"], "man, Asian", "men, Asian people"),
    ],
)
def test_groups_are_spoken_of_as_people(attributes, group, words):
    assert called(attributes, group) == words
