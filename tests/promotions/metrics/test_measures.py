"""Numbers from sums: rates, shares, times, and the words in their place when there is no number."""

from fractions import Fraction

import pytest

from promotions.metrics import measures
from promotions.metrics.measures import DEFINITIONS, OF_SUMS, Figure, Kind, Sums

YEAR = 365


def sums(people=100, **counts):
    return Sums({"person_days": people * YEAR, **counts}, YEAR)


def test_a_rate_divides_by_the_average_headcount_of_the_window():
    # 40 people all year and 60 for 73 days: 40 + 60 · 73 ÷ 365 = 52.
    window = Sums({"person_days": 40 * 365 + 60 * 73, "promotions": 13}, YEAR)

    assert OF_SUMS["promotion"](window) == Figure(Fraction(13, 52), "13 promotions, average headcount 52.0")


@pytest.mark.parametrize(
    ("key", "counts", "value", "basis"),
    [
        ("promotion", {"promotions": 4}, "4.0%", "4 promotions, average headcount 100.0"),
        ("lateral", {"laterals": 1}, "1.0%", "1 lateral move, average headcount 100.0"),
        ("downward", {"demotions": 2}, "2.0%", "2 steps down, average headcount 100.0"),
        ("hire", {"hires": 12}, "12.0%", "12 hires, average headcount 100.0"),
        ("retention", {"leavers": 9}, "91.0%", "9 leavers, average headcount 100.0"),
        ("export", {"transfers_out": 5}, "5.0%", "5 transfers out, average headcount 100.0"),
        ("internal_fill", {"seats_filled": 8, "seats_filled_inside": 6}, "75.0%", "6 of 8 seats filled"),
        ("internal_first", {"seats_opened": 9, "seats_opened_inside_first": 3}, "33.3%", "3 of 9 seats opened"),
    ],
)
def test_each_measure_of_sums(key, counts, value, basis):
    figure = measures.measured(key, sums(**counts))

    assert (measures.shown(figure, DEFINITIONS[key].kind), figure.basis) == (value, basis)


@pytest.mark.parametrize("key", ["promotion", "lateral", "downward", "hire", "retention", "export"])
def test_fewer_than_ten_people_have_no_rate_and_no_counts(key):
    # 9.99 people on average, and four of everything.
    few = Sums(dict.fromkeys(("promotions", "laterals", "demotions", "hires", "leavers", "transfers_out"), 4) | {"person_days": 999}, 100)

    assert measures.measured(key, few) == Figure(None, "", "fewer than 10 people")
    assert measures.measured(key, Sums({"person_days": 1000}, 100)).value is not None
    assert measures.headcount_text(few) == "under 10"


@pytest.mark.parametrize("key", OF_SUMS)
def test_nothing_at_all_is_answered_in_words(key):
    for empty in (Sums({}, 0), Sums({}, 30)):
        figure = measures.measured(key, empty)
        assert figure.value is None
        assert figure.missing in {"fewer than 10 people", "no seats were filled", "no seats were opened"}


def test_time_to_fill_is_the_median_and_says_nine_of_ten():
    # In order: 10 10 20 30 30 40 50 60 70 200. Median (30 + 40) ÷ 2 from the fifth and sixth; the ninth is 70.
    ten = {10: 2, 20: 1, 30: 2, 40: 1, 50: 1, 60: 1, 70: 1, 200: 1}

    assert measures.time_to_fill(ten) == Figure(Fraction(35), "10 seats filled, nine of ten within 70 days")
    assert measures.time_to_fill({12: 1}, 2, 90) == Figure(Fraction(12), "1 seat filled; 2 seats still open, the oldest for 90 days")
    assert measures.time_to_fill({0: 3}).value == 0
    assert measures.time_to_fill({}, 1, 1) == Figure(None, "1 seat still open, the oldest for 1 day", "no seats were filled")


def test_time_in_position_needs_ten_people():
    assert measures.time_in_position({12: (9, 0)}) == Figure(None, "", "fewer than 10 people")
    assert measures.time_in_position({12: (9, 1)}) == Figure(Fraction(12), "10 times somebody held a role, 9 ended by a move inside")
    assert measures.time_in_position({12: (1, 9)}).missing == "not reached"


def test_a_bench_is_covered_by_one_ready_person():
    assert measures.bench_coverage({1: 3, 2: 0, 3: 1}) == Figure(Fraction(2, 3), "2 of 3 critical roles")
    assert measures.bench_coverage({}) == Figure(None, "", "no critical roles here")


@pytest.mark.parametrize(
    ("figure", "kind", "text", "short"),
    [
        (Figure(Fraction(1, 3), ""), Kind.PERCENT, "33.3%", "33.3%"),
        (Figure(Fraction(0), ""), Kind.PERCENT, "0.0%", "0.0%"),
        (Figure(Fraction(1), ""), Kind.MONTHS, "1 month", "1"),
        (Figure(Fraction(14), ""), Kind.MONTHS, "14 months", "14"),
        (Figure(Fraction(65, 2), ""), Kind.DAYS, "32.5 days", "32.5"),
        (Figure(None, "", "not reached"), Kind.MONTHS, "not reached", "not reached"),
        (Figure(None, "", "fewer than 10 people"), Kind.PERCENT, "fewer than 10 people", "under 10"),
        (Figure(None, "", "no seats were filled"), Kind.PERCENT, "no seats were filled", "–"),
    ],
)
def test_a_figure_as_text(figure, kind, text, short):
    assert measures.shown(figure, kind) == text
    assert measures.shown(figure, kind, short=True) == short


def test_a_histogram_has_no_place_beyond_its_last():
    with pytest.raises(IndexError, match="fewer values"):
        measures.nth({3: 2}, 3)


def test_every_measure_is_defined_in_words():
    assert set(OF_SUMS) < set(DEFINITIONS)
    assert all(definition.text.endswith(".") for definition in DEFINITIONS.values())
