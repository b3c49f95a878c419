"""Two answers that, subtracted, would tell of a few people."""

from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity import between_populations, differencing_risk
from tests.promotions.disparity.cases import law

people = st.frozensets(st.integers(0, 40), max_size=30)


def answer(**groups):
    return {"pop": "a label", **{name: {"n": n, "promoted": promoted} for name, (n, promoted) in groups.items()}}


def test_the_same_question_again_tells_nothing_more():
    assert not differencing_risk(answer(women=(30, 4)), answer(women=(30, 4))).block_second


def test_a_difference_of_the_threshold_is_allowed():
    assert not differencing_risk(answer(women=(30, 4)), answer(women=(20, 2))).block_second
    assert differencing_risk(answer(women=(30, 4)), answer(women=(21, 2))).groups == ("women",)


def test_a_group_that_one_question_leaves_out_counts_as_nobody():
    found = differencing_risk(answer(women=(30, 4), other=(6, 1)), answer(women=(30, 4)))
    assert found.groups == ("other",)
    assert found.promoted["other"] == 1


@law
@given(people, people)
def test_the_order_of_questions_does_not_matter(first, second):
    here = between_populations({"w": first}, {"w": second}, 5)
    assert here == between_populations({"w": second}, {"w": first}, 5)
    assert bool(here) == (0 < len(first - second) < 5 or 0 < len(second - first) < 5)


def test_equal_sizes_do_not_hide_different_people():
    # Six swapped for six others: the counts agree, the people do not.
    assert between_populations({"w": frozenset(range(30))}, {"w": frozenset(range(6, 36))}, 10) == ("w",)
