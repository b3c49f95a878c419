"""Units shrunken towards their mean."""

from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import shrink_units
from tests.promotions.disparity.cases import inputs, law, tables

NAMES = ("promoted_focal", "n_focal", "promoted_ref", "n_ref")


def units(counts):
    return [{"unit": f"U{nth}", **dict(zip(NAMES, table, strict=True))} for nth, table in enumerate(counts)]


@law
@given(st.lists(tables(least=0), min_size=1, max_size=8))
def test_each_unit_lies_between_its_own_figure_and_the_mean(counts):
    found = shrink_units(units(counts))
    for raw, shrunk in zip(found.raw, found.shrunk, strict=True):
        assert min(raw, found.mu) - 1e-9 <= shrunk <= max(raw, found.mu) + 1e-9


@law
@given(st.lists(tables(), min_size=1, max_size=8))
def test_without_differences_between_units_all_get_the_mean(counts):
    found = shrink_units(units([counts[0]] * 5))
    assert found.tau2 == 0
    assert all(abs(shrunk - found.mu) < 1e-9 for shrunk in found.shrunk)


def test_the_unit_of_nine_people_is_first_raw_and_not_after_shrinking():
    found = shrink_units(**inputs("E25_shrinkage_funnel"))
    assert found.rank_by_raw[0] == "U5"  # 0 of 9
    assert found.rank_by_shrunk[0] == "U7"  # 3 of 50


def test_no_unit_and_a_unit_of_nobody_have_answers():
    assert shrink_units([]).rank_by_shrunk == []
    nobody = shrink_units(units([(0, 0, 0, 0)]))
    assert nobody.z == [0]
    assert nobody.raw == [0]
