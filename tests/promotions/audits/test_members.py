"""An audit's people, packed, and what setting two audits side by side would tell."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promotions.audits.answers import said_of
from promotions.audits.members import hash_of, many_of, packed, shared_by, small_groups, told_of, unpacked
from promotions.audits.pool import Pool

places = st.dictionaries(st.tuples(st.integers(1, 2**31 - 1), st.integers(1990, 2100)), st.integers(0, 63), max_size=30)


def pool_of(people):
    rows = np.array([(employee, cycle, 0, 0, stages, 0, 0) for (employee, cycle), stages in sorted(people.items())], dtype=np.int64)
    return Pool(*rows.reshape(-1, 7).T)


@given(places)
def test_packing_loses_nothing(people):
    rows = unpacked(packed(pool_of(people)))
    assert {(employee, cycle): stages for employee, cycle, stages in rows.tolist()} == people


@given(places, places)
def test_two_populations_have_one_hash_exactly_when_they_are_equal(first, second):
    ours, theirs = packed(pool_of(first)), packed(pool_of(second))
    assert (hash_of(ours) == hash_of(theirs)) == (first == second)


@given(places, places)
def test_who_would_be_told_of_is_who_differs(first, second):
    told = told_of(unpacked(packed(pool_of(first))), unpacked(packed(pool_of(second))))
    expected = (
        first.keys() - second.keys(),
        second.keys() - first.keys(),
        {place for place in first.keys() & second.keys() if first[place] != second[place]},
    )
    assert [set(people.tolist()) for people in told] == [{employee for employee, _ in keys} for keys in expected]


@given(places, places)
def test_who_is_shared_stands_in_both(first, second):
    shared = shared_by(unpacked(packed(pool_of(first))), unpacked(packed(pool_of(second))))
    assert set(shared.tolist()) == {employee for employee, _ in first.keys() & second.keys()}


def test_groups_of_few_are_named_and_groups_of_many_and_of_none_are_not():
    groups = said_of(dict.fromkeys(range(12), "woman") | dict.fromkeys(range(20, 23), "man"))
    everybody = np.arange(30)
    assert small_groups([np.arange(30)], everybody, groups, 10) == ["man"]
    assert small_groups([np.arange(3), np.arange(20, 22)], everybody, groups, 10) == ["man", "woman"]
    assert small_groups([np.array([], dtype=np.int64)], everybody, groups, 10) == []


def test_a_group_of_which_two_answers_share_nobody_cannot_be_subtracted():
    groups = said_of(dict.fromkeys(range(12), "woman") | dict.fromkeys(range(20, 23), "man"))
    assert small_groups([np.arange(20, 23)], np.arange(12), groups, 10) == []
    assert small_groups([np.arange(20, 22)], np.arange(22, 23), groups, 10) == ["man"]


def test_how_many_is_told_to_the_nearest_five_and_not_of_a_few():
    assert [many_of(np.arange(many), 10) for many in (0, 1, 9, 10, 12, 13)] == [0, None, None, 10, 10, 15]
