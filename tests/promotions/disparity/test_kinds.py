"""Rows counted by kind, beside numpy's own way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.disparity.kinds import distinct
from tests.promotions.disparity.cases import law

rows = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.sampled_from([0.0, 0.5, 1.0])), max_size=30)


@law
@given(rows)
def test_kinds_are_those_of_comparing_rows(told):
    table = np.array(told, dtype=np.float64).reshape(-1, 3)
    columns = (table[:, 0].astype(np.int32), table[:, 1].astype(np.int64), table[:, 2])
    first, kind, counts = distinct(*columns)
    values, places, inverse, many = np.unique(table, axis=0, return_index=True, return_inverse=True, return_counts=True)
    assert np.array_equal(table[first], values)
    assert np.array_equal(first, places)
    assert np.array_equal(kind, inverse.reshape(-1))
    assert np.array_equal(counts, many)


@pytest.mark.parametrize("apart", [1, 2**40])
def test_more_values_than_one_number_can_hold_are_told_apart(apart):
    column = np.array([0, 1, 1, 2, 0]) * apart
    first, kind, counts = distinct(column, column[::-1], column)
    rows = np.column_stack([column, column[::-1], column])
    assert kind.tolist() == np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1).tolist()
    assert counts.sum() == len(column)
    assert len(first) == len(counts)
