"""What a share of few people may tell: a bound where nearly all answer alike, and nothing that a subtraction undoes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promotions.models import Pulse, PulseCount
from promotions.presenters.pulse_page import share_text
from promotions.pulse.questions import CELLS, EVERYBODY, GROWTH
from promotions.pulse.results import results
from promotions.pulse.shares import THIN, Share, beside
from tests.factories.employees import UnitFactory

people = st.tuples(st.integers(0, 400), st.integers(10, 400)).map(lambda drawn: Share(min(drawn), drawn[1]))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_unanimous_area_reads_as_one_that_is_not(count):
    low, high = Share(count, 10), Share(10 - count, 10)
    assert (low.value, share_text(low)) == (None, "under 30%")
    assert (high.value, share_text(high)) == (None, "over 70%")


def test_a_share_with_three_people_on_either_side_is_a_number():
    assert [Share(count, 10).value for count in (3, 7)] == [0.3, 0.7]
    assert share_text(Share(25, 100)) == "25%"


def test_nothing_is_told_where_fewer_than_ten_answered():
    assert share_text(None) == "–"


def test_a_whole_that_would_give_one_area_away_is_not_told():
    areas = [Share(0, 10), Share(5, 10)]
    whole = beside(Share(5, 20), areas)
    assert (whole.value, share_text(whole)) == (None, "–")
    assert beside(Share(150, 1000), [Share(0, 10), Share(150, 990)]).told, "whole per cent of a thousand do not tell of two"


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(people, min_size=1, max_size=5))
def test_no_reader_can_tell_more_of_a_bounded_area_than_its_bound_by_subtraction(areas):
    """Each number that a bound leaves open fits all that is shown: attacked by trying whether the rest can make up for it."""
    whole = beside(Share(sum(one.count for one in areas), sum(one.of for one in areas)), areas)
    least, most = whole.ends
    assert least <= sum(one.count for one in areas) <= most
    for area in areas:
        if area.value is None:
            others = [one.ends for one in areas if one is not area]
            for guess in range(area.ends[0], area.ends[1] + 1):
                fewest, greatest = guess + sum(low for low, _ in others), guess + sum(high for _, high in others)
                assert fewest <= most, "this guess is ruled out"
                assert greatest >= least, "this guess is ruled out"


@given(people)
def test_what_is_told_holds_the_truth(share):
    least, most = share.ends
    assert least <= share.count <= most
    if share.value is None:
        assert most - least >= THIN - 1


@pytest.mark.django_db
def test_the_page_of_an_area_in_which_all_say_the_same(client):
    pulse = Pulse.objects.create(opens_on="2024-04-01", closes_on="2024-04-15", settled=True, invited=60)
    for name, agree, answers in (("Unanimous", 12, 12), ("Mixed", 10, 20)):
        area = UnitFactory(name=name)
        for question, choice in CELLS:
            number = {(EVERYBODY, EVERYBODY): answers, (GROWTH, "5"): agree}.get((question, choice), 0)
            PulseCount.objects.create(pulse=pulse, area=area, question=question, choice=choice, answers=number)
    whole, areas = results(PulseCount.objects.all(), pulse)
    told = {one.name: share_text(one.growth) for one in areas}
    assert told == {"Mixed": "50%", "Unanimous": "over 75%"}
    assert share_text(whole.growth) == "–", "22 of 32 less 10 would be all twelve"
